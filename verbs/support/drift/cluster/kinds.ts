/** Which kinds of objects a look for drift lists, and why no others. Pure. */
import type { ClusterObject } from "./objects";

export type Kind = Pick<ClusterObject, "apiVersion" | "kind">;

/**
 * What can be heard, whoever made it: it takes listeners or studios that were another's, processors and memory of a node, or what pods may ask for; or it keeps
 * pods from being made or from being taken away. A NetworkPolicy cuts nobody off (ours refuse everything, and each more of them only adds to what is allowed), but opens
 * what was refused.
 */
export const heard: readonly Kind[] = [
  ...kinds("apps/v1", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"),
  ...kinds("v1", "ReplicationController", "Pod", "Service", "ResourceQuota", "LimitRange"),
  ...kinds("batch/v1", "Job", "CronJob"),
  ...kinds("discovery.k8s.io/v1", "EndpointSlice"),
  ...kinds("networking.k8s.io/v1", "Ingress", "NetworkPolicy"),
  ...kinds("policy/v1", "PodDisruptionBudget"),
  ...kinds("autoscaling/v2", "HorizontalPodAutoscaler"),
];

/** What is only read by pods that name it, or lets people in to the API server: a cluster lays some of its own into every namespace, and those are nobody's slip. */
const silent: readonly Kind[] = [
  ...kinds("v1", "ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim"),
  ...kinds("rbac.authorization.k8s.io/v1", "Role", "RoleBinding"),
];

/** Of no namespace; ours carry our label. */
export const clusterWide: readonly Kind[] = [
  ...kinds("v1", "Namespace"),
  ...kinds("scheduling.k8s.io/v1", "PriorityClass"),
  ...kinds("rbac.authorization.k8s.io/v1", "ClusterRole", "ClusterRoleBinding"),
];

/**
 * Of namespaces. Not what the API server can list besides: others' kinds mirror ours with our labels and no owner (metrics of pods, a network's view of policies),
 * as Endpoints do.
 */
export const namespaced: readonly Kind[] = [...heard, ...silent];

/** What is kept in it, or stands in it, nobody brings back. */
export const keeps = ({ kind }: Kind): boolean => kind === "PersistentVolumeClaim" || kind === "Namespace";

export const isHeard = ({ kind }: Kind): boolean => heard.some((each) => each.kind === kind);

function kinds(apiVersion: string, ...names: string[]): Kind[] {
  return names.map((kind) => ({ apiVersion, kind }));
}
