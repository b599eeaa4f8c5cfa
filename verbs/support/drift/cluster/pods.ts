/** What was changed of pods themselves, which what makes them does not see. Pure. */
import type { Finding } from "../ground";
import { comparable, differences } from "./compare";
import { holderOf, strangeIn } from "./fields";
import { type ClusterObject, type Fields, whoOf, workloadOf } from "./objects";
import { at } from "./paths";
import { added, changed, signed } from "./words";

export interface ChangedPod {
  pod: ClusterObject;
  /** Name of the Deployment or DaemonSet that makes it again as it should be. */
  workload: string;
  findings: Finding[];
}

interface Template {
  metadata: { labels: Record<string, string> };
  spec: Fields;
}

/** @param workloads names of those that are looked at */
export function changedPods(objects: readonly ClusterObject[], workloads: ReadonlySet<string>): ChangedPod[] {
  const makers = objects.filter(({ kind }) => kind === "Deployment" || kind === "DaemonSet");
  return objects.filter(isOwned).flatMap((pod) => {
    const workload = workloadOf(pod);
    const maker = makers.find(({ metadata }) => metadata.name === workload);
    if (workload === undefined || !maker || !workloads.has(workload)) return [];
    const findings = podFindings(pod, (maker.spec as { template: Template }).template);
    return findings.length > 0 ? [{ pod, workload, findings }] : [];
  });
}

const isOwned = ({ kind, metadata }: ClusterObject): boolean =>
  kind === "Pod" && metadata.deletionTimestamp === undefined && (metadata.ownerReferences ?? []).length > 0;

/** An admission may make a pod another than its template: what nobody holds is not told, but for labels that are gone. */
function podFindings(pod: ClusterObject, template: Template): Finding[] {
  const made: Fields = { metadata: { labels: template.metadata.labels }, spec: template.spec };
  // A node's own programs annotate pods, each under a name of its own.
  const there: Fields = { ...comparable(pod), metadata: { labels: pod.metadata.labels } };
  const differs = differences(made, there).flatMap(({ path, was, is }) => {
    const by = holderOf(pod, there, path);
    return by !== undefined || (is === undefined && path[0] === "metadata")
      ? [{ how: changed(path, was, is), by }]
      : [];
  });
  const strange = strangeIn(pod, made, there).map(({ path, by }) => ({ how: added(path, at(there, path)), by }));
  return [...differs, ...strange].map(({ how, by }) => ({ who: whoOf(pod), how: signed(how, by) }));
}

interface Running {
  spec: { nodeName?: string };
  status?: { containerStatuses?: { image: string; imageID?: string }[] };
}

/** @returns names of images that lead to another one from node to node: one was built, or tagged, anew under its name. A digest leads to one alone. */
export function imageFindings(objects: readonly ClusterObject[]): Finding[] {
  const byName = new Map<string, Map<string, Set<string>>>();
  for (const { spec, status } of objects.filter(isOwned) as unknown as Running[])
    for (const { image, imageID = "" } of status?.containerStatuses ?? []) {
      const [, id] = /sha256:([0-9a-f]{12})/.exec(imageID) ?? [];
      if (id === undefined || image.includes("@")) continue;
      const ids = byName.get(image) ?? new Map<string, Set<string>>();
      byName.set(image, ids.set(id, (ids.get(id) ?? new Set<string>()).add(spec.nodeName ?? "no node")));
    }
  return [...byName]
    .filter(([, ids]) => ids.size > 1)
    .map(([image, ids]) => ({
      who: `image ${image}`,
      how: `is not the same everywhere: ${[...ids].map(([id, nodes]) => `${id} on ${[...nodes].sort().join(", ")}`).join("; ")}`,
      more: "bring one to all nodes, then make reload",
    }));
}
