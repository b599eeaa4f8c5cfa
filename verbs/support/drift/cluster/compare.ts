/**
 * What differs between an object as it was declared and as it is. Pure. The provider's own refresh cannot tell it: it compares lists place by place, so that a
 * container before ours makes all of them others, and passes over what is longer than declared, such as a rule too many of a role.
 */
import { isDeepStrictEqual } from "node:util";
import { type ClusterObject, type Fields, isFields } from "./objects";
import { at, isKeyed, named, type Path } from "./paths";

export interface Difference {
  path: Path;
  was: unknown;
  /** Absent: it is gone. */
  is: unknown;
}

/** @returns what is compared of an object: all that can be declared, but who it is */
export function comparable({ metadata: { labels, annotations }, ...fields }: ClusterObject): Fields {
  const { apiVersion: _, kind: __, status: ___, ...own } = fields as Fields;
  return { ...own, metadata: { ...(labels && { labels }), ...(annotations && { annotations }) } };
}

/** @returns what is declared and is otherwise; what is more than declared is none, but in lists that are one value each: see `fields.ts` */
export function differences(declared: unknown, live: unknown, path: Path = []): Difference[] {
  if (isFields(declared) && isFields(live))
    return Object.entries(declared).flatMap(([field, own]) => differences(own, live[field], [...path, field]));
  if (Array.isArray(declared) && Array.isArray(live)) {
    if (isKeyed(path, declared, live))
      return declared
        .map(named)
        .flatMap((step) => differences(at(declared, [step]), at(live, [step]), [...path, step]));
    if (declared.length === live.length)
      return declared.flatMap((own, place) => differences(own, live[place], [...path, place]));
  }
  return isSame(declared, live) ? [] : [{ path, was: declared, is: live }];
}

/** The API server writes down nothing where something empty was given. */
const isSame = (declared: unknown, live: unknown): boolean =>
  isDeepStrictEqual(declared, live) ||
  (live === undefined && (isDeepStrictEqual(declared, {}) || isDeepStrictEqual(declared, [])));
