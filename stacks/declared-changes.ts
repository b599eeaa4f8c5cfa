/** In the field's words: what becomes of stations and of what they share, from what a stack last ran to what it is about to run. Pure. */
import type { Declared, DeclaredStation } from "./declared";

export interface DeclaredChanges {
  /** In the order of the inventory; those that nothing is said of are left out. */
  stations: StationChange[];
  /** "relays 2 → 4". */
  platform: string[];
}

export interface StationChange {
  station: string;
  /** "comes": it was not there; "leaves": it is not there any more. */
  fate: "comes" | "leaves" | "stays";
  /** "bitrate 128k → 192k on 2 mounts". */
  said: string[];
}

/** @returns everything in which the two differ, each change once */
export function declaredChanges(before: Declared, after: Declared): DeclaredChanges {
  const ids = [...new Set([...Object.keys(after.stations), ...Object.keys(before.stations)])];
  return {
    stations: ids.flatMap((station) => stationChange(station, before.stations[station], after.stations[station])),
    platform: changed(before.platform, after.platform),
  };
}

function stationChange(
  station: string,
  before: DeclaredStation | undefined,
  after: DeclaredStation | undefined,
): StationChange[] {
  if (!before) return after ? [{ station, fate: "comes", said: [sizeOf(after)] }] : [];
  if (!after) return [{ station, fate: "leaves", said: [sizeOf(before)] }];
  const said = [
    ...(before.engines === after.engines ? [] : [`engines ${spaced(before)} → ${spaced(after)}`]),
    ...bitrates(before.mounts, after.mounts, "mount"),
    ...bitrates(before.renditions, after.renditions, "HLS rendition"),
    ...inputs(before.inputs, after.inputs),
    ...changed(before.settings, after.settings),
  ];
  return said.length === 0 ? [] : [{ station, fate: "stays", said }];
}

const spaced = ({ engines }: DeclaredStation): string => [...engines].join(" ");

const sizeOf = ({ engines, mounts, renditions, inputs: all }: DeclaredStation): string =>
  [
    count(engines.length, "engine"),
    count(Object.keys(mounts).length, "mount"),
    count(Object.keys(renditions).length, "HLS rendition"),
    count(Object.keys(all).length, "input"),
  ].join(", ");

export const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? "" : "s"}`;

type Values = Readonly<Record<string, string>>;

/** Equal changes of several are told together. */
function bitrates(before: Values, after: Values, what: string): string[] {
  const steps = Object.keys(after).flatMap((key) => {
    const [from, to] = [before[key], after[key]];
    return from === undefined || from === to ? [] : [`bitrate ${from} → ${to}`];
  });
  const together = [...new Set(steps)].map((step) => {
    const many = steps.filter((each) => each === step).length;
    return `${step} on ${count(many, what)}`;
  });
  return [...together, ...gone(after, before, `new ${what}`), ...gone(before, after, `${what} gone:`)];
}

/** @returns those that the first has and the second has not */
const gone = (here: Values, there: Values, what: string): string[] =>
  Object.keys(here)
    .filter((key) => !(key in there))
    .map((key) => `${what} ${key} (${here[key]})`);

const inputs = (before: Values, after: Values): string[] => [
  ...Object.keys(after)
    .filter((name) => before[name] !== undefined && before[name] !== after[name])
    .map((name) => `input ${name}: ${parts(before[name]!, after[name]!)}`),
  ...gone(after, before, "new input"),
  ...gone(before, after, "input gone:"),
];

/** Of two lists of facts those that differ. */
function parts(before: string, after: string): string {
  const [one, other] = [before.split(", "), after.split(", ")];
  const left = one.filter((fact) => !other.includes(fact));
  const right = other.filter((fact) => !one.includes(fact));
  return `${left.join(", ") || "nothing"} → ${right.join(", ") || "nothing"}`;
}

const changed = (before: Values, after: Values): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key])
    .map((key) => `${key} ${before[key] ?? "not set"} → ${after[key] ?? "not set"}`);
