/**
 * Which stations of the inventory a stack runs.
 */
import { type Inventory, type StationSet, stationSets } from "./inventory";
import { InventoryError, type Mistake, nearest, show } from "./mistake";
import type { Station } from "./schema";

/**
 * @param wanted ids, or the name of a set: "demo" (the two of the stack `local`), "fleet" (the platform)
 * @returns the stations in the order of the inventory, so that the order of a setting never changes a stack
 * @throws InventoryError on an unknown or repeated id, naming the nearest, and on an empty selection
 */
export function selectStations(inventory: Inventory, wanted: StationSet | readonly string[]): Station[] {
  if (isSet(wanted)) return [...inventory[wanted]];
  const mistakes = Array.isArray(wanted) && wanted.length > 0 ? idMistakes(inventory, wanted) : [notASelection(wanted)];
  if (mistakes.length > 0) throw new InventoryError(mistakes);
  const ids = new Set<string>(wanted);
  return inventory.stations.filter(({ id }) => ids.has(id));
}

const isSet = (wanted: unknown): wanted is StationSet => stationSets.includes(wanted as StationSet);

function idMistakes({ stations }: Inventory, wanted: readonly unknown[]): Mistake[] {
  const known = new Set<unknown>(stations.map(({ id }) => id));
  return wanted.flatMap((id, index): Mistake[] => {
    const place = `selected stations[${index}]`;
    if (!known.has(id)) {
      const meant = typeof id === "string" ? nearest(id, known as Set<string>) : undefined;
      const fix = meant ? `write "${meant}"` : "write an id from station-inventory/stations/";
      return [{ place, got: `is ${show(id)}, which no station has`, allowed: "ids of stations in the inventory", fix }];
    }
    const first = wanted.indexOf(id);
    if (first === index) return [];
    return [{ place, got: `is "${String(id)}", as is stations[${first}]`, allowed: "each id once", fix: "remove it" }];
  });
}

const notASelection = (wanted: unknown): Mistake => ({
  place: "selected stations",
  got: `is ${show(wanted)}`,
  allowed: `${stationSets.map((set) => `"${set}"`).join(", ")}, or a list of ids, one at least`,
  fix: 'write "demo", or for example ["rivage"]',
});
