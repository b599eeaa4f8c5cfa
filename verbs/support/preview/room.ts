/** Whether a cluster has what a stack asks of it: told in seconds, where an `up` waits minutes for the first pod that finds no place. Pure. */
import type { Declaration } from "../../../stacks/policy/rules";
import type { Refusal } from "./refusals";

/** Of Kubernetes' objects, what decides that. */
export interface ClusterFacts {
  nodes: {
    metadata: { name: string; labels?: Record<string, string> };
    spec?: { unschedulable?: boolean; taints?: { effect: string }[] };
    status: { allocatable?: Record<string, string>; conditions?: { type: string; status: string }[] };
  }[];
  storageClasses: { metadata: { name: string; annotations?: Record<string, string> } }[];
  /** Of the namespace; none where there is none yet. */
  quotas: { metadata: { name: string }; spec: { hard?: Record<string, string> } }[];
}

interface Pod {
  name: string;
  cpu: number;
  memory: number;
  group?: string;
  place: Record<string, string>;
  zones: number;
}

interface Template {
  metadata?: { labels?: Record<string, string> };
  spec: {
    containers: { resources?: { requests?: Record<string, string> } }[];
    nodeSelector?: Record<string, string>;
    topologySpreadConstraints?: { minDomains?: number }[];
  };
}

/** @returns what is missing, by what it is of: "nodes", "storage-class", "quota" */
export function missingIn(facts: ClusterFacts, declared: readonly Declaration[]): Refusal[] {
  const pods = declared.filter(({ type }) => type === "kubernetes:apps/v1:Deployment").map(podOf);
  if (pods.length === 0) return [];
  const nodes = facts.nodes.filter(takesPods);
  return [
    ...(nodes.length === 0
      ? [missing("nodes", `none of the cluster's ${facts.nodes.length} nodes is ready and takes pods`)]
      : [...zones(nodes, pods), ...hosts(nodes, pods), ...places(nodes, pods), ...sizes(nodes, pods)]),
    ...storage(facts, declared),
    ...quotas(facts, pods),
  ];
}

type Nodes = ClusterFacts["nodes"];
const missing = (name: string, reason: string): Refusal => ({ name, reason });
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const shown = (number: number): string => String(Math.round(number * 10) / 10);

const takesPods = ({ spec, status }: Nodes[number]): boolean =>
  !spec?.unschedulable &&
  !(spec?.taints ?? []).some(({ effect }) => effect !== "PreferNoSchedule") &&
  (status.conditions ?? []).some(({ type, status: is }) => type === "Ready" && is === "True");

function podOf({ name, inputs }: Declaration): Pod {
  const { metadata, spec } = (inputs.spec as { template: Template }).template;
  const requested = (what: string) =>
    sum(spec.containers.map(({ resources }) => quantity(resources?.requests?.[what] ?? "0")));
  return {
    name,
    cpu: requested("cpu"),
    memory: requested("memory"),
    group: metadata?.labels?.["airpath.spread-group"],
    place: spec.nodeSelector ?? {},
    zones: Math.max(0, ...(spec.topologySpreadConstraints ?? []).map(({ minDomains = 0 }) => minDomains)),
  };
}

const factors: Record<string, number> = {
  ...{ "": 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 },
};

/** "250m" → 0.25, "128Mi" → bytes. What Kubernetes would not write counts as none. */
function quantity(text: string): number {
  const [, number, unit = ""] = /^([0-9.]+)([a-zA-Z]*)$/.exec(text) ?? [];
  return Number(number ?? 0) * (factors[unit] ?? 0);
}

function zones(nodes: Nodes, pods: readonly Pod[]): Refusal[] {
  const wanted = Math.max(...pods.map((pod) => pod.zones));
  const there = new Set(nodes.map(({ metadata }) => metadata.labels?.["topology.kubernetes.io/zone"] ?? "none"));
  if (wanted <= there.size) return [];
  const names = [...there].sort().join(", ");
  return [missing("nodes", `nodes stand in ${there.size} zone (${names}), and airpath:zones is ${wanted}`)];
}

