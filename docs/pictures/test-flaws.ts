/** What would look wrong in a picture, or be read wrong. For tests. Pure. */
import type { PlacedPanel } from "./layout";
import { endsOf, type Line } from "./picture";
import { fonts, groupInset } from "./shape";
import { textWidth } from "./text-width";

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Whether they share more than a border. */
const overlap = (one: Rectangle, other: Rectangle): boolean =>
  Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x) > 0.5 &&
  Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y) > 0.5;

const within = (inner: Rectangle, outer: Rectangle): boolean =>
  inner.x >= outer.x - 0.5 &&
  inner.y >= outer.y - 0.5 &&
  inner.x + inner.width <= outer.x + outer.width + 0.5 &&
  inner.y + inner.height <= outer.y + outer.height + 0.5;

/** As wide as it is drawn. */
function segments({ points }: PlacedPanel["lines"][number]): Rectangle[] {
  return points.slice(1).map((to, index) => {
    const from = points[index]!;
    const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
    return { x: x - 0.7, y: y - 0.7, width: Math.abs(from.x - to.x) + 1.4, height: Math.abs(from.y - to.y) + 1.4 };
  });
}

/** Everything that would look wrong. */
export function flaws(panel: PlacedPanel): string[] {
  const { boxes, groups, lines } = panel;
  const whole = { x: 0, y: 0, width: panel.width, height: panel.height };
  const pairs = boxes.flatMap((one, index) => boxes.slice(index + 1).map((other) => [one, other] as const));
  const titles = groups.map(({ node: { id, title }, x, y }) => ({
    ...{ id, x: x + groupInset, y: y + 8 },
    ...{ width: textWidth(title, fonts.title), height: 18 },
  }));
  const inGroups = groups.flatMap((group) =>
    boxes.filter(({ node }) => group.node.boxes.includes(node)).map((box) => ({ box, group })),
  );
  return [
    ...boxes.filter((box) => !within(box, whole)).map(({ node }) => `${node.id} is cut`),
    ...boxes
      .filter(({ width, height, shape }) => width < shape.width || height < shape.height)
      .map(({ node }) => `${node.id} is too small for what is in it`),
    ...titles.flatMap((title) => [
      ...boxes.filter((box) => overlap(box, title)).map(({ node }) => `${node.id} covers the title of ${title.id}`),
      ...(within(
        title,
        groups.find(({ node }) => node.id === title.id)!,
      )
        ? []
        : [`the title of ${title.id} is cut`]),
    ]),
    ...pairs
      .filter(([one, other]) => overlap(one, other))
      .map(([one, other]) => `${one.node.id} overlaps ${other.node.id}`),
    ...inGroups.filter(({ box, group }) => !within(box, group)).map(({ box }) => `${box.node.id} leaves its group`),
    ...lines.flatMap((line) =>
      segments(line).flatMap((segment) => [
        ...boxes
          .filter((box) =>
            overlap(segment, { x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 2 }),
          )
          .map(({ node }) => `a line from ${line.line.from} to ${line.line.to} crosses ${node.id}`),
        ...titles.filter((title) => overlap(segment, title)).map(({ id }) => `a line crosses the title of ${id}`),
      ]),
    ),
  ];
}

/** Lines by the ends that they share, however far: who sees them sees one thing that branches. */
function joined({ lines }: PlacedPanel): Line[][] {
  const key = (point: { x: number; y: number }) => `${Math.round(point.x)} ${Math.round(point.y)}`;
  const sets: { ends: Set<string>; lines: Line[] }[] = [];
  for (const { line, points } of lines) {
    const ends = new Set([key(points[0]!), key(points.at(-1)!)]);
    const touching = sets.filter((set) => [...ends].some((end) => set.ends.has(end)));
    for (const set of touching) sets.splice(sets.indexOf(set), 1);
    sets.push({
      ends: new Set([...ends, ...touching.flatMap((set) => [...set.ends])]),
      lines: [...touching.flatMap((set) => set.lines), line],
    });
  }
  return sets.map((set) => set.lines);
}

/** Calls that lines which join seem to tell, and that there are none of. */
export const invented = (panel: PlacedPanel): string[] =>
  joined(panel).flatMap((lines) => {
    const calls = lines.map((line) => [endsOf(line).caller, `${endsOf(line).called} ${line.port?.row}`] as const);
    const said = new Set(calls.map((call) => call.join(" → ")));
    return calls.flatMap(([from]) => calls.map(([, to]) => `${from} → ${to}`)).filter((call) => !said.has(call));
  });
