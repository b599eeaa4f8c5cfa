/** What is done to the running stack, one thing a drill. */
import { parseInventory } from "../../station-inventory/inventory";
import { planFleet } from "../../station-inventory/plan";
import { stationFiles } from "../../station-inventory/stations";
import { type Container, containers } from "../../verbs/support/docker";
import { crash, cut, exhaust, fill, hang, storm, terminate, type Victim } from "./acts";
import { pause } from "./break-off";
import { changeAndBack, changes, quietUp } from "./changes";
import { wrongClock } from "./clock";
import { toRelease } from "./upgrade";

/** What is not to be heard for a while, by declaration. */
export interface Silence {
  station: string;
  atMostMs: number;
}

export interface Drill {
  name: string;
  /** To whom it happens, for people: "engine-rivage-a". */
  what: string;
  /** Before anybody listens. */
  prepare?: () => Promise<void>;
  act: () => Promise<void>;
  /** Its own clients are cut off, and come back within a second: what a protocol of one connection makes impossible is not asked. */
  holdsConnections: boolean;
  /** The front that it happens to: who listens through it is counted apart. */
  front?: string;
  /** The station whose every input is lost: nothing else of it may be missing. */
  silences?: Silence;
  /** Stations that it takes off the air: nobody listens to them. */
  takesOff: readonly string[];
  /** Whether it is among those that matter most: `make drill DRILL=core`. */
  core: boolean;
}

interface Kind {
  kind: string;
  /** Workloads, or a container of one. */
  victims: readonly string[];
  holdsConnections?: true;
  front?: string;
  silences?: Silence;
  core?: true;
  /** Absent: every act. */
  only?: readonly string[];
}

/** Were the stack spread over two sites, all that would stand in the first. */
const firstSite = (): string[] => {
  const { of } = planFleet(parseInventory(stationFiles).demo, { sites: ["first", "second"] }).sites!;
  return Object.keys(of).filter((workload) => of[workload] === "first");
};

const kinds: Kind[] = [
  { kind: "engine", victims: ["engine-rivage-a"], core: true },
  { kind: "other-engine", victims: ["engine-rivage-b"], core: true, only: ["sigkill", "sigstop-20s"] },
  // An engine that runs, hears nobody, and so is silent.
  { kind: "gate", victims: ["engine-rivage-a-srt-gate"], only: ["sigkill", "sigstop-20s"] },
  { kind: "input", victims: ["studio-rivage-a"], only: ["sigkill", "sigstop-20s", "cut-20s"] },
  {
    kind: "all-inputs",
    victims: ["studio-rivage-a", "studio-rivage-b", "studio-rivage-override"],
    silences: { station: "rivage", atMostMs: 25_000 },
    only: ["cut-20s"],
  },
  { kind: "master", victims: ["icecast-master-1"], core: true },
  { kind: "relay", victims: ["icecast-relay-1"], holdsConnections: true, core: true },
  { kind: "origin", victims: ["hls-origin-1"], core: true },
  { kind: "cache", victims: ["cache-1"] },
  // Who listens through the other front must notice nothing.
  { kind: "front", victims: ["front-1"], front: "front-1" },
  // Of its listeners' connections half are held by its relay, whichever front they came through.
  {
    kind: "site",
    victims: firstSite(),
    holdsConnections: true,
    front: "front-1",
    only: ["sigkill", "sigstop-20s", "cut-20s"],
  },
];

interface Act {
  act: string;
  run: (victim: Victim) => Promise<void>;
  core?: true;
  /** Kinds that it can be done to; absent: all. */
  of?: readonly string[];
}

const acts: Act[] = [
  { act: "sigkill", run: crash, core: true },
  {
    act: "sigstop-20s",
    run: hang(20),
    core: true,
    of: kinds.filter(({ core, only }) => core ?? only).map(({ kind }) => kind),
  },
  { act: "sigstop-60s", run: hang(60) },
  { act: "sigterm", run: terminate },
  { act: "storm", run: storm },
  { act: "cut-20s", run: cut(20) },
  { act: "out-of-memory", run: exhaust },
  { act: "disk-full", run: fill(20), of: ["engine", "origin", "cache"] },
  { act: "clock-ahead", run: wrongClock(90, 30) },
  { act: "clock-behind", run: wrongClock(-90, 30) },
];

const can = ({ kind, only }: Kind, { act, of }: Act): boolean =>
  (only === undefined || only.includes(act)) && (of === undefined || of.includes(kind));

const faults: Drill[] = kinds.flatMap((kind) =>
  acts
    .filter((act) => can(kind, act))
    .map(({ act, run, core }) => ({
      name: `${kind.kind}-${act}`,
      what: kind.victims.join(", "),
      act: async () => {
        const victims = await Promise.all(kind.victims.map(victimOf));
        await Promise.all(victims.map(run));
      },
      holdsConnections: kind.holdsConnections ?? false,
      front: kind.front,
      silences: kind.silences,
      takesOff: [],
      core: (core && kind.core) ?? false,
    })),
);

const planned: Drill[] = changes.map((change) => ({
  name: change.name,
  what: `pulumi up with ${Object.entries(change.settings)
    .map(([path, value]) => `${path}=${value}`)
    .join(" ")}, and back`,
  act: () => changeAndBack(change),
  holdsConnections: change.holdsConnections,
  takesOff: change.takesOff,
  core: change.core,
}));

/** What is noticed when nothing is done: the machine's own, and the measuring's. */
const nothing: Drill = {
  name: "nothing",
  what: "nobody",
  act: () => pause(20_000),
  holdsConnections: false,
  takesOff: [],
  core: false,
};

/** Of everything at once, and of how they work together: two releases are on air beside each other meanwhile. */
const upgrade: Drill = {
  name: "upgrade",
  what: "from the last release, or the commit FROM, to this tree",
  prepare: toRelease,
  act: async () => void (await quietUp()),
  // Relays and fronts too are another release's.
  holdsConnections: true,
  takesOff: [],
  core: false,
};

export const drills: readonly Drill[] = [nothing, ...faults, ...planned, upgrade];

/** @param wanted "core", or how names begin, or several of those with commas between; nothing for all */
export const wantedDrills = (wanted: string): readonly Drill[] => {
  const each = wanted.split(",").map((one) => one.trim());
  return drills.filter(({ name, core }) => each.some((one) => (one === "core" ? core : name.startsWith(one))));
};

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
