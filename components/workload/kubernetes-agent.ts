/**
 * What observes the nodes of a cluster: one pod on each. What their containers say is seen in a namespace of its own, whose pods may see their node; what a
 * node says of itself, every pod sees.
 */
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { accountFor, asks } from "./kubernetes-account";
import { filesOf } from "./kubernetes-entries";
import { layFiles } from "./kubernetes-files";
import { checkNames, label, mainContainer } from "./kubernetes-names";
import type { MountedFiles } from "./kubernetes-mounts";
import {
  podSecurity,
  podTemplate,
  type PodSettings,
  type PodVolume,
  volumeName,
  workloadLabels,
} from "./kubernetes-pod";
import { type Place, unawaited } from "./kubernetes-workload";
import { nodeLogsPath, type RunOptions, type Sight, type Volume, type Workload } from "./workload";

/** The sights of which a cluster has one on every node. */
export type OnEveryNode = Extract<Sight, "machine" | "logs">;

export const isOnEveryNode = (observes: Workload["observes"]): observes is OnEveryNode =>
  observes === "machine" || observes === "logs";

/** The kubelet's files, and what those are links to. */
const logFolders = [nodeLogsPath, "/var/log/pods"];

/** @throws where a workload wants what only one that is called by name, or stands somewhere, can have */
function checkAgent({ name, observes, ports, spreadGroup, volumes = [], sidecars = [] }: Workload): void {
  const seesNode = observes === "logs";
  const has = (kind: Volume["kind"]) => volumes.some((volume) => volume.kind === kind);
  const refused: [is: boolean, what: string][] = [
    [seesNode && ports.length > 0, "ports"],
    // Its pod's own address leads to it.
    [!seesNode && ports.some(({ publish }) => publish !== undefined), "published ports"],
    [spreadGroup !== undefined, "spreadGroup"],
    [sidecars.length > 0, "sidecars"],
    [has("persistent"), 'a volume of the kind "persistent"'],
    [!seesNode && has("local"), 'a volume of the kind "local"'],
  ];
  const wrong = refused.filter(([is]) => is).map(([, what]) => what);
  if (wrong.length > 0)
    throw new Error(
      `workload "${name}": observes "${observes}" and has ${wrong.join(", ")}; allowed on every node of a cluster: none of these; fix: leave it out there`,
    );
}

/** @returns the DaemonSet. That it runs everywhere is not waited for: a node that is away would hold every change up. */
export function runAgent(workload: Workload, place: Place, options: RunOptions): pulumi.Resource {
  checkNames(workload);
  checkAgent(workload);
  const { name, observes } = workload;
  const labels = workloadLabels(workload, place.settings);
  const metadata = { name, namespace: place.namespace, labels };
  const opts = { ...place.options, parent: options.parent, dependsOn: options.dependsOn };
  const account = asks(observes) ? accountFor(workload, observes, place, labels, options.parent) : [];
  const files = layFiles(metadata, filesOf(workload), opts);
  return new kubernetes.apps.v1.DaemonSet(
    name,
    {
      metadata: { ...metadata, annotations: unawaited },
      spec: {
        selector: { matchLabels: { [label.workload]: name } },
        template: agentTemplate(workload, files, place.settings),
      },
    },
    { ...opts, dependsOn: [...(options.dependsOn ?? []), ...account] },
  );
}

/** As any pod's, on whatever node. */
function agentTemplate(workload: Workload, files: ReadonlyMap<string, MountedFiles>, settings: PodSettings) {
  const { metadata, spec } = podTemplate(workload, files, settings);
  // It finds its node by its own name.
  const { hostname: _, ...pod } = { ...spec, tolerations: [{ operator: "Exists" }] };
  return { metadata, spec: workload.observes === "logs" ? withSightOfLogs(pod, workload, settings) : pod };
}

type Pod = Omit<ReturnType<typeof podTemplate>["spec"], "hostname">;

function withSightOfLogs(pod: Pod, workload: Workload, settings: PodSettings): Pod {
  const seen = logFolders.map((path, index) => ({ name: `logs-${index}`, path }));
  return {
    ...pod,
    // Root's files are read by root, without any capability: what is not root's own stays out of reach.
    securityContext: { runAsUser: 0, runAsGroup: 0, seccompProfile: podSecurity.seccompProfile },
    containers: pod.containers.map((container) => ({
      ...container,
      volumeMounts: [
        ...container.volumeMounts,
        ...seen.map(({ name, path }) => ({ name, mountPath: path, readOnly: true })),
      ],
    })),
    volumes: [
      ...pod.volumes.map((volume) => onNode(volume, workload, settings)),
      ...seen.map(({ name, path }) => ({ name, hostPath: { path, type: "Directory" } })),
    ],
  };
}

/** What it keeps on its node outlives its pod: the next one goes on where it was. */
function onNode(volume: PodVolume, { name, volumes = [] }: Workload, { namespace }: PodSettings): PodVolume {
  const kept = volumes.find(
    ({ kind, name: own }) => kind === "local" && volume.name === volumeName(mainContainer, own),
  );
  if (!kept) return volume;
  return {
    name: volume.name,
    hostPath: { path: `/var/lib/${namespace}/${name}/${kept.name}`, type: "DirectoryOrCreate" },
  };
}
