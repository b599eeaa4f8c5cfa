/**
 * The one door to the inventory: what station files say goes in, parsed stations come out, or every mistake at once.
 */
import { type Entry, placeOf, salvage, type StationDraft } from "./draft";
import { explain } from "./explain";
import { fleetRules } from "./fleet-rules";
import { InventoryError, type Mistake, show } from "./mistake";
import { basePorts, type Station, stationSchema } from "./schema";
import { type StackLimits, stationRules } from "./station-rules";

/** What a station file holds, not yet trusted. */
export interface StationFile {
  /** For messages, from the repository's inventory folder: "stations/local.ts". */
  file: string;
  /** "demo": the stations of the stack `local`; "fleet": the platform. */
  set: StationSet;
  stations: unknown;
}

export const stationSets = ["demo", "fleet"] as const;
export type StationSet = (typeof stationSets)[number];

/** Parsed stations, in the order of their files. */
export interface Inventory extends Record<StationSet, readonly Station[]> {
  stations: readonly Station[];
}

/** One block of ten ports each: there is no place for more. */
const mostStations = (basePorts.most - basePorts.least) / basePorts.step + 1;
const defaults: StackLimits = { minimumRedundancy: 2 };

/**
 * @param options.minimumRedundancy least engines a station; default 2
 * @throws InventoryError with every mistake of every file
 */
export function parseInventory(files: readonly StationFile[], options: Partial<StackLimits> = {}): Inventory {
  const limits = { ...defaults, ...options };
  const read = readFiles(files);
  if (read.mistakes.length > 0) throw new InventoryError(read.mistakes);
  const parsed = read.found.map(parseEntry);
  const entries = parsed.map(({ entry }) => entry);
  const mistakes = [
    ...parsed.flatMap((each) => each.mistakes),
    ...entries.flatMap((entry) => stationRules.flatMap((rule) => rule(entry, limits))),
    ...fleetRules.flatMap((rule) => rule(entries)),
  ];
  if (mistakes.length > 0) throw new InventoryError(mistakes);
  const all = parsed.flatMap(({ set, station }) => (station ? [{ set, station }] : []));
  const of = (set: StationSet) => all.filter((each) => each.set === set).map(({ station }) => station);
  return { stations: all.map(({ station }) => station), demo: of("demo"), fleet: of("fleet") };
}

/**
 * @returns one station, by every rule that concerns it alone
 * @throws InventoryError
 */
export function parseStation(raw: unknown, options: Partial<StackLimits> = {}): Station {
  return parseInventory([{ file: "station", set: "fleet", stations: [raw] }], options).stations[0] as Station;
}

interface Found {
  file: string;
  set: StationSet;
  index: number;
  raw: unknown;
}

function readFiles(files: unknown): { found: Found[]; mistakes: Mistake[] } {
  if (!Array.isArray(files) || files.length === 0) {
    return { found: [], mistakes: [notAList("the inventory", files, "a list of station files", "stations/index.ts")] };
  }
  const mistakes: Mistake[] = [];
  const found = (files as (Partial<StationFile> | null)[]).flatMap((each, position): Found[] => {
    const file = typeof each?.file === "string" ? each.file : `files[${position}]`;
    const stations = each?.stations;
    if (!Array.isArray(stations) || stations.length === 0) {
      mistakes.push(notAList(`${file}: stations`, stations, "a list of stations", "stations/demo.ts"));
      return [];
    }
    // The sets name stations for selection; what no set names is platform.
    const set = each?.set === "demo" ? "demo" : "fleet";
    return Array.from(stations, (raw: unknown, index) => ({ file, set, index, raw }));
  });
  if (found.length > mostStations) {
    mistakes.push({
      place: "the inventory",
      got: `has ${found.length} stations`,
      allowed: `1-${mostStations}, a block of ten ports each`,
      fix: "split it over several stacks",
    });
  }
  return { found, mistakes };
}

const notAList = (place: string, value: unknown, allowed: string, model: string): Mistake => ({
  place,
  got: value === undefined ? "is missing" : `is ${show(value)}`,
  allowed: `${allowed}, one at least`,
  fix: `write it as in ${model}`,
});

function parseEntry({ file, set, index, raw }: Found): {
  set: StationSet;
  station?: Station;
  entry: Entry;
  mistakes: Mistake[];
} {
  const result = stationSchema.safeParse(raw);
  if (result.success) {
    return { set, station: result.data, entry: { file, index, draft: result.data }, mistakes: [] };
  }
  const entry: Entry = { file, index, draft: (salvage(stationSchema, raw) ?? {}) as StationDraft };
  return { set, entry, mistakes: explain(placeOf(entry), stationSchema, raw, result.error.issues) };
}
