import type { StationOutput } from "../../stacks/outputs";
import { Failure } from "../verb";
import { run } from "./command";
import { containers, requireDocker } from "./docker";
import type { Door, Platform, RunningEngine } from "./platform";
import { stackOutputs } from "./pulumi";

/** Published on this machine: always open. */
const published =
  (url: string): Door =>
  (use) =>
    use(url.replace(/\/$/, ""));

export const publishedEngines = ({ station, api, engines }: StationOutput): RunningEngine[] =>
  api.map(({ engine, url }, index) => ({ station, engine, name: engines[index]!, api: published(url) }));

/** Who only looks needs no inventory, which may be half edited. */
async function apiSecretOf(station: string): Promise<string> {
  const { intendedPlan } = await import("./intent");
  const found = (await intendedPlan()).stations.find(({ id }) => id === station);
  if (found) return found.secrets.api;
  throw new Failure(`"${station}" is not in the inventory any more`, "make start");
}

/** What the stack was last brought up with, and on this machine is. */
export const dockerPlatform: Platform = {
  required: requireDocker,
  containers,
  logCommand: ({ id }, options) => ["docker", ["logs", "--timestamps", ...options, id]],
  async stations() {
    const { stations } = await stackOutputs();
    return stations.map((output) => ({
      station: output.station,
      inputs: [...new Set(output.srt.map(({ input }) => input))],
      engines: publishedEngines(output),
      apiSecret: () => apiSecretOf(output.station),
    }));
  },
  alertmanagers: async () => (await stackOutputs()).alertmanagers.map(published),
  fileIn: ({ id }, path) => run("docker", ["exec", id, "cat", path]),
  restart: async ({ id }) => void (await run("docker", ["restart", id])),
  bringsUp: "make start",
};
