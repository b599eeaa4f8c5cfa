/**
 * How what was changed by hand is given back as the stack last ran it. Pure: kubectl's commands, in order.
 *
 * Not by an `up`: the provider passes over what nobody declared, and is refused where another program holds a field; it would bring up what else the tree declares by
 * now, give files that were lost other names, for which everybody who reads them restarts, and roll an engine while its peer, which was changed too, is not back yet.
 * What the commands leave is what the state says: the next `up` has nothing to do.
 */
import { isDeepStrictEqual } from "node:util";
import type { DeclaredObject } from "./declared";
import { type Deviation, patchOf, restored } from "./deviation";
import { ownManager } from "./fields";
import { keeps } from "./kinds";
import { type ClusterObject, resourceOf, whoOf, workloadOf } from "./objects";
import { at } from "./paths";
import type { ChangedPod } from "./pods";
import { isMade, type Surplus } from "./surplus";

export interface Mending {
  /** In words. */
  what: string;
  namespace?: string;
  /** Arguments of kubectl, one after the other. */
  commands: { args: string[]; file?: { flag: string; content: unknown } }[];
  /** A Deployment that has to be well again after it. */
  awaited?: Awaited;
  /** Those who stand in for whom it interrupts, and must be well before. Absent: it interrupts nobody. */
  peers?: Awaited[];
}

export interface Awaited {
  deployment: string;
  /** That it may take. */
  seconds: number;
}

export interface Seen {
  declared: readonly DeclaredObject[];
  deviations: readonly Deviation[];
  surplus: readonly Surplus[];
  pods: readonly ChangedPod[];
}

/** @returns first what interrupts nobody, so that whoever is to be interrupted has somebody to stand in for him */
export function repairs({ declared, deviations, surplus, pods }: Seen): Mending[] {
  const gone = new Set(deviations.filter(({ live }) => !live).map(({ declared: { object } }) => object.metadata.name));
  const groups = groupsOf(declared);
  const all = [
    ...surplus.filter(({ object, ours }) => ours && !keeps(object) && !isAdopted(object, gone)).map(removal),
    ...deviations.filter(isMendable).map((deviation) => givenBack(deviation, groups)),
    ...pods.map((pod) => madeAgain(pod, groups)),
  ];
  return [...all.filter(({ peers }) => !peers), ...all.filter(({ peers }) => peers)];
}

const isMendable = ({ live }: Deviation): boolean => live?.metadata.deletionTimestamp === undefined;

/** What a Deployment left behind it takes back when it is there again. */
const isAdopted = (object: ClusterObject, gone: ReadonlySet<string>): boolean =>
  isMade(object) && gone.has(workloadOf(object) ?? "");

const removal = ({ object }: Surplus): Mending => ({
  ...toObject(object, "delete"),
  commands: [deleting(object)],
});

const toObject = (object: ClusterObject, verb: string): Pick<Mending, "what" | "namespace"> => ({
  what: `${verb} ${whoOf(object)}`,
  ...(object.metadata.namespace !== undefined && { namespace: object.metadata.namespace }),
});

const deleting = (object: ClusterObject) => ({
  args: ["delete", "--ignore-not-found", resourceOf(object), object.metadata.name],
});

function givenBack(deviation: Deviation, groups: Groups): Mending {
  const { declared, live } = deviation;
  const { object } = declared;
  const own = object.kind === "Deployment" ? groups.get(object.metadata.name) : undefined;
  const awaited = own && { awaited: own.awaited };
  if (!live) return { ...toObject(object, "make"), commands: [applying(declared)], ...awaited };
  // What must not change can be made again alone; whoever has read it keeps what he has read.
  if (live.immutable === true)
    return { ...toObject(object, "make again"), commands: [deleting(object), applying(declared)] };
  const args = ["patch", resourceOf(object), object.metadata.name, "--type", "json", "--field-manager", ownManager];
  return {
    ...toObject(object, "give back"),
    commands: [{ args, file: { flag: "--patch-file", content: patchOf(deviation) } }],
    ...awaited,
    ...(own && interrupts(deviation) && { peers: own.peers }),
  };
}

/** As the provider does: under its name, so that what it holds is its own. */
const applying = ({ object, manager }: DeclaredObject) => ({
  args: ["apply", "--server-side", "--force-conflicts", "--field-manager", manager],
  file: { flag: "--filename", content: object },
});

/** Another template is another pod; where none serves, nobody is interrupted. */
function interrupts(deviation: Deviation): boolean {
  const template = (value: unknown) => at(value, ["spec", "template"]);
  const serves = Number(at(deviation.live, ["status", "availableReplicas"]) ?? 0) > 0;
  return serves && !isDeepStrictEqual(template(deviation.live), template(restored(deviation)));
}

const madeAgain = ({ pod, workload }: ChangedPod, groups: Groups): Mending => ({
  ...toObject(pod, "make again"),
  commands: [deleting(pod)],
  ...groups.get(workload),
  peers: groups.get(workload)?.peers ?? [],
});

type Groups = Map<string, { awaited: Awaited; peers: Awaited[] }>;

/** @returns each Deployment, and who stands in for it, by names */
function groupsOf(declared: readonly DeclaredObject[]): Groups {
  const all = declared
    .filter(({ object }) => object.kind === "Deployment")
    .map(({ object }) => ({
      awaited: {
        deployment: object.metadata.name,
        seconds: Number(at(object, ["spec", "progressDeadlineSeconds"]) ?? 600),
      },
      group: at(object, ["spec", "template", "metadata", "labels", "airpath.spread-group"]),
    }));
  return new Map(
    all.map(({ awaited, group }) => {
      const others = all.filter((each) => group !== undefined && each.group === group && each.awaited !== awaited);
      return [awaited.deployment, { awaited, peers: others.map((each) => each.awaited) }];
    }),
  );
}
