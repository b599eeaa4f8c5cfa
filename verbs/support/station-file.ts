/** A new station's file: what it says, where its ports are, and how it is written. Pure: answers in, text out. */
import * as inputSets from "../../station-inventory/stations/inputs";
import type { StationFile, StationSet } from "../../station-inventory/inventory";
import { basePorts, type StationInput } from "../../station-inventory/schema";

export const inputNames = { classic: "classicInputs", local: "localInputs", webradio: "webradioInputs" } as const;
export type InputSet = keyof typeof inputNames;

/** Which ways in a station of a kind has unless it is said otherwise. */
export const usualInputs: Readonly<Record<StationInput["kind"], InputSet>> = {
  national: "classic",
  local: "local",
  webradio: "webradio",
};

/** What a person says of a new station. */
export interface Answers {
  id: string;
  name: string;
  kind: StationInput["kind"];
  /** "fleet": the platform; "demo": the stations of the stacks local and preprod. */
  set: StationSet;
  inputs: InputSet;
  /** Absent: the first free block after the stations that are like it. */
  basePort?: number;
  icecast?: string[];
  hls?: string[];
}

/** What of the other stations decides where there is room. */
type Neighbour = Pick<StationInput, "kind" | "basePort">;

export const stationsIn = (files: readonly StationFile[], set: StationSet): StationInput[] =>
  files.filter((each) => each.set === set).flatMap((each) => each.stations as StationInput[]);

/**
 * Stations of one kind stand together, and so do their node ports in a cluster: the first free block from the lowest of them on.
 * @param near those of its set
 * @param all every station, whose blocks are taken
 * @returns undefined where every block from there on is taken
 */
export function freeBasePort(
  kind: StationInput["kind"],
  near: readonly Neighbour[],
  all: readonly Neighbour[],
): number | undefined {
  const taken = new Set(all.map(({ basePort }) => basePort));
  const alike = near.filter((each) => each.kind === kind);
  const first = Math.min(...(alike.length > 0 ? alike : near).map(({ basePort }) => basePort), basePorts.most);
  const start = near.length > 0 ? first : basePorts.least;
  for (let port = start; port <= basePorts.most; port += basePorts.step) if (!taken.has(port)) return port;
  for (let port = basePorts.least; port < start; port += basePorts.step) if (!taken.has(port)) return port;
  return undefined;
}

/** @returns the station as its file will say it; not yet judged by the inventory's rules */
export function draftOf(answers: Answers, files: readonly StationFile[]): StationInput {
  const { id, name, kind, set, icecast, hls } = answers;
  const all = [...stationsIn(files, "demo"), ...stationsIn(files, "fleet")];
  const formats = { ...(icecast && { icecast }), ...(hls && { hls }) } as StationInput["formats"];
  return {
    ...{ id, name, kind },
    basePort: answers.basePort ?? freeBasePort(kind, stationsIn(files, set), all) ?? NaN,
    inputs: inputSets[inputNames[answers.inputs]],
    ...(Object.keys(formats ?? {}).length > 0 && { formats }),
  };
}

/** @returns the text of the station's own file, before its form is made the repository's. @param constant as `constantOf` says */
export function stationText(draft: StationInput, inputs: InputSet, constant: string): string {
  const { inputs: _, ...rest } = draft;
  const fields = Object.entries(rest).map(([field, value]) => `${field}: ${JSON.stringify(value)},`);
  return [
    'import type { StationInput } from "../schema";',
    `import { ${inputNames[inputs]} } from "./inputs";`,
    "",
    `export const ${constant}: StationInput[] = [`,
    "{",
    ...[...fields.slice(0, 4), `inputs: ${inputNames[inputs]},`, ...fields.slice(4)],
    "},",
    "];",
    "",
  ].join("\n");
}

/** Words that no constant can be called. */
const words =
  "abstract arguments await boolean break byte case catch char class const continue debugger default delete do double else enum eval export " +
  "extends false final finally float for function goto if implements import in instanceof int interface let long native new null package private " +
  "protected public return short static super switch synchronized this throw throws transient true try typeof var void volatile while with yield";
const reserved = new Set([...words.split(" "), ...Object.values(inputNames)]);

/** @returns what the index calls the station's list: another one for each id, and none that the index has already */
export function constantOf(id: string, index: string): string {
  const taken = new Set(index.match(/\w+/g));
  let constant = id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()).replaceAll("-", "_");
  while (reserved.has(constant) || taken.has(constant)) constant += "_";
  return constant;
}

/**
 * @returns stations/index.ts with one file more
 * @throws when it no longer has the form in which one line can be added
 */
export function indexWith(index: string, { id, set }: Pick<Answers, "id" | "set">, constant: string): string {
  const imports = [...index.matchAll(/^import \{.*\} from "\.\/.*";\n/gm)].at(-1);
  const end = index.lastIndexOf("\n];");
  if (!imports || end < 0)
    throw new Error(
      "stations/index.ts: has another form; allowed: imports of station files, and one list that ends with ]; fix: name the file there by hand",
    );
  const after = imports.index + imports[0].length;
  const line = `import { ${constant} } from "./${id}";\n`;
  const entry = `\n  { file: "stations/${id}.ts", set: "${set}", stations: ${constant} },`;
  return index.slice(0, after) + line + index.slice(after, end) + entry + index.slice(end);
}
