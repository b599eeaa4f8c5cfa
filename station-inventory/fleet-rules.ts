/**
 * What stations must not have in common.
 */
import { type Entry, placeOf } from "./draft";
import type { Mistake } from "./mistake";
import { basePorts } from "./schema";

type Rule = (entries: readonly Entry[]) => Mistake[];

/** Every rule across stations; each looks at every station once. */
export const fleetRules: Rule[] = [ids, displayNames, portBlocks];

function ids(entries: readonly Entry[]): Mistake[] {
  return taken(entries, ({ draft }) => draft.id).map(([entry, first]) => ({
    place: `${entry.file}: stations[${entry.index}].id`,
    got: `"${entry.draft.id}" is taken by ${first.file}: stations[${first.index}]`,
    allowed: "each id once in the inventory",
    fix: "give one of them another id",
  }));
}

/** Case and the way accents are encoded do not tell two names apart on a player's display. */
function displayNames(entries: readonly Entry[]): Mistake[] {
  return taken(entries, ({ draft }) => draft.name?.normalize("NFKC").toLowerCase()).map(([entry, first]) => ({
    place: `${placeOf(entry)}.name`,
    got: `"${entry.draft.name}" is taken by ${placeOf(first)}`,
    allowed: "each name once in the inventory, whatever the case",
    fix: "give one of them another name",
  }));
}

function portBlocks(entries: readonly Entry[]): Mistake[] {
  const used = new Set(entries.map(({ draft }) => draft.basePort));
  const { least, most, step } = basePorts;
  let next = least;
  // Each collision is offered a block of its own, so that following every fix at once is enough. There is one for each:
  // the inventory holds no more stations than there are blocks.
  const free = (): number => {
    while (used.has(next)) next += step;
    used.add(next);
    return next;
  };
  return taken(entries, ({ draft }) => draft.basePort).map(([entry, first]) => ({
    place: `${placeOf(entry)}.basePort`,
    got: `${entry.draft.basePort} is taken by ${placeOf(first)}`,
    allowed: `a multiple of ${step} from ${least} to ${most}, one station each`,
    fix: `use ${free()}`,
  }));
}

/** Stations whose key an earlier station has: [station, the first that has it]. */
function taken(entries: readonly Entry[], key: (entry: Entry) => string | number | undefined): [Entry, Entry][] {
  const first = new Map<string | number, Entry>();
  return entries.flatMap((entry): [Entry, Entry][] => {
    const value = key(entry);
    if (value === undefined) return [];
    const earlier = first.get(value);
    if (!earlier) first.set(value, entry);
    return earlier ? [[entry, earlier]] : [];
  });
}
