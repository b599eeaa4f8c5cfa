/**
 * How wide text is. Who looks at a picture has a font of their own: these are the widths of DejaVu Sans, the widest of the usual ones, so that text fits its
 * box with any. Pure.
 */

/** Of the characters from " " to "~", in hundredths of the font's size. */
const ascii = [
  [
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
    84,
  ],
  [84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69],
  [
    39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82,
    59,
  ],
  [59, 52, 64, 34, 64, 84],
].flat();
/** Dashes, arrows, letters with accents: none is wider. */
const widest = 84;
/** DejaVu Sans Bold, at the most. */
const boldness = 1.16;

export interface Font {
  /** Pixels. */
  size: number;
  bold?: boolean;
}

/** @returns pixels */
export const textWidth = (text: string, { size, bold = false }: Font): number =>
  ([...text].reduce((sum, letter) => sum + (ascii[letter.charCodeAt(0) - 32] ?? widest), 0) / 100) *
  size *
  (bold ? boldness : 1);
