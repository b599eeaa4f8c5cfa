/**
 * What must hold within one station beyond the shape of its fields.
 */
import { type Entry, placeOf, type StationDraft } from "./draft";
import type { Mistake } from "./mistake";
import { reservedIds, reservedInputs } from "./names";
import { ranges } from "./ranges";
import { inputOffsets, redundancies } from "./schema";

export interface StackLimits {
  /** The least redundancy that the stack accepts. */
  minimumRedundancy: number;
}

type Rule = (entry: Entry, limits: StackLimits) => Mistake[];
type InputDraft = NonNullable<NonNullable<StationDraft["inputs"]>[number]>;

/** Every rule about one station. */
export const stationRules: Rule[] = [
  reservedId,
  reservedInputNames,
  inputNames,
  inputPorts,
  autofallback,
  formatTwice,
  enoughEngines,
  loudnessRange,
];

function reservedId({ file, index, draft: { id } }: Entry): Mistake[] {
  if (id === undefined || !reservedIds.includes(id)) return [];
  return [
    {
      place: `${file}: stations[${index}].id`,
      got: `is "${id}", a word with a meaning of its own in paths and settings`,
      allowed: `any id but ${reservedIds.join(", ")}`,
      fix: `use "${id}-radio"`,
    },
  ];
}

/** Metrics and the operator API call the silence and the programme by these names, beside the inputs. */
function reservedInputNames(entry: Entry): Mistake[] {
  return inputsOf(entry).flatMap(({ name }, index) => {
    if (name === undefined || !reservedInputs.includes(name)) return [];
    return [
      {
        place: `${placeOf(entry)}.inputs[${index}].name`,
        got: `is "${name}", which the engine calls something else`,
        allowed: `any name but ${reservedInputs.join(", ")}`,
        fix: `use "${name}-1"`,
      },
    ];
  });
}

/** Equal but for their case is equal: ports are named after inputs, in lower case. */
function inputNames(entry: Entry): Mistake[] {
  return taken(entry, ({ name }) => name?.toLowerCase()).map(([index, first, input]) => ({
    place: `${placeOf(entry)}.inputs[${index}].name`,
    got: `"${input.name}" is taken by inputs[${first}]`,
    allowed: "each name once in a station, whatever the case",
    fix: "use another name for one of them",
  }));
}

function inputPorts(entry: Entry): Mistake[] {
  const used = new Set(inputsOf(entry).map(({ port }) => port));
  const { least, most } = inputOffsets;
  const all = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  const free = ranges(all.filter((port) => !used.has(port)));
  return taken(entry, ({ port }) => port).map(([index, first, { port }]) => ({
    place: `${placeOf(entry)}.inputs[${index}].port`,
    got: `${port} is taken by inputs[${first}]`,
    allowed: `${least}-${most}, one input each`,
    fix: free ? `use ${free}` : "remove it: every offset is taken",
  }));
}

function autofallback(entry: Entry): Mistake[] {
  const inputs = entry.draft.inputs ?? [];
  // An input whose selection could not be read may be the one: its own mistake is told already.
  if (inputs.length === 0 || !inputs.every((input) => input?.selection === "manual")) return [];
  return [
    {
      place: `${placeOf(entry)}.inputs`,
      got: `are all manual (${inputs.length})`,
      allowed: 'at least one with selection "autofallback", or nothing is on air until an operator comes',
      fix: 'give the programme\'s main input selection: "autofallback"',
    },
  ];
}

function formatTwice(entry: Entry): Mistake[] {
  return (["icecast", "hls"] as const).flatMap((output) => {
    const formats = entry.draft.formats?.[output] ?? [];
    return formats.flatMap((format, index) => {
      const first = formats.indexOf(format);
      if (format === undefined || first === index) return [];
      return [
        {
          place: `${placeOf(entry)}.formats.${output}[${index}]`,
          got: `"${format}" is taken by ${output}[${first}]`,
          allowed: "each format once",
          fix: "remove it",
        },
      ];
    });
  });
}

function enoughEngines(entry: Entry, { minimumRedundancy }: StackLimits): Mistake[] {
  const { redundancy } = entry.draft;
  if (redundancy === undefined || redundancy >= minimumRedundancy) return [];
  return [
    {
      place: `${placeOf(entry)}.redundancy`,
      got: `is ${redundancy}`,
      allowed: `${minimumRedundancy}-${redundancies.most} in this stack`,
      fix: `use ${minimumRedundancy}, or lower minimumRedundancy where a station may fall silent with one engine`,
    },
  ];
}

const inputsOf = (entry: Entry): InputDraft[] => (entry.draft.inputs ?? []).map((input) => input ?? {});

/** Inputs whose key an earlier input has: [index, index of the first, input]. */
function taken(entry: Entry, key: (input: InputDraft) => string | number | undefined): [number, number, InputDraft][] {
  const first = new Map<string | number, number>();
  return inputsOf(entry).flatMap((input, index): [number, number, InputDraft][] => {
    const value = key(input);
    if (value === undefined) return [];
    const earlier = first.get(value);
    if (earlier === undefined) first.set(value, index);
    return earlier === undefined ? [] : [[index, earlier, input]];
  });
}

/** A range that nothing is in would call somebody all the time. */
function loudnessRange(entry: Entry): Mistake[] {
  const { least, most } = entry.draft.loudness ?? {};
  if (least === undefined || most === undefined || least < most) return [];
  return [
    {
      place: `${placeOf(entry)}.loudness.least`,
      got: `is ${least} LUFS, not under most, ${most} LUFS`,
      allowed: "less than loudness.most",
      fix: `use "${most - 8} LUFS"`,
    },
  ];
}
