import { bringUp } from "./start";
import { until } from "./support/command";
import { requireDocker } from "./support/docker";
import { askEngines, type EngineAnswer } from "./support/engine-status";
import { isInCluster, platform } from "./support/platform";
import { requireSetUp } from "./support/pulumi";
import { stackName } from "./support/stack";
import { enginesNamed, stationNamed } from "./support/station";
import { step } from "./support/terminal";
import { Failure, positionals, UsageError, type Verb } from "./verb";

export const reload: Verb = {
  summary: "apply changes (pulumi up), engines one at a time; STATION= [ENGINE=] restarts engines as they are",
  help: `Without variables: what has changed is applied; an engine is replaced only when its station's others are ready.
  STATION=id    restart the engines of that station, one after the other, each only while another is ready
  ENGINE=a      that one only
  STACK=local   the stack; one in a cluster by kubectl, STATION= alone: there pulumi up applies changes`,
  run: async (args) => {
    positionals(args, 0);
    const { STATION, ENGINE } = process.env;
    if (ENGINE && !STATION)
      throw new Failure(`ENGINE=${ENGINE} of which station?`, `make reload STATION=… ENGINE=${ENGINE}`);
    if (STATION) await restartEngines(STATION, ENGINE);
    else await applyChanges();
    return 0;
  },
};

async function applyChanges(): Promise<void> {
  const { bringsUp } = await platform();
  if (isInCluster(stackName()))
    throw new UsageError(
      `STATION is missing; allowed: a station's id; fix: make reload STATION=…, or ${bringsUp} to apply changes`,
    );
  requireSetUp();
  await requireDocker();
  await bringUp();
}

async function restartEngines(id: string, letter: string | undefined): Promise<void> {
  await (await platform()).required();
  const { engines } = await stationNamed(id);
  const ask = () => askEngines(engines);
  for (const engine of enginesNamed(id, await ask(), letter))
    await step(`${engine.name} restarted and ready`, () => restart(engine, ask));
}

/** A listener is never between two stools: the engine's peer must be ready before, and it itself afterwards. */
async function restart(engine: EngineAnswer, ask: () => Promise<EngineAnswer[]>): Promise<void> {
  const peers = (await ask()).filter(({ name }) => name !== engine.name);
  if (!peers.some(({ complaint }) => complaint === undefined)) {
    const said = peers.map(({ name, complaint }) => `${name}: ${complaint}`).join("; ");
    throw new Failure(
      `${engine.name} was left alone: no other engine of "${engine.station}" is ready (${said})`,
      "make status tells why",
    );
  }
  const { containers, restart: again, bringsUp } = await platform();
  const own = (await containers()).find(({ labels }) => labels["airpath.container"] === engine.name);
  if (!own) throw new Failure(`${engine.name} has no container`, bringsUp);
  await again(own);
  const complaint = await until(120_000, async () => (await ask()).find(({ name }) => name === engine.name)?.complaint);
  if (complaint !== undefined)
    throw new Failure(
      `${engine.name} is not ready 120 s after its restart: ${complaint}`,
      `make logs STATION=${engine.station} ENGINE=${engine.engine}`,
    );
}
