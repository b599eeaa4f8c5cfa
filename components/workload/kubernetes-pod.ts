/** Pure: what a `Workload` becomes as the template of a pod. Nothing here talks to a cluster. */
import type * as kubernetes from "@pulumi/kubernetes";
import type { Input, Unwrap } from "@pulumi/pulumi";
import { reloadEnvironment, user } from "./container";
import { asks } from "./kubernetes-account";
import { checkLabels, containersOf, cores, hostKey, label, mainContainer, memory, zoneKey } from "./kubernetes-names";
import type { MountedFiles } from "./kubernetes-mounts";
import { probes } from "./kubernetes-probes";
import type { ContainerSpec, Image, Volume, Workload } from "./workload";

type PodSpec = kubernetes.types.input.core.v1.PodSpec;
type Container = Omit<kubernetes.types.input.core.v1.Container, "volumeMounts"> & {
  volumeMounts: Unwrap<kubernetes.types.input.core.v1.VolumeMount>[];
};
export type PodVolume = kubernetes.types.input.core.v1.Volume & { name: string };

/** Of a pod, with what others add to as it is. */
type PodTemplateSpec = Omit<PodSpec, "containers" | "volumes"> & { containers: Container[]; volumes: PodVolume[] };

/** What the stack decides about all pods. */
export interface PodSettings {
  namespace: string;
  /** In how many zones nodes stand: from two on, workloads of one group are kept in different zones too. */
  zones: number;
  /** What part of the processors that containers ask for is kept for them, 0-1. */
  cpuReserved: number;
  priorityClass: string;
  /** "Never" where nodes hold the images already. */
  imagePullPolicy: "Never" | "IfNotPresent";
  /** Names of secrets in the namespace. */
  imagePullSecrets: readonly string[];
}

/** Seconds on a node that does not answer any more, before the pod is made again elsewhere. */
const lostNodeSeconds = 10;

/** What "restricted" asks of every container, and a read-only root. */
export const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};

/** What "restricted" asks of every pod; the group owns volumes, so that the one user can read files and write where it may. */
export const podSecurity = {
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
};

/** What all pods of ours have in common, jobs' too. */
export const commonPod = ({ priorityClass, imagePullSecrets }: PodSettings) =>
  ({
    automountServiceAccountToken: false,
    // A variable for each port of each service would be thousands.
    enableServiceLinks: false,
    securityContext: { ...podSecurity },
    priorityClassName: priorityClass,
    ...(imagePullSecrets.length > 0 ? { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) } : {}),
  }) satisfies Unwrap<Partial<PodSpec>>;

/** Memory is a hard limit; CPU is a request and never a limit, since throttling is heard. */
export const resources = (
  { cpu, memoryMebibytes }: ContainerSpec["resources"],
  { cpuReserved }: Pick<PodSettings, "cpuReserved">,
) => ({
  requests: { cpu: cores(cpu * cpuReserved), memory: memory(memoryMebibytes) },
  limits: { memory: memory(memoryMebibytes) },
});

export const environmentList = (environment: Readonly<Record<string, Input<string>>>) =>
  Object.entries(environment)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));

/** A volume's name in its pod: containers name theirs independently. */
export const volumeName = (container: string, volume: string): string => `${container}-${volume}`;

/** The claim behind a persistent volume. */
export const claimName = (workload: string, container: string, volume: string): string =>
  container === mainContainer ? `${workload}-${volume}` : `${workload}-${container}-${volume}`;

function podVolume(workload: string, container: string, { name, kind, mebibytes }: Volume): PodVolume {
  const own = volumeName(container, name);
  const sizeLimit = memory(mebibytes);
  switch (kind) {
    case "memory":
      return { name: own, emptyDir: { medium: "Memory", sizeLimit } };
    case "local":
      return { name: own, emptyDir: { sizeLimit } };
    case "persistent":
      return { name: own, persistentVolumeClaim: { claimName: claimName(workload, container, name) } };
  }
}

