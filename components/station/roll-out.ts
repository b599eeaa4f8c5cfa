/** In which order a change reaches the stations. Pure. */
import type { FleetPlan } from "../../station-inventory/plan-types";

export type RollOut = Pick<FleetPlan["settings"], "canaries" | "stationsAtOnce">;

/** A station, and those that must be on air again before it is touched. */
export interface Turn {
  id: string;
  after: string[];
}

/**
 * Canaries first, then the rest; of each, so many at once.
 * @param ids of the stations that are declared here: canaries of another stack are that stack's
 * @returns all of them, each behind those that it waits for
 */
export function inOrder(ids: readonly string[], { canaries, stationsAtOnce }: RollOut): Turn[] {
  const first = ids.filter((id) => canaries.includes(id));
  const rest = ids.filter((id) => !canaries.includes(id));
  // The one that stands so many places before: then no more are under way, whichever of them is done first.
  const ahead = (line: readonly string[], index: number) =>
    [line[index - stationsAtOnce]].filter((id) => id !== undefined);
  return [
    ...first.map((id, index) => ({ id, after: ahead(first, index) })),
    ...rest.map((id, index) => ({ id, after: index < stationsAtOnce ? first : ahead(rest, index) })),
  ];
}
