/**
 * A station as far as it could be understood. Rules look at drafts, so that a mistake in one field does not hide that another
 * field collides: all mistakes are told at once.
 */
import { z } from "zod";
import type { Station } from "./schema";

type Understood<T> = T extends readonly (infer E)[]
  ? (Understood<E> | undefined)[]
  : T extends string | number
    ? T
    : T extends object
      ? { [K in keyof T]?: Understood<T[K]> }
      : T;

export type StationDraft = Understood<Omit<Station, typeof z.$brand>>;

/** One station, where it stands, and what could be read of it. */
export interface Entry {
  /** `stations/rivage.ts` */
  file: string;
  /** Position in its file. */
  index: number;
  draft: StationDraft;
}

/** @returns the place of a station in messages: by its id where it has one, by its position where not. */
export const placeOf = ({ file, index, draft }: Entry): string =>
  draft.id === undefined ? `${file}: stations[${index}]` : `${file}: "${draft.id}"`;

/** @returns the parts of `raw` that the schema takes; undefined where it takes nothing. */
export function salvage(schema: z.ZodType, raw: unknown): unknown {
  const whole = schema.safeParse(raw);
  if (whole.success) return whole.data;
  const inner = schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (inner instanceof z.ZodObject && typeof raw === "object" && raw !== null && !Array.isArray(raw)) {
    const fields = Object.entries(inner.shape as Record<string, z.ZodType>);
    return Object.fromEntries(
      fields.map(([key, field]) => [key, salvage(field, (raw as Record<string, unknown>)[key])]),
    );
  }
  if (inner instanceof z.ZodArray && Array.isArray(raw)) {
    const few = raw.slice(0, 100);
    return few.map((each) => salvage(inner.element as z.ZodType, each));
  }
  return undefined;
}
