/** A field of the inventory, and what is told about it. */
import type { z } from "zod";

/** What is told about a field: in the reference (all of it) and in error messages (`allowed`, `example`). */
export interface FieldGuide {
  /** Prose for a broadcast engineer. */
  description: string;
  /** What the field takes, as the end of "allowed: …". */
  allowed: string;
  /** A value as one would write it in a station file. */
  example: string;
}

// Wrappers (default, optional) come before: what carries the guide is what the field's name points at.
export const field = <T extends z.ZodType>(schema: T, guide: FieldGuide): T => schema.meta({ ...guide });
