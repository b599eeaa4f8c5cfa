import { intendedPlan } from "./intent";
import { secretIn } from "./secret-file";

/**
 * What studios need to call.
 * @returns rows of station, engine, input, passphrase
 * @throws Failure when a station's gate does not run
 */
export async function passphrases(stations: string[]): Promise<string[][]> {
  const plan = await intendedPlan();
  const inputs = plan.stations
    .filter(({ id }) => stations.includes(id))
    .flatMap(({ id, engines }) => engines.flatMap((engine) => engine.inputs.map((input) => ({ id, engine, input }))));
  return Promise.all(
    inputs.map(async ({ id, engine, input }) => [
      id,
      engine.letter,
      input.name,
      await secretIn(`${engine.name}-srt-gate`, input.passphraseSecret),
    ]),
  );
}
