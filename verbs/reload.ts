import { bringUp } from "./start";
import { run, until } from "./support/command";
import { containers, requireDocker } from "./support/docker";
import { askEngines, type EngineAnswer } from "./support/engine-status";
import { requireSetUp } from "./support/pulumi";
import { enginesNamed, stationNamed } from "./support/station";
import { step } from "./support/terminal";
import { Failure, positionals, type Verb } from "./verb";

export const reload: Verb = {
  summary: "apply changes (pulumi up), engines one at a time; STATION= [ENGINE=] restarts engines as they are",
  help: `Without variables: what has changed is applied; an engine is replaced only when its station's others are ready.
  STATION=id    restart the engines of that station, one after the other, each only while another is ready
  ENGINE=a      that one only
  STACK=local   the stack`,
  run: async (args) => {
    positionals(args, 0);
    requireSetUp();
    await requireDocker();
    const { STATION, ENGINE } = process.env;
    if (ENGINE && !STATION)
      throw new Failure(`ENGINE=${ENGINE} of which station?`, `make reload STATION=… ENGINE=${ENGINE}`);
    if (!STATION) await bringUp();
    else await restartEngines(STATION, ENGINE);
    return 0;
  },
};

async function restartEngines(id: string, letter: string | undefined): Promise<void> {
  const station = await stationNamed(id);
  const chosen = enginesNamed(id, await askEngines([station]), letter);
  for (const engine of chosen)
    await step(`${engine.name} restarted and ready`, () => restart(engine, () => askEngines([station])));
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
  const own = (await containers()).find(({ labels }) => labels["airpath.container"] === engine.name);
  if (!own) throw new Failure(`${engine.name} has no container`, "make start");
  await run("docker", ["restart", own.id]);
  const complaint = await until(120_000, async () => (await ask()).find(({ name }) => name === engine.name)?.complaint);
  if (complaint !== undefined)
    throw new Failure(
      `${engine.name} is not ready 120 s after its restart: ${complaint}`,
      `make logs STATION=${engine.station} ENGINE=${engine.engine}`,
    );
}
