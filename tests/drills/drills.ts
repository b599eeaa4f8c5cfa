/** What is done to the running stack, one thing a drill. */
import { execute, sleep } from "../../verbs/support/command";
import { type Container, containers } from "../../verbs/support/docker";
import { docker } from "../support/stack";
import { changeAndBack, changes } from "./changes";

export interface Drill {
  name: string;
  /** To whom it happens, for people: "engine-rivage-a". */
  what: string;
  act: () => Promise<void>;
  /** Its own clients are cut off, and come back within a second: what a protocol of one connection makes impossible is not asked. */
  holdsConnections: boolean;
  /** The front that it happens to: who listens through it is counted apart. */
  front?: string;
  /** Stations that it takes off the air: nobody listens to them. */
  takesOff: readonly string[];
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

interface Kind {
  kind: string;
  victim: string;
  holdsConnections: boolean;
  front?: string;
  core: boolean;
}

const kinds: Kind[] = [
  { kind: "engine", victim: "engine-rivage-a", holdsConnections: false, core: true },
  { kind: "other-engine", victim: "engine-rivage-b", holdsConnections: false, core: true },
  { kind: "master", victim: "icecast-master-1", holdsConnections: false, core: true },
  { kind: "relay", victim: "icecast-relay-1", holdsConnections: true, core: true },
  { kind: "origin", victim: "hls-origin-1", holdsConnections: false, core: true },
  { kind: "cache", victim: "cache-1", holdsConnections: false, core: false },
  // Who listens through the other front must notice nothing.
  { kind: "front", victim: "front-1", holdsConnections: false, front: "front-1", core: false },
];

const acts: { act: string; run: (victims: Container[]) => Promise<void>; core: boolean }[] = [
  { act: "sigkill", run: crash, core: true },
  { act: "sigstop-20s", run: hang(20), core: true },
  { act: "sigstop-60s", run: hang(60), core: false },
  { act: "sigterm", run: terminate, core: false },
];

const faults: Drill[] = kinds.flatMap(({ kind, victim, core: kindIsCore, ...rest }) =>
  acts.map(({ act, run, core }) => ({
    ...rest,
    name: `${kind}-${act}`,
    what: victim,
    act: async () => run(await victimsOf(victim)),
    takesOff: [],
    core: core && kindIsCore,
  })),
);

const planned: Drill[] = changes.map((change) => ({
  name: change.name,
  what: `pulumi up with ${Object.entries(change.settings)
    .map(([path, value]) => `${path}=${value}`)
    .join(" ")}, and back`,
  act: () => changeAndBack(change),
  holdsConnections: false,
  takesOff: change.takesOff,
  core: false,
}));

export const drills: readonly Drill[] = [...faults, ...planned];

/** Every container of a workload that does something: not the one that holds its network, which runs nothing but a sleep. */
async function victimsOf(workload: string): Promise<Container[]> {
  const found = (await containers()).filter(
    ({ labels }) => labels["airpath.workload"] === workload && labels["airpath.container"] !== "network",
  );
  if (found.length === 0) throw new Error(`the stack runs no "${workload}"`);
  return found;
}
