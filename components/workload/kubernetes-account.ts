/** Who asks the API server: an account for each workload that observes more than its own pod, and what it may ask. */
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { label } from "./kubernetes-names";
import type { Place } from "./kubernetes-workload";
import type { Connection, Sight, Workload } from "./workload";

/** The sights that take an account. */
export type Asking = Extract<Sight, "logs" | "cluster">;

export const asks = (observes: Workload["observes"]): observes is Asking =>
  observes === "logs" || observes === "cluster";

const mayRead = (...resources: string[]) => ({ apiGroups: [""], resources, verbs: ["get", "list", "watch"] });

/** Nodes are of no namespace, nor is whose containers run on one. */
const rules: Record<Asking, kubernetes.types.input.rbac.v1.PolicyRule[]> = {
  logs: [mayRead("pods", "namespaces", "nodes")],
  // Of a kubelet, what it counts: not its logs, nor its pods' programs.
  cluster: [mayRead("pods", "nodes"), { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] }],
};

/** By Kubernetes' own default. */
const kubeletPort = 10250;

/** What asks reaches the API server by its service's port, and by its own where policies see that; and kubelets, where it asks these. */
export const callsToCluster = (from: string, observes: Asking, { server }: { server: string }): Connection[] => {
  const call = (outside: string) => (port: number) => ({ from, to: { outside }, port, protocol: "tcp" as const });
  return [
    ...[...new Set([443, Number(new URL(server).port || 443)])].map(call("the API server")),
    ...(observes === "cluster" ? [kubeletPort].map(call("kubelets")) : []),
  ];
};

/** @returns what must be there before its pod starts */
export function accountFor(
  { name }: Workload,
  observes: Asking,
  { settings, namespace, options }: Place,
  labels: Record<string, string>,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const called = `${settings.namespace}-${name}`;
  const metadata = { name: called, labels: { [label.stack]: settings.namespace } };
  const account = new kubernetes.core.v1.ServiceAccount(
    name,
    { metadata: { name, namespace, labels }, automountServiceAccountToken: false },
    { ...options, parent },
  );
  // Of no namespace: it goes with none.
  const opts = { provider: options.provider, parent };
  const role = new kubernetes.rbac.v1.ClusterRole(called, { metadata, rules: rules[observes] }, opts);
  const binding = new kubernetes.rbac.v1.ClusterRoleBinding(
    called,
    {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.metadata.name },
      subjects: [{ kind: "ServiceAccount", name: account.metadata.name, namespace }],
    },
    opts,
  );
  return [account, binding];
}
