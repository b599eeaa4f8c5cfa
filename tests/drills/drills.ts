/** What is done to the running stack, one thing a drill. */
import { execute, sleep } from "../../verbs/support/command";
import { type Container, containers } from "../../verbs/support/docker";
import { docker } from "../support/stack";

export interface Drill {
  name: string;
  /** Workloads whose containers it happens to, all of one of them: "engine-rivage-a" and its sidecars. */
  victim: string;
  act: (victims: Container[]) => Promise<void>;
  /** Its own clients are cut off, and come back within a second: what a protocol of one connection makes impossible is not asked. */
  holdsConnections: boolean;
  /** Whether `make test` runs it. */
  core: boolean;
}

/** By the kernel, as a crash: `docker kill` would be taken for somebody's wish, and not be restarted. */
const crash = async (victims: Container[]): Promise<void> => {
  for (const { id } of victims) {
    const pid = Number(await docker("inspect", "--format", "{{.State.Pid}}", id));
    if (pid > 0) process.kill(pid, "SIGKILL");
  }
};

const hang =
  (seconds: number) =>
  async (victims: Container[]): Promise<void> => {
    const ids = victims.map(({ id }) => id);
    try {
      await docker("pause", ...ids);
      await sleep(seconds * 1000);
    } finally {
      // Each for itself: one that could not be paused must not leave the others so.
      await Promise.all(ids.map((id) => execute("docker", ["unpause", id])));
    }
  };

const terminate = async (victims: Container[]): Promise<void> => {
  const ids = victims.map(({ id }) => id);
  await docker("stop", "--time", "30", ...ids);
  await docker("start", ...ids);
};

const kinds: { kind: string; victim: string; holdsConnections: boolean }[] = [
  { kind: "engine", victim: "engine-rivage-a", holdsConnections: false },
  { kind: "other-engine", victim: "engine-rivage-b", holdsConnections: false },
];

const acts: { act: string; run: Drill["act"]; core: boolean }[] = [
  { act: "sigkill", run: crash, core: true },
  { act: "sigstop-20s", run: hang(20), core: true },
  { act: "sigstop-60s", run: hang(60), core: false },
  { act: "sigterm", run: terminate, core: false },
];

export const drills: readonly Drill[] = kinds.flatMap(({ kind, victim, holdsConnections }) =>
  acts.map(({ act, run, core }) => ({ name: `${kind}-${act}`, victim, act: run, holdsConnections, core })),
);

/** Every container of a workload that does something: not the one that holds its network, which runs nothing but a sleep. */
export async function victimsOf(workload: string): Promise<Container[]> {
  const found = (await containers()).filter(
    ({ labels }) => labels["airpath.workload"] === workload && labels["airpath.container"] !== "network",
  );
  if (found.length === 0) throw new Error(`the stack runs no "${workload}"`);
  return found;
}
