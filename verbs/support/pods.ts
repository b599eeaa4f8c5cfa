/** Pure: what a cluster says of pods, as the containers that verbs list. */
import type { Container } from "./docker";
import { unpulled, waitsForImage } from "./unpulled";

interface ContainerStatus {
  name: string;
  ready: boolean;
  started?: boolean;
  restartCount: number;
  state: {
    running?: { startedAt: string };
    waiting?: { reason?: string; message?: string };
    terminated?: { exitCode: number; reason?: string; startedAt?: string };
  };
  lastState?: { terminated?: { exitCode: number; reason?: string } };
}

/** Of a pod, what verbs read. */
export interface Pod {
  metadata: {
    name: string;
    namespace: string;
    labels?: Record<string, string>;
    deletionTimestamp?: string;
    ownerReferences?: { kind: string }[];
  };
  spec: { nodeName?: string; containers: { name: string; image: string }[] };
  status: {
    phase?: string;
    conditions?: { type: string; status: string; message?: string }[];
    containerStatuses?: ContainerStatus[];
  };
}

const ownedBy = (pod: Pod, kind: string): boolean =>
  (pod.metadata.ownerReferences ?? []).some((owner) => owner.kind === kind);

/** @param prefix that Docker's containers of the stack would have: "airpath-prod" @returns those that are meant to run; of jobs those that cannot begin, for which an `up` waits */
export const containersOf = (pods: readonly Pod[], prefix: string): Container[] =>
  pods
    .filter((pod) => !ownedBy(pod, "Job") || pod.status.phase === "Pending")
    .flatMap((pod) => pod.spec.containers.map((each) => containerOf(pod, each, prefix)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

function containerOf(pod: Pod, { name, image }: Pod["spec"]["containers"][number], prefix: string): Container {
  const { labels = {}, namespace } = pod.metadata;
  const workload = labels["airpath.workload"]!;
  const own = name === "main" ? workload : `${workload}-${name}`;
  // Of those of which each node has one.
  const called = ownedBy(pod, "DaemonSet") ? `${own} on ${pod.spec.nodeName ?? "no node"}` : own;
  const status = pod.status.containerStatuses?.find((each) => each.name === name);
  return {
    id: [namespace, pod.metadata.name, name].join("/"),
    name: `${prefix}-${called}`,
    image,
    labels: { ...labels, "airpath.container": own },
    ports: {},
    restarts: status?.restartCount ?? 0,
    ...(status ? stateOf(pod, status, image) : { ...notBegun, lastCheck: whyUnplaced(pod) }),
  };
}

type State = Pick<Container, "state" | "health" | "exitCode" | "startedAt" | "lastCheck">;

const notBegun = { state: "created", health: "none", exitCode: 0, startedAt: new Date(0) } as const;

function stateOf(pod: Pod, { ready, started, state, lastState }: ContainerStatus, image: string): State {
  const { running, waiting, terminated } = state;
  const died = lastState?.terminated;
  const before = died ? `it ended before with ${died.exitCode}${died.reason ? ` (${died.reason})` : ""}` : "";
  if (running) {
    const startedAt = new Date(running.startedAt);
    if (pod.metadata.deletionTimestamp)
      return { state: "removing", health: "none", exitCode: 0, startedAt, lastCheck: before };
    const health = ready ? "healthy" : started === false ? "starting" : "unhealthy";
    return { state: "running", health, exitCode: 0, startedAt, lastCheck: before || (ready ? "" : "not ready") };
  }
  if (terminated) {
    const startedAt = new Date(terminated.startedAt ?? 0);
    return {
      ...notBegun,
      state: "exited",
      exitCode: terminated.exitCode,
      startedAt,
      lastCheck: terminated.reason ?? "",
    };
  }
  if (waitsForImage(waiting?.reason))
    return { ...notBegun, lastCheck: unpulled(image, waiting?.message ?? "it waits") };
  const why = [waiting?.reason, waiting?.message, before].filter(Boolean).join(": ");
  return { ...notBegun, state: waiting?.reason === "CrashLoopBackOff" ? "restarting" : "created", lastCheck: why };
}

const whyUnplaced = ({ status }: Pod): string =>
  (status.conditions ?? []).find(({ type, status: is }) => type === "PodScheduled" && is === "False")?.message ?? "";
