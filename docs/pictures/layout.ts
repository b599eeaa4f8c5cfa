/** Gives every box and line of a picture its place: ELK's layered layout (docs/decisions/pictures.md), one run a panel. */
import ELK, { type ElkExtendedEdge, type ElkNode, type ElkPoint, type ElkPort } from "elkjs/lib/elk.bundled";
import { type Box, boxesOf, endsOf, type Group, isGroup, type Line, type Panel } from "./picture";
import { fonts, groupInset, type Shape, shapeOf } from "./shape";
import { textWidth } from "./text-width";

export interface Placed<T> {
  node: T;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PlacedLine {
  line: Line;
  /** From where it starts to its arrow. */
  points: ElkPoint[];
  /** Where others leave it or join it. */
  junctions: ElkPoint[];
}

/** Pixels, from the panel's upper left corner. */
export interface PlacedPanel {
  width: number;
  height: number;
  groups: Placed<Group>[];
  boxes: (Placed<Box> & { shape: Shape })[];
  lines: PlacedLine[];
}

const options = {
  "elk.algorithm": "layered",
  "elk.edgeRouting": "ORTHOGONAL",
  // What comes first in the model stands above, so that a picture changes where its model does.
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
  "elk.layered.spacing.nodeNodeBetweenLayers": "26",
  "elk.layered.spacing.edgeNodeBetweenLayers": "12",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "9",
  "elk.spacing.nodeNode": "15",
  "elk.spacing.edgeNode": "12",
  "elk.spacing.edgeEdge": "9",
  "elk.padding": "[top=0,left=0,bottom=0,right=0]",
  "elk.aspectRatio": "2.6",
  "elk.randomSeed": "1",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
};
const inGroup = { "elk.layered.considerModelOrder.strategy": "NONE" };
const inRows = {
  "elk.algorithm": "box",
  "elk.aspectRatio": "9",
  "elk.spacing.nodeNode": options["elk.spacing.nodeNode"],
};

type Side = "WEST" | "EAST";

/** Where a line meets a box at a port, or at the end of who calls that port. */
interface End {
  box: string;
  side: Side;
  /** The called port's row: all who call it meet there. */
  row?: string;
  /** Where who calls begins or ends: one end for ports that the same boxes call. Were it one for all, lines would seem to lead on to ports of others. */
  bundle: string;
}

const callOf = (line: Line): string => JSON.stringify([endsOf(line).called, line.port?.row]);

/** Lines leave at the right and arrive at the left. */
function portEnds(line: Line, lines: readonly Line[]): [source: End, target: End] {
  const { called } = endsOf(line);
  const callers = lines.filter((other) => callOf(other) === callOf(line)).map((other) => endsOf(other).caller);
  const bundle = JSON.stringify([called, ...new Set(callers)].sort());
  const end = (box: string, side: Side): End => ({ box, side, bundle, ...(box === called && { row: line.port!.row }) });
  return [end(line.from, "EAST"), end(line.to, "WEST")];
}

const endId = ({ box, side, row, bundle }: End): string => JSON.stringify([box, side, row ?? bundle]);

/** Ports stand at their rows; who calls has its ends above them. */
function elkBox(box: Box, ends: readonly End[]): ElkNode {
  const shape = shapeOf(box);
  const { width, height, header } = shape;
  const own = new Map(ends.filter((end) => end.box === box.id).map((end) => [endId(end), end]));
  const ports = [...own].map(([id, { side, row }]): ElkPort => {
    const free = [...own.values()].filter((end) => end.side === side && end.row === undefined).map(endId);
    const place = (header * (free.indexOf(id) + 1)) / (free.length + 1);
    const y = row === undefined ? place : shape.ports[box.ports.findIndex((port) => port.id === row)]!;
    const x = side === "WEST" ? 0 : width;
    return { id, x, y, width: 0, height: 0, layoutOptions: { "elk.port.side": side } };
  });
  const fixed = { layoutOptions: { "elk.portConstraints": "FIXED_POS" } };
  return { id: box.id, width, height, ports, ...(ports.length > 0 && fixed) };
}

/**
 * A group whose boxes no line meets has them in rows, in the model's order, below its title. Where lines lead into it they decide: ELK cannot keep the model's
 * order there, and boxes stand beside the title, or lines would cross it.
 */
function elkGroup({ id, title, boxes }: Group, lines: readonly Line[], ends: readonly End[]): ElkNode {
  const apart = !boxes.some((box) => lines.some(({ from, to }) => from === box.id || to === box.id));
  const beside = Math.ceil(textWidth(title, fonts.title)) + 2 * groupInset;
  const [top, left] = apart ? [34, groupInset] : [groupInset, beside];
  return {
    id,
    layoutOptions: {
      ...(apart ? inRows : inGroup),
      "elk.padding": `[top=${top},left=${left},bottom=${groupInset},right=${groupInset}]`,
      "elk.nodeSize.constraints": "MINIMUM_SIZE",
      "elk.nodeSize.minimum": `(${beside}, 0)`,
    },
    children: boxes.map((box, index) => {
      const { layoutOptions, ...node } = elkBox(box, ends);
      return { ...node, layoutOptions: { ...layoutOptions, "elk.priority": String(boxes.length - index) } };
    }),
  };
}

export async function layOut({ direction, nodes, lines }: Panel): Promise<PlacedPanel> {
  const meeting = lines.filter(({ port }) => port !== undefined);
  const ends = meeting.flatMap((line) => portEnds(line, meeting));
  const edges = lines.map((line, index): ElkExtendedEdge => {
    const [source, target] = line.port ? portEnds(line, meeting).map(endId) : [line.from, line.to];
    return { id: String(index), sources: [source!], targets: [target!] };
  });
  const children = nodes.map((node) => (isGroup(node) ? elkGroup(node, lines, ends) : elkBox(node, ends)));
  // Only in one run may lines lead into groups; without any, what does not hang together is set side by side.
  const hierarchy = nodes.some(isGroup) ? "INCLUDE_CHILDREN" : "SEPARATE_CHILDREN";
  const layoutOptions = { ...options, "elk.direction": direction, "elk.hierarchyHandling": hierarchy };
  const panel: ElkNode = await new ELK().layout({ id: "panel", layoutOptions, children, edges });
  const placed = new Map(
    [panel, ...(panel.children ?? [])].flatMap((node) => node.children ?? []).map((node) => [node.id, node]),
  );
  const place = <T extends { id: string }>(node: T): Placed<T> => {
    const { x = 0, y = 0, width = 0, height = 0 } = placed.get(node.id)!;
    return { node, x, y, width, height };
  };
  return {
    width: panel.width ?? 0,
    height: panel.height ?? 0,
    groups: nodes.filter(isGroup).map(place),
    boxes: boxesOf(nodes).map((box) => ({ ...place(box), shape: shapeOf(box) })),
    lines: (panel.edges ?? []).map(({ id, sections = [], junctionPoints = [] }) => ({
      line: lines[Number(id)]!,
      points: sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]),
      junctions: junctionPoints,
    })),
  };
}