/** Those of a group are on a node each. */
function hosts(nodes: Nodes, pods: readonly Pod[]): Refusal[] {
  const groups = new Map<string, number>();
  for (const { group } of pods) if (group) groups.set(group, (groups.get(group) ?? 0) + 1);
  return [...groups]
    .filter(([, members]) => members > nodes.length)
    .map(([group, members]) =>
      missing("nodes", `the ${members} of ${group} are on a node each, and ${nodes.length} take pods`),
    );
}

function places(nodes: Nodes, pods: readonly Pod[]): Refusal[] {
  const wanted = new Map(pods.map((pod) => [JSON.stringify(pod.place), pod]));
  return [...wanted.values()]
    .filter(
      ({ place }) =>
        !nodes.some(({ metadata }) => Object.entries(place).every(([key, value]) => metadata.labels?.[key] === value)),
    )
    .map(({ name, place }) => {
      const labels = Object.entries(place).map(([key, value]) => `${key}=${value}`);
      return missing("nodes", `${name} wants a node with ${labels.join(", ")}, and none that takes pods has that`);
    });
}

/** As if nothing else ran there: what is too little then is too little. */
function sizes(nodes: Nodes, pods: readonly Pod[]): Refusal[] {
  const has = (what: string) => nodes.map(({ status }) => quantity(status.allocatable?.[what] ?? "0"));
  return (["cpu", "memory"] as const).flatMap((what) => {
    const inUnits = (amount: number) => (what === "cpu" ? `${shown(amount)} cores` : `${shown(amount / 2 ** 30)} GiB`);
    const [asked, there] = [sum(pods.map((pod) => pod[what])), sum(has(what))];
    const largest = pods.reduce((most, pod) => (pod[what] > most[what] ? pod : most));
    const widest = Math.max(...has(what));
    return [
      ...(asked > there
        ? [missing("nodes", `its pods ask for ${inUnits(asked)}, and all nodes together give ${inUnits(there)}`)]
        : []),
      ...(largest[what] > widest
        ? [
            missing(
              "nodes",
              `${largest.name} asks for ${inUnits(largest[what])}, and no node gives more than ${inUnits(widest)}`,
            ),
          ]
        : []),
    ];
  });
}

function storage({ storageClasses }: ClusterFacts, declared: readonly Declaration[]): Refusal[] {
  const claims = declared.filter(({ type }) => type === "kubernetes:core/v1:PersistentVolumeClaim");
  const wanted = new Set(claims.map(({ inputs }) => (inputs.spec as { storageClassName?: string }).storageClassName));
  const names = storageClasses.map(({ metadata }) => metadata.name).sort();
  const there = names.length > 0 ? `there are ${names.join(", ")}` : "there is none";
  const isDefault = ({ metadata }: ClusterFacts["storageClasses"][number]) =>
    metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true";
  return [...wanted].flatMap((name) => {
    if (name === undefined)
      return storageClasses.some(isDefault)
        ? []
        : [missing("storage-class", `no storage class is the default, and airpath:storageClass names none; ${there}`)];
    return names.includes(name) ? [] : [missing("storage-class", `there is no storage class "${name}"; ${there}`)];
  });
}

function quotas({ quotas: all }: ClusterFacts, pods: readonly Pod[]): Refusal[] {
  const asked: Record<string, number> = {
    pods: pods.length,
    "requests.cpu": sum(pods.map(({ cpu }) => cpu)),
    "requests.memory": sum(pods.map(({ memory }) => memory)),
  };
  return all.flatMap(({ metadata, spec }) =>
    Object.entries(spec.hard ?? {})
      .filter(([what, most]) => (asked[what] ?? 0) > quantity(most))
      .map(([what, most]) =>
        missing(
          "quota",
          `the quota "${metadata.name}" allows ${what} ${most}, and its pods come to ${amount(what, asked[what]!)}`,
        ),
      ),
  );
}

const amount = (what: string, number: number): string =>
  what === "requests.memory" ? `${shown(number / 2 ** 30)}Gi` : shown(number);
