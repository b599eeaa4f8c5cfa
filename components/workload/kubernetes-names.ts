/** Pure: how things are called in a cluster, and what of ours a name or a label cannot be. */
import type { ContainerSpec, Workload } from "./workload";

/** Labels by which our objects find one another: the same words as on Docker. */
export const label = {
  /** On pods and all that belongs to a workload or job: its name. */
  workload: "airpath.workload",
  /** On pods that are kept apart: the group's name. */
  spreadGroup: "airpath.spread-group",
  /** On pods that may open connections at all, name look-ups included. */
  network: "airpath.network",
  /** On everything: the namespace and stack, "airpath-prod". */
  stack: "airpath.stack",
} as const;

/** The namespace beside the platform's own, of what observes nodes: "airpath-prod-nodes". */
export const agentNamespace = (namespace: string): string => `${namespace}-nodes`;

/** The main container of each pod; sidecars have names of their own. */
export const mainContainer = "main";

/** @returns every container of the pod, the main one first */
export const containersOf = (workload: Workload): (ContainerSpec & { name: string })[] => [
  { ...workload, name: mainContainer },
  ...(workload.sidecars ?? []),
];

/** What a zone's nodes have in common, by Kubernetes' own label. */
export const zoneKey = "topology.kubernetes.io/zone";
export const hostKey = "kubernetes.io/hostname";

const labelValue = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;
const dnsLabel = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
// Kubernetes' limit for names of ports.
const portName = /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/;

/** @throws when a label's value is none to Kubernetes, naming the label */
export function checkLabels(workload: string, labels: Readonly<Record<string, string>>): Record<string, string> {
  for (const [key, value] of Object.entries(labels)) {
    if (labelValue.test(value)) continue;
    throw new Error(
      `workload "${workload}": label ${key} is "${value}"; allowed: up to 63 letters, digits, ".", "_", "-", a letter or digit at both ends; fix: say it shorter`,
    );
  }
  return { ...labels };
}

/** @throws when a workload's own names cannot be names in a cluster, naming the first */
export function checkNames({ name, ports, sidecars = [], volumes = [], spreadGroup }: Workload): void {
  const all: [what: string, name: string, pattern: RegExp, allowed: string][] = [
    ["name", name, dnsLabel, "a DNS label of up to 63 characters"],
    ...ports.map((port): [string, string, RegExp, string] => [
      "port",
      port.name,
      portName,
      "up to 15 lower-case letters, digits and dashes, a letter among them",
    ]),
    ...sidecars.map((sidecar): [string, string, RegExp, string] => [
      "sidecar",
      sidecar.name,
      dnsLabel,
      "a DNS label of up to 63 characters",
    ]),
    ...[...volumes, ...sidecars.flatMap((sidecar) => sidecar.volumes ?? [])].map(
      (volume): [string, string, RegExp, string] => ["volume", volume.name, dnsLabel, "a DNS label"],
    ),
    ...(spreadGroup === undefined
      ? []
      : [["spreadGroup", spreadGroup, dnsLabel, "a DNS label"] as [string, string, RegExp, string]]),
  ];
  const wrong = all.find(
    ([what, value, pattern]) => !pattern.test(value) || (what === "sidecar" && value === mainContainer),
  );
  if (!wrong) return;
  const [what, value, , allowed] = wrong;
  throw new Error(
    `workload "${name}": ${what} "${value}" is no name in Kubernetes; allowed: ${allowed}${what === "sidecar" ? `, but not "${mainContainer}"` : ""}; fix: rename it`,
  );
}

/** @returns a job's name with that of its content; Kubernetes makes a label of it, which has 63 characters at most */
export const contentName = (name: string, hash: string): string =>
  `${name.slice(0, 62 - hash.length).replace(/-+$/, "")}-${hash}`;

/** @returns cores as Kubernetes writes them back, so that a refresh sees no change: 0.25 → "250m", 1 → "1" */
export function cores(count: number): string {
  const milli = Math.max(1, Math.round(count * 1000));
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

/** @returns memory as Kubernetes writes it back: 128 → "128Mi", 2048 → "2Gi" */
export const memory = (mebibytes: number): string =>
  mebibytes % 1024 === 0 ? `${mebibytes / 1024}Gi` : `${mebibytes}Mi`;
