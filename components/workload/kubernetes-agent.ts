/**
 * What observes the nodes of a cluster: one pod on each, in a namespace of their own whose pods may see their node, and by an account that may ask which
 * pods run there. Everything else is in the restricted one.
 */
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { filesOf } from "./kubernetes-entries";
import { layFiles } from "./kubernetes-files";
import { checkNames, containersOf, label, mainContainer } from "./kubernetes-names";
import type { MountedFiles } from "./kubernetes-mounts";
import {
  podSecurity,
  podTemplate,
  type PodSettings,
  type PodVolume,
  volumeName,
  workloadLabels,
} from "./kubernetes-pod";
import { rolloutSeconds } from "./kubernetes-probes";
import { type Place, unawaited } from "./kubernetes-workload";
import { type Connection, nodeLogsPath, type RunOptions, type Workload } from "./workload";

/** What asks which pods there are reaches the API server by its service's port, and by its own where policies see that. */
export const callsToCluster = (agent: string, { server }: { server: string }): Connection[] =>
  [...new Set([443, Number(new URL(server).port || 443)])].map((port) => ({
    from: agent,
    to: { outside: "the API server" },
    port,
    protocol: "tcp",
  }));

/** The kubelet's files, and what those are links to. */
const logFolders = [nodeLogsPath, "/var/log/pods"];

/** @throws where a workload wants what only one that is called by name, or stands somewhere, can have */
function checkAgent({ name, ports, spreadGroup, volumes = [], sidecars = [] }: Workload): void {
  const wrong = [
    ...(ports.length > 0 ? ["ports"] : []),
    ...(spreadGroup === undefined ? [] : ["spreadGroup"]),
    ...(sidecars.length > 0 ? ["sidecars"] : []),
    ...(volumes.some(({ kind }) => kind === "persistent") ? ['a volume of the kind "persistent"'] : []),
  ];
  if (wrong.length > 0)
    throw new Error(
      `workload "${name}": observes "logs" and has ${wrong.join(", ")}; allowed on every node of a cluster: none of these; fix: leave it out there`,
    );
}

/** @returns the DaemonSet */
export function runAgent(workload: Workload, place: Place, options: RunOptions): pulumi.Resource {
  checkNames(workload);
  checkAgent(workload);
  const { name } = workload;
  const labels = workloadLabels(workload, place.settings);
  const metadata = { name, namespace: place.namespace, labels };
  const opts = { ...place.options, parent: options.parent, dependsOn: options.dependsOn };
  const account = new kubernetes.core.v1.ServiceAccount(name, { metadata, automountServiceAccountToken: false }, opts);
  const binding = mayAskForPods(workload, place, account.metadata.name, options.parent);
  const files = layFiles(metadata, filesOf(workload), opts);
  const seconds = rolloutSeconds(containersOf(workload));
  return new kubernetes.apps.v1.DaemonSet(
    name,
    {
      metadata: { ...metadata, ...(place.awaitRollouts ? {} : { annotations: unawaited }) },
      spec: {
        selector: { matchLabels: { [label.workload]: name } },
        template: agentTemplate(workload, files, place.settings),
      },
    },
    { ...opts, dependsOn: [...(options.dependsOn ?? []), binding], customTimeouts: { create: `${seconds}s` } },
  );
}

/** Cluster-wide, as nodes are: what runs on one is of any namespace. */
function mayAskForPods(
  { name }: Workload,
  { settings, namespace, options }: Place,
  account: pulumi.Input<string>,
  parent: pulumi.Resource,
): pulumi.Resource {
  const called = `${settings.namespace}-${name}`;
  const metadata = { name: called, labels: { [label.stack]: settings.namespace } };
  const opts = { provider: options.provider, parent };
  const rules = [{ apiGroups: [""], resources: ["pods", "namespaces", "nodes"], verbs: ["get", "list", "watch"] }];
  const role = new kubernetes.rbac.v1.ClusterRole(called, { metadata, rules }, opts);
  return new kubernetes.rbac.v1.ClusterRoleBinding(
    called,
    {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.metadata.name },
      subjects: [{ kind: "ServiceAccount", name: account, namespace }],
    },
    opts,
  );
}

/** As any pod's, but for what an observer has that others have not. */
function agentTemplate(workload: Workload, files: ReadonlyMap<string, MountedFiles>, settings: PodSettings) {
  const { metadata, spec } = podTemplate(workload, files, settings);
  // It finds its node by its own name.
  const { hostname: _, ...pod } = spec;
  const seen = logFolders.map((path, index) => ({ name: `logs-${index}`, path }));
  return {
    metadata,
    spec: {
      ...pod,
      serviceAccountName: workload.name,
      automountServiceAccountToken: true,
      // Root's files are read by root, without any capability: what is not root's own stays out of reach.
      securityContext: { runAsUser: 0, runAsGroup: 0, seccompProfile: podSecurity.seccompProfile },
      tolerations: [{ operator: "Exists" }],
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
    },
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
