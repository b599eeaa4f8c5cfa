import { Failure } from "../verb";
import { platform, type RunningStation } from "./platform";

/** @throws Failure naming those that there are */
export async function stationNamed(id: string): Promise<RunningStation> {
  const stations = await (await platform()).stations();
  const station = stations.find((each) => each.station === id);
  if (station) return station;
  const allowed = stations.map((each) => each.station).join(", ");
  throw new Failure(`there is no station "${id}"; allowed: ${allowed}`, "make status lists them");
}

/**
 * @param letter "a", or nothing for every engine
 * @throws Failure naming those that the station has
 */
export function enginesNamed<T extends { engine: string }>(id: string, all: T[], letter: string | undefined): T[] {
  const chosen = all.filter(({ engine }) => !letter || engine === letter);
  if (chosen.length > 0) return chosen;
  const allowed = all.map(({ engine }) => engine).join(", ");
  throw new Failure(`"${id}" has no engine "${letter}"; allowed: ${allowed}`, "make status lists them");
}
