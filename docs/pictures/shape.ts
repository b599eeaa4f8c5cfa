/** What a box looks like within: how large it is, and at which height each of its lines stands. Pure. */
import type { Box, PortRow } from "./picture";
import { type Font, textWidth } from "./text-width";

export const fonts = {
  heading: { size: 17, bold: true },
  subtitle: { size: 13 },
  title: { size: 13, bold: true },
  text: { size: 12.5 },
  port: { size: 12, bold: true },
} satisfies Record<string, Font>;

/** From the middle of one line to that of the next. */
const pitch = 19;
/** Between a box's border and what is in it. */
export const inset = 9;
/** The same of a group. */
export const groupInset = 12;
/** Between things in one line. */
export const gap = 8;
/** A mark's width and height. */
export const markSize = 9;
export const cellHeight = 22;
/** Within a cell or a port's frame, at both ends. */
export const framing = 5;

/** Heights are of the middles of lines, from the box's top. */
export interface Shape {
  width: number;
  height: number;
  /** Height of what is above the ports. */
  header: number;
  title: number;
  text: number[];
  cells: number;
  ports: number[];
}

export const portFrame = ({ number }: PortRow): number => textWidth(number, fonts.port) + 2 * framing;

const portWidth = (port: PortRow): number =>
  portFrame(port) + gap + textWidth(port.name, fonts.text) + port.marks.length * (markSize + gap / 2) + gap;

const cellWidth = (cell: string): number => textWidth(cell, fonts.text) + 2 * framing;

export function shapeOf({ title, count, text, cells, ports }: Box): Shape {
  const widths = [
    textWidth(count === undefined ? title : `${title}  ${count}`, fonts.title),
    cells.length * Math.max(0, ...cells.map(cellWidth)),
    ...text.map((line) => textWidth(line, fonts.text)),
    ...ports.map(portWidth),
  ];
  const titleAt = 17;
  const afterText = titleAt + pitch * text.length;
  const afterCells = afterText + (cells.length > 0 ? cellHeight + 6 : 0);
  const rows = (count: number, from: number) => Array.from({ length: count }, (_, index) => from + pitch * (index + 1));
  return {
    width: Math.ceil(2 * inset + Math.max(...widths)),
    height: afterCells + pitch * ports.length + 14,
    header: afterCells + 10,
    title: titleAt,
    text: rows(text.length, titleAt),
    cells: afterText + 12 + cellHeight / 2,
    ports: rows(ports.length, afterCells),
  };
}
