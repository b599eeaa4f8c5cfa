/** What is done to the running stack, one thing a drill. */
import { type Container, containers } from "../../verbs/support/docker";
import { crash, cut, hang, storm, terminate, type Victim } from "./acts";
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

interface Kind {
  kind: string;
  /** A workload, or one container of it. */
  victim: string;
  holdsConnections: boolean;
  front?: string;
  core: boolean;
}

const kinds: Kind[] = [
  { kind: "engine", victim: "engine-rivage-a", holdsConnections: false, core: true },
  { kind: "other-engine", victim: "engine-rivage-b", holdsConnections: false, core: true },
  // An engine that runs and hears nobody.
  { kind: "gate", victim: "engine-rivage-a-srt-gate", holdsConnections: false, core: false },
  { kind: "master", victim: "icecast-master-1", holdsConnections: false, core: true },
  { kind: "relay", victim: "icecast-relay-1", holdsConnections: true, core: true },
  { kind: "origin", victim: "hls-origin-1", holdsConnections: false, core: true },
  { kind: "cache", victim: "cache-1", holdsConnections: false, core: false },
  // Who listens through the other front must notice nothing.
  { kind: "front", victim: "front-1", holdsConnections: false, front: "front-1", core: false },
];

const acts: { act: string; run: (victim: Victim) => Promise<void>; core: boolean }[] = [
  { act: "sigkill", run: crash, core: true },
  { act: "sigstop-20s", run: hang(20), core: true },
  { act: "sigstop-60s", run: hang(60), core: false },
  { act: "sigterm", run: terminate, core: false },
  { act: "storm", run: storm, core: false },
  { act: "cut-20s", run: cut(20), core: false },
];

const faults: Drill[] = kinds.flatMap(({ kind, victim, core: kindIsCore, ...rest }) =>
  acts.map(({ act, run, core }) => ({
    ...rest,
    name: `${kind}-${act}`,
    what: victim,
    act: async () => run(await victimOf(victim)),
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

/** @param name of a workload, or of one container of it */
async function victimOf(name: string): Promise<Victim> {
  const all = await containers();
  const own = ({ labels }: Container) => [labels["airpath.workload"], labels["airpath.container"]].includes(name);
  const found = all.filter((each) => own(each) && each.labels["airpath.container"] !== "network");
  const workload = found[0]?.labels["airpath.workload"];
  if (workload === undefined) throw new Error(`the stack runs no "${name}"`);
  const group = all.filter(({ labels }) => labels["airpath.workload"] === workload);
  const holder = group.find(({ labels }) => labels["airpath.container"] === "network");
  return { workload, containers: found, network: holder ?? group[0]! };
}
