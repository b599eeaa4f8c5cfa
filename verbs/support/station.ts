import type { StationOutput } from "../../stacks/outputs";
import { Failure } from "../verb";
import { stackOutputs } from "./pulumi";

/** @throws Failure naming those that there are */
export async function stationNamed(id: string): Promise<StationOutput> {
  const { stations } = await stackOutputs();
  const station = stations.find((each) => each.station === id);
  if (station) return station;
  const allowed = stations.map((each) => each.station).join(", ");
  throw new Failure(`there is no station "${id}"; allowed: ${allowed}`, "make info lists them");
}

/**
 * @param letter "a", or nothing for every engine
 * @throws Failure naming those that the station has
 */
export function enginesNamed<T extends { engine: string }>(id: string, all: T[], letter: string | undefined): T[] {
  const chosen = all.filter(({ engine }) => !letter || engine === letter);
  if (chosen.length > 0) return chosen;
  const allowed = all.map(({ engine }) => engine).join(", ");
  throw new Failure(`"${id}" has no engine "${letter}"; allowed: ${allowed}`, "make info lists them");
}
