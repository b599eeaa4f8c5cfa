/** A picture for those who do not see it: its boxes, then its lines. Pure. */
import { boxesOf, type Box, type Line, type Mark, marks, type Panel, type Picture } from "./picture";

const sentence = (words: string): string => `${words}.`;

function boxInWords({ title, count, text, cells }: Box): string {
  const within = [...text, ...cells].join(", ");
  return [title, ...(count ? [count] : []), ...(within ? [`(${within})`] : [])].join(" ");
}

function lineInWords({ from, to, port }: Line, { nodes }: Panel): string {
  const titleOf = (id: string) => nodes.concat(boxesOf(nodes)).find((node) => node.id === id)!.title;
  if (port === undefined) return `from ${titleOf(from)} to ${titleOf(to)}`;
  const called = port.of === "from" ? from : to;
  const { number } = boxesOf(nodes)
    .find(({ id }) => id === called)!
    .ports.find(({ id }) => id === port.row)!;
  return port.of === "to"
    ? `${titleOf(from)} calls ${titleOf(to)} at ${number}`
    : `${titleOf(to)} fetches from ${titleOf(from)} at ${number}`;
}

function markInWords(mark: Mark, boxes: readonly Box[]): string[] {
  const marked = boxes.flatMap(({ title, ports }) => {
    const numbers = ports.filter((port) => port.marks.includes(mark)).map(({ number }) => number);
    return numbers.length > 0 ? [`${title} ${numbers.join(", ")}`] : [];
  });
  return marked.length > 0 ? [sentence(`${marks[mark]}: ${marked.join("; ")}`)] : [];
}

export function inWords({ subtitle, panels }: Picture): string {
  const boxes = panels.flatMap(({ nodes }) => boxesOf(nodes));
  const lines = panels.flatMap((panel) => panel.lines.map((line) => lineInWords(line, panel)));
  return [
    ...subtitle,
    sentence(`Boxes: ${boxes.map(boxInWords).join("; ")}`),
    sentence(`Lines: ${lines.join("; ")}`),
    ...(Object.keys(marks) as Mark[]).flatMap((mark) => markInWords(mark, boxes)),
  ].join(" ");
}
