/** What end-to-end tests do to the real stack, and how they wait for what follows. */
import { join } from "node:path";
import type { StackOutputs, StationOutput } from "../../stacks/outputs";
import { type EngineStatus } from "../../verbs/support/engine-status";
import { execute, run, until } from "../../verbs/support/command";
import { type Container, containers } from "../../verbs/support/docker";
import { stackOutputs } from "../../verbs/support/pulumi";
import { hear, publicStreams, type Verdict } from "../../verbs/support/streams";

export const repository = join(__dirname, "../..");

let known: StackOutputs | undefined;
/** The outputs of the stack, asked once. */
export const outputs = async (): Promise<StackOutputs> => (known ??= await stackOutputs());

export async function station(id: string): Promise<StationOutput> {
  const found = (await outputs()).stations.find((each) => each.station === id);
  if (!found) throw new Error(`there is no station "${id}" on the stack`);
  return found;
}

/** Where the player page is served, on the address at which listeners find HLS. */
const playerPagePath = "/";
export async function playerPage(): Promise<string> {
  const [first] = (await outputs()).stations;
  return new URL(playerPagePath, first!.hls[0]!.url).href;
}

/** `make VERB`, as a person calls it. */
export const make = (verb: string, variables: Record<string, string> = {}) =>
  execute("make", [verb, ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)], {
    cwd: repository,
    // Jest's own settings are none of theirs.
    env: { ...process.env, NODE_ENV: undefined, NO_COLOR: "1" },
  });

export async function container(workload: string): Promise<Container> {
  const found = (await containers()).find(({ labels }) => labels["airpath.container"] === workload);
  if (!found) throw new Error(`there is no container of "${workload}"`);
  return found;
}

export const docker = (...args: string[]): Promise<string> => run("docker", args);

/** @throws with the last complaint when it is not so in time */
export async function eventually(what: string, seconds: number, ask: () => Promise<string | undefined>): Promise<void> {
  const complaint = await until(seconds * 1000, async () => ask().catch((error: unknown) => String(error)), 1000);
  if (complaint !== undefined) throw new Error(`waited ${seconds} s for this: ${what}; last seen: ${complaint}`);
}

/** Every public stream of the station, heard. */
export async function hearStation(id: string, seconds = 3): Promise<Verdict[]> {
  const all = await outputs();
  const streams = (await publicStreams(all)).filter((stream) => stream.station === id);
  return hear(all, streams, seconds, false);
}

/** Waits until every stream of the station plays what is said: "rivage voieB", "silence". */
export const everyStreamPlays = (id: string, wanted: string, seconds: number): Promise<void> =>
  eventually(`every stream of ${id} plays ${wanted}`, seconds, async () => {
    const others = (await hearStation(id)).filter(({ heard }) => heard !== wanted);
    return others.length === 0
      ? undefined
      : others.map(({ name, heard, complaint }) => `${name}: ${complaint ?? heard}`).join("; ");
  });

export async function engineStatus(id: string, letter: string): Promise<EngineStatus> {
  const api = (await station(id)).api.find(({ engine }) => engine === letter);
  const answer = await fetch(`${api?.url}/status`, { signal: AbortSignal.timeout(4000) });
  return (await answer.json()) as EngineStatus;
}

export async function readiness(id: string, letter: string): Promise<number> {
  const api = (await station(id)).api.find(({ engine }) => engine === letter);
  return (await fetch(`${api?.url}/readiness`, { signal: AbortSignal.timeout(4000) })).status;
}

export const becomesReady = (id: string, letter: string, seconds: number): Promise<void> =>
  eventually(`engine ${letter} of ${id} is ready`, seconds, async () => {
    const status = await readiness(id, letter);
    return status === 200 ? undefined : `/readiness answers ${status}`;
  });

/** The container of the simulated studio that sends a voie. */
export async function studio(id: string, voie: string): Promise<Container> {
  const workload = (await station(id)).studios[voie];
  if (!workload) throw new Error(`station "${id}" has no simulated studio for voie ${voie}`);
  return container(workload);
}
