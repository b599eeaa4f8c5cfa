/** What a picture shows, before anything has a place: boxes, their ports, and lines between them. layout.ts places it, svg.ts draws it. */
export interface Picture {
  title: string;
  /** How to read it, a sentence a line. */
  subtitle: string[];
  /** One below the other; no line leads from one to another. */
  panels: Panel[];
}

export interface Panel {
  /** Where lines lead. Those that meet ports lead right. */
  direction: "RIGHT" | "DOWN";
  nodes: (Box | Group)[];
  lines: Line[];
}

/** A frame around boxes. */
export interface Group {
  id: string;
  title: string;
  boxes: Box[];
}

/** Colours, by what a thing has to do with. */
export type Tone = "outside" | "engine" | "icecast" | "hls" | "front" | "watch";

export interface Box {
  /** Unique in the panel. */
  id: string;
  tone: Tone;
  title: string;
  /** How many it stands for, where that is not seen otherwise: "×2". */
  count?: string;
  /** Lines below the title. */
  text: string[];
  /** Side by side, all of one width: "zone 1: 2". */
  cells: string[];
  ports: PortRow[];
}

/** What a box listens on. */
export interface PortRow {
  /** Unique in the box. */
  id: string;
  /** "8000", "10000-10006/udp". */
  number: string;
  /** "http". */
  name: string;
  marks: Mark[];
}

/** Who else calls a port, where lines would be many and all alike. */
export const marks = {
  scraped: "Prometheus scrapes it",
  peers: "its own kind calls it",
  operators: "operators reach it",
} as const;
export type Mark = keyof typeof marks;

/** Its arrow is at `to`. */
export interface Line {
  /** Ids of boxes or groups. */
  from: string;
  to: string;
  /** The port that it meets, by its row, and whose that is: at the end that is called. */
  port?: { of: "from" | "to"; row: string };
}

export const isGroup = (node: Box | Group): node is Group => "boxes" in node;
export const boxesOf = (nodes: readonly (Box | Group)[]): Box[] =>
  nodes.flatMap((node) => (isGroup(node) ? node.boxes : [node]));

/** @returns ids of who is called, and of who calls */
export const endsOf = ({ from, to, port }: Line): { called: string; caller: string } =>
  port?.of === "from" ? { called: from, caller: to } : { called: to, caller: from };
