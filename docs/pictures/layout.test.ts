import fc from "fast-check";
import { layOut, type PlacedPanel } from "./layout";
import { type Box, endsOf, type Line, type Panel } from "./picture";
import { pictures } from "./pictures";

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
function flaws(panel: PlacedPanel): string[] {
  const { boxes, groups, lines } = panel;
  const whole = { x: 0, y: 0, width: panel.width, height: panel.height };
  const pairs = boxes.flatMap((one, index) => boxes.slice(index + 1).map((other) => [one, other] as const));
  const titles = groups.map(({ node, x, y }) => ({
    id: node.id,
    x: x + 12,
    y: y + 8,
    width: 8 * node.title.length,
    height: 18,
  }));
  const inGroups = groups.flatMap((group) =>
    boxes
      .filter(({ node }) => group.node.boxes.includes(node))
      .map((box) => ({ box, frame: { ...group, y: group.y + 30, height: group.height - 30 } })),
  );
  return [
    ...boxes.filter((box) => !within(box, whole)).map(({ node }) => `${node.id} is cut`),
    ...pairs
      .filter(([one, other]) => overlap(one, other))
      .map(([one, other]) => `${one.node.id} overlaps ${other.node.id}`),
    ...inGroups.filter(({ box, frame }) => !within(box, frame)).map(({ box }) => `${box.node.id} leaves its group`),
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
const invented = (panel: PlacedPanel): string[] =>
  joined(panel).flatMap((lines) => {
    const calls = lines.map((line) => [endsOf(line).caller, `${endsOf(line).called} ${line.port?.row}`] as const);
    const said = new Set(calls.map((call) => call.join(" → ")));
    return calls.flatMap(([from]) => calls.map(([, to]) => `${from} → ${to}`)).filter((call) => !said.has(call));
  });

const box = (index: number, ports: number): Box => ({
  ...{ id: `box ${index}`, title: `box ${index}`, tone: "watch", text: [], cells: [] },
  ports: Array.from({ length: ports }, (_, row) => ({ id: `${row}`, number: `800${row}`, name: "http", marks: [] })),
});

/** Boxes of which each calls some that come after it. */
const anyPanel = fc
  .record({
    ports: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 7 }),
    calls: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 12 }),
  })
  .map(({ ports, calls }): Panel => {
    const nodes = ports.map((count, index) => box(index, count));
    // Of two boxes one calls the other.
    const fetches = new Map<string, boolean>();
    const lines = calls.map(([one, other, row, fetched]): Line => {
      const from = one % (nodes.length - 1);
      const to = from + 1 + (other % (nodes.length - 1 - from));
      const pair = `${from} ${to}`;
      if (!fetches.has(pair)) fetches.set(pair, fetched);
      const of = fetches.get(pair) ? "from" : "to";
      const called = of === "from" ? from : to;
      return { from: `box ${from}`, to: `box ${to}`, port: { of, row: `${row % ports[called]!}` } };
    });
    const once = new Map(lines.map((line) => [JSON.stringify(line), line]));
    return { direction: "RIGHT", nodes, lines: [...once.values()] };
  });

describe("a layout", () => {
  it.each(Object.entries(pictures))(
    "of %s has nothing that overlaps or is cut, and no call that is none",
    async (_, picture) => {
      for (const panel of (await picture()).panels) {
        const placed = await layOut(panel);
        expect(flaws(placed)).toEqual([]);
        if (panel.direction === "RIGHT") expect(invented(placed)).toEqual([]);
      }
    },
    60_000,
  );

  it("of whatever boxes call one another has none either", async () => {
    await fc.assert(
      fc.asyncProperty(anyPanel, async (panel) => {
        const placed = await layOut(panel);
        expect(flaws(placed)).toEqual([]);
        expect(invented(placed)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it("lets lines meet the port that is called, and of who calls what stands above its own ports", async () => {
    const panel: Panel = {
      direction: "RIGHT",
      nodes: [box(0, 1), box(1, 3), box(2, 1)],
      lines: [
        { from: "box 0", to: "box 1", port: { of: "to", row: "1" } },
        { from: "box 1", to: "box 2", port: { of: "from", row: "2" } },
      ],
    };
    const { boxes, lines } = await layOut(panel);
    const [, called, caller] = boxes;
    expect(lines[0]!.points.at(-1)).toEqual({ x: called!.x, y: called!.y + called!.shape.ports[1]! });
    expect(lines[1]!.points[0]).toEqual({ x: called!.x + called!.width, y: called!.y + called!.shape.ports[2]! });
    expect(lines[1]!.points.at(-1)).toEqual({ x: caller!.x, y: caller!.y + caller!.shape.header / 2 });
    expect(caller!.shape.header).toBeLessThan(caller!.shape.ports[0]! - 8);
  });
});
