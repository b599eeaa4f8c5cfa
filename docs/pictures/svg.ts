/** Placed pictures as SVG. Text stays text; the background is white, whatever stands behind; shapes are few, so that a change is read in a diff. */
import type { ElkPoint } from "elkjs/lib/elk.bundled";
import type { Placed, PlacedLine, PlacedPanel } from "./layout";
import { inWords } from "./in-words";
import {
  type Box,
  boxesOf,
  endsOf,
  type Group,
  type Mark,
  marks,
  type Picture,
  type PortRow,
  type Tone,
} from "./picture";
import { cellHeight, fonts, gap, groupInset, inset, markSize, portFrame, type Shape } from "./shape";
import { type Font, textWidth } from "./text-width";

const margin = 18;
const betweenPanels = 22;

const ink = { text: "#1f2328", quiet: "#59636e", frame: "#c4ccd4", ground: "#f8f9fb" };
const tones: Record<Tone, { fill: string; ink: string }> = {
  outside: { fill: "#ffffff", ink: "#444c56" },
  engine: { fill: "#fff2de", ink: "#8f5000" },
  icecast: { fill: "#e4f5ea", ink: "#1a6b3c" },
  hls: { fill: "#e1f1f8", ink: "#125f80" },
  front: { fill: "#efeafb", ink: "#553c9a" },
  watch: { fill: "#f1f3f5", ink: "#444c56" },
};

/** Each around 0, 0. */
const markShapes: Record<Mark, string> = {
  scraped: '<circle r="4" fill="#d9480f"/>',
  peers: '<path d="M-4.5-2H3M.5-4.5 3.5-2M4.5 2H-3M-.5 4.5-3.5 2" fill="none" stroke="#1f2328" stroke-width="1.3"/>',
  operators: '<path d="M0-4.5 4.5 0 0 4.5-4.5 0z" fill="#1f6feb"/>',
};

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
/** To a tenth of a pixel. */
const n = (value: number): string => String(Math.round(value * 10) / 10);

interface Style extends Font {
  fill?: string;
  anchor?: "end" | "middle";
}

/** @param y of the line's middle */
function text(x: number, y: number, content: string, { size, bold, fill, anchor }: Style): string {
  const attributes = [
    `x="${n(x)}" y="${n(y + size * 0.36)}" font-size="${size}"`,
    ...(bold ? ['font-weight="bold"'] : []),
    ...(fill ? [`fill="${fill}"`] : []),
    ...(anchor ? [`text-anchor="${anchor}"`] : []),
  ];
  return `<text ${attributes.join(" ")}>${escape(content)}</text>`;
}

const rect = (x: number, y: number, width: number, height: number, rest: string): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" ${rest}/>`;

const use = (mark: Mark, x: number, y: number): string => `<use href="#${mark}" x="${n(x)}" y="${n(y)}"/>`;

function drawBox({ node, x, y, width, height, shape }: Placed<Box> & { shape: Shape }): string[] {
  const { fill, ink: own } = tones[node.tone];
  const left = x + inset;
  const right = x + width - inset;
  return [
    rect(x, y, width, height, `rx="7" fill="${fill}" stroke="${own}" stroke-width="1.2"`),
    text(left, y + shape.title, node.title, { ...fonts.title, fill: own }),
    ...(node.count ? [text(right, y + shape.title, node.count, { ...fonts.title, fill: own, anchor: "end" })] : []),
    ...node.text.map((line, index) => text(left, y + shape.text[index]!, line, fonts.text)),
    ...drawCells(node.cells, left, y + shape.cells, right - left, own),
    ...node.ports.flatMap((port, index) => drawPort(port, left, right, y + shape.ports[index]!, own)),
  ];
}

function drawCells(cells: readonly string[], x: number, middle: number, width: number, stroke: string): string[] {
  const each = width / cells.length;
  return cells.flatMap((cell, index) => [
    rect(
      x + index * each,
      middle - cellHeight / 2,
      each,
      cellHeight,
      `fill="#fff" stroke="${stroke}" stroke-width=".6"`,
    ),
    text(x + (index + 0.5) * each, middle, cell, { ...fonts.text, anchor: "middle" }),
  ]);
}

function drawPort(port: PortRow, left: number, right: number, middle: number, stroke: string): string[] {
  const frame = portFrame(port);
  return [
    rect(left, middle - 8, frame, 16, `rx="3" fill="#fff" stroke="${stroke}" stroke-width=".6"`),
    text(left + frame / 2, middle, port.number, { ...fonts.port, fill: stroke, anchor: "middle" }),
    text(left + frame + gap, middle, port.name, { ...fonts.text, fill: ink.quiet }),
    ...port.marks.map((mark, index) => use(mark, right - markSize / 2 - index * (markSize + gap / 2), middle)),
  ];
}

