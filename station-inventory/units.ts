/**
 * Quantities as people write them, unit included, and as numbers that cannot be mistaken for one another once parsed.
 */
import { z } from "zod";

export type Milliseconds = number & z.$brand<"milliseconds">;
export type Minutes = number & z.$brand<"minutes">;
export type Seconds = number & z.$brand<"seconds">;
export type LoudnessUnits = number & z.$brand<"LUFS">;
export type Decibels = number & z.$brand<"decibels">;
export type Mebibytes = number & z.$brand<"mebibytes">;

interface Range {
  least: number;
  most: number;
}

// The number comes first and the unit after one space, so this reads all six; the template has already checked the text.
const amount = (text: string): number => Number(text.slice(0, text.indexOf(" ")));

const within = ({ least, most }: Range) => z.number().min(least).max(most);

/** `"200 milliseconds"` → 200. */
export const milliseconds = (range: Range) =>
  z.templateLiteral([z.number(), " milliseconds"]).transform(amount).pipe(within(range).int().brand<"milliseconds">());

/** `"10 seconds"` → 10. */
export const seconds = (range: Range) =>
  z.templateLiteral([z.number(), " seconds"]).transform(amount).pipe(within(range).brand<"seconds">());

/** `"5 minutes"` → 5. */
export const minutes = (range: Range) =>
  z.templateLiteral([z.number(), " minutes"]).transform(amount).pipe(within(range).brand<"minutes">());

/** `"-50 dB"` → -50. */
export const decibels = (range: Range) =>
  z.templateLiteral([z.number(), " dB"]).transform(amount).pipe(within(range).brand<"decibels">());

/** `"512 MiB"` → 512. */
export const mebibytes = (range: Range) =>
  z.templateLiteral([z.number(), " MiB"]).transform(amount).pipe(within(range).int().brand<"mebibytes">());

/** `"-23 LUFS"` → -23. */
export const lufs = (range: Range) =>
  z.templateLiteral([z.number(), " LUFS"]).transform(amount).pipe(within(range).brand<"LUFS">());