export const pulled = (image: Image, { imagePullPolicy }: PodSettings) => ({ image: image.reference, imagePullPolicy });

function container(
  name: string,
  spec: ContainerSpec,
  ports: Workload["ports"],
  files: MountedFiles | undefined,
  settings: PodSettings,
): Container {
  const environment = { ...spec.environment, ...reloadEnvironment(spec.reload), ...files?.environment };
  const mounts = (spec.volumes ?? []).map((volume) => ({
    name: volumeName(name, volume.name),
    mountPath: volume.path,
  }));
  return {
    name,
    ...pulled(spec.image, settings),
    // The image's entry point stays: it reaps, and tells a program of changed files.
    ...(spec.command ? { args: spec.command } : {}),
    ...(Object.keys(environment).length > 0 ? { env: environmentList(environment) } : {}),
    ...(ports.length > 0
      ? {
          ports: ports.map((port) => ({
            name: port.name,
            containerPort: port.number,
            protocol: port.protocol === "udp" ? "UDP" : "TCP",
          })),
        }
      : {}),
    ...probes(spec),
    resources: resources(spec.resources, settings),
    securityContext: { ...containerSecurity },
    volumeMounts: [...(files?.mounts ?? []), ...mounts],
  };
}

/** Workloads of one group: never two on one host; in zones as many in one as in another, which of two means one in each. */
function spread(group: string | undefined, zones: number): Pick<PodSpec, "affinity" | "topologySpreadConstraints"> {
  if (group === undefined) return {};
  const labelSelector = { matchLabels: { [label.spreadGroup]: group } };
  return {
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey: hostKey }],
      },
    },
    ...(zones >= 2
      ? {
          topologySpreadConstraints: [
            // A zone that is gone still counts: nobody moves in with the one that he stands in for.
            { maxSkew: 1, minDomains: zones, topologyKey: zoneKey, whenUnsatisfiable: "DoNotSchedule", labelSelector },
          ],
        }
      : {}),
  };
}

/** @returns what every object of a workload is labelled with */
export const workloadLabels = (workload: Workload, { namespace }: PodSettings): Record<string, string> =>
  checkLabels(workload.name, { ...workload.labels, [label.workload]: workload.name, [label.stack]: namespace });

/** Who asks the API server does so as itself. */
const account = ({ name, observes }: Workload): Partial<PodTemplateSpec> =>
  asks(observes) ? { serviceAccountName: name, automountServiceAccountToken: true } : {};

/** @param files of each container that has any, by its name */
export function podTemplate(
  workload: Workload,
  files: ReadonlyMap<string, MountedFiles>,
  settings: PodSettings,
): { metadata: { labels: Record<string, string> }; spec: PodTemplateSpec } {
  const { name, spreadGroup, placement, gracePeriodSeconds } = workload;
  const containers = containersOf(workload);
  const unreachable = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];
  return {
    metadata: {
      labels: {
        ...workloadLabels(workload, settings),
        [label.network]: "private",
        ...(spreadGroup === undefined ? {} : { [label.spreadGroup]: spreadGroup }),
      },
    },
    spec: {
      ...commonPod(settings),
      ...account(workload),
      hostname: name,
      terminationGracePeriodSeconds: gracePeriodSeconds,
      ...(placement && Object.keys(placement).length > 0 ? { nodeSelector: checkLabels(name, placement) } : {}),
      ...spread(spreadGroup, settings.zones),
      tolerations: unreachable.map((key) => ({
        key,
        operator: "Exists",
        effect: "NoExecute",
        tolerationSeconds: lostNodeSeconds,
      })),
      containers: containers.map((each) =>
        // Ports are the pod's: they are written down at the main container.
        container(each.name, each, each.name === mainContainer ? workload.ports : [], files.get(each.name), settings),
      ),
      volumes: containers.flatMap((each) => [
        ...(files.get(each.name)?.volumes ?? []),
        ...(each.volumes ?? []).map((volume) => podVolume(name, each.name, volume)),
      ]),
    },
  };
}
