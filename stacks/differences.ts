/** Pure: in what two stacks are set otherwise. */
export interface Difference {
  /** "relays", or "edge.region" of a setting that is an object in both. */
  setting: string;
  /** As JSON; absent: not set, and without a default. */
  a?: string;
  b?: string;
}

type Settings = Readonly<Record<string, unknown>>;

/** @returns every setting in which they differ, by name; defaults count as set */
export function differences(a: Settings, b: Settings, under = ""): Difference[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort().flatMap((key): Difference[] => {
    const [one, other] = [a[key], b[key]];
    if (isObject(one) && isObject(other)) return differences(one, other, `${under}${key}.`);
    const [shownOne, shownOther] = [one, other].map((value) =>
      value === undefined ? undefined : JSON.stringify(value),
    );
    if (shownOne === shownOther) return [];
    return [{ setting: `${under}${key}`, a: shownOne, b: shownOther }];
  });
}

const isObject = (value: unknown): value is Settings =>
  typeof value === "object" && value !== null && !Array.isArray(value);