const drawGroup = ({ node, x, y, width, height }: Placed<Group>): string[] => [
  rect(x, y, width, height, `rx="9" fill="${ink.ground}" stroke="${ink.frame}" stroke-dasharray="5 4"`),
  text(x + groupInset, y + 17, node.title, { ...fonts.title, fill: ink.quiet }),
];

const cornerRadius = 6;

/** Straight, with rounded corners. */
function path(points: readonly ElkPoint[]): string {
  const towards = (from: ElkPoint, to: ElkPoint): ElkPoint => {
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const part = Math.min(cornerRadius, length / 2) / length;
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
  };
  const at = ({ x, y }: ElkPoint) => `${n(x)} ${n(y)}`;
  const corners = points.slice(1, -1).map((corner, index) => {
    const [before, after] = [towards(corner, points[index]!), towards(corner, points[index + 2]!)];
    return `L${at(before)}Q${at(corner)} ${at(after)}`;
  });
  return `M${at(points[0]!)}${corners.join("")}L${at(points.at(-1)!)}`;
}

/** In the colour of what is called. */
const drawLine = ({ points, junctions }: PlacedLine, tone: Tone): string[] => [
  `<path d="${path(points)}" stroke="${tones[tone].ink}" marker-end="url(#tip-${tone})"/>`,
  ...junctions.map(({ x, y }) => `<circle cx="${n(x)}" cy="${n(y)}" r="2.5" fill="${tones[tone].ink}" stroke="none"/>`),
];

function drawPanel({ groups, boxes, lines }: PlacedPanel, x: number, y: number): string[] {
  const toneOf = ({ line }: PlacedLine): Tone =>
    boxes.find(({ node }) => node.id === endsOf(line).called)?.node.tone ?? "outside";
  return [
    `<g transform="translate(${n(x)} ${n(y)})">`,
    ...groups.flatMap(drawGroup),
    `<g fill="none" stroke-width="1.4">`,
    ...new Set(lines.flatMap((placed) => drawLine(placed, toneOf(placed)))),
    "</g>",
    ...boxes.flatMap(drawBox),
    "</g>",
  ];
}

/** @returns what the marks mean that are in the picture, in one line, and where that line ends */
function legend({ panels }: Picture, y: number): { drawn: string[]; right: number } {
  const ports = panels.flatMap(({ nodes }) => boxesOf(nodes)).flatMap((box) => box.ports);
  const used = (Object.keys(marks) as Mark[]).filter((mark) => ports.some((port) => port.marks.includes(mark)));
  let right = margin;
  const drawn = used.flatMap((mark) => {
    const [at, words] = [right, right + markSize + gap];
    right = words + textWidth(marks[mark], fonts.text) + 3 * gap;
    return [use(mark, at + markSize / 2, y), text(words, y, marks[mark], { ...fonts.text, fill: ink.quiet })];
  });
  return { drawn, right };
}

const definitions = [
  ...Object.entries(tones).map(
    ([tone, { ink: own }]) =>
      `<marker id="tip-${tone}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="6.5" markerHeight="6.5" orient="auto"><path d="M0 0 10 5 0 10z" fill="${own}"/></marker>`,
  ),
  ...Object.entries(markShapes).map(([mark, shape]) => `<g id="${mark}">${shape}</g>`),
];

const fontFamily = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** @returns the whole file. @param placed the picture's panels, in order */
export function svg(picture: Picture, placed: readonly PlacedPanel[]): string {
  const { title, subtitle } = picture;
  const heading = [
    text(margin, margin + 8, title, fonts.heading),
    ...subtitle.map((line, index) =>
      text(margin, margin + 31 + index * 19, line, { ...fonts.subtitle, fill: ink.quiet }),
    ),
  ];
  let bottom = margin + 36 + subtitle.length * 19;
  const panels = placed.flatMap((panel) => {
    const drawn = drawPanel(panel, margin, bottom);
    bottom += panel.height + betweenPanels;
    return drawn;
  });
  const explained = legend(picture, bottom);
  const widths = [
    textWidth(title, fonts.heading),
    ...subtitle.map((line) => textWidth(line, fonts.subtitle)),
    ...placed.map((panel) => panel.width),
  ];
  const width = n(Math.max(2 * margin + Math.max(...widths), explained.right));
  const height = n(bottom + (explained.drawn.length > 0 ? 12 : -betweenPanels) + margin);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description" font-family="${fontFamily}" fill="${ink.text}">`,
    `<title id="title">${escape(title)}</title>`,
    `<desc id="description">${escape(inWords(picture))}</desc>`,
    "<defs>",
    ...definitions,
    "</defs>",
    // Text is dark, whatever colour a page has.
    `<rect width="${width}" height="${height}" rx="8" fill="#fff"/>`,
    ...heading,
    ...panels,
    ...explained.drawn,
    "</svg>",
    "",
  ].join("\n");
}
