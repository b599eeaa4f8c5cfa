import { secretPath } from "../../components/engine/config";
import { Failure } from "../verb";
import { run } from "./command";
import { containers } from "./docker";
import { intendedPlan } from "./intent";

/**
 * What studios need to call: read where it is used, so that it is what the gate checks.
 * @returns rows of station, input, passphrase
 * @throws Failure when a station's gate does not run
 */
export async function passphrases(stations: string[]): Promise<string[][]> {
  const [plan, all] = await Promise.all([intendedPlan(), containers()]);
  const wanted = plan.stations.filter(({ id }) => stations.includes(id));
  const rows = await Promise.all(
    wanted.map(async ({ id, engines }) => {
      const [engine] = engines;
      const gate = all.find(({ name, state }) => state === "running" && name.endsWith(`-${engine?.name}-srt-gate`));
      if (!engine || !gate)
        throw new Failure(`the SRT gate of "${id}" does not run, so its passphrases cannot be read`, "make start");
      return Promise.all(
        engine.inputs.map(async ({ name, passphraseSecret }) => [
          id,
          name,
          (await run("docker", ["exec", gate.id, "cat", secretPath(passphraseSecret)])).trim(),
        ]),
      );
    }),
  );
  return rows.flat();
}
