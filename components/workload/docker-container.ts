/** Pure: what a `ContainerSpec` becomes as arguments of a Docker container. Nothing here talks to Docker. */
import type * as docker from "@pulumi/docker";
import type { Unwrap } from "@pulumi/pulumi";
import { observer, probeCommand, readySeconds, reloadEnvironment, shellQuote, user } from "./container";
import {
  cgroupsPath,
  type ContainerSpec,
  logsPath,
  type Port,
  type Probe,
  type Sight,
  type Volume,
  type Workload,
} from "./workload";

type Args = Unwrap<docker.ContainerArgs>;

/** Where published ports bind on the host, by audience. */
export interface Bindings {
  operators: string;
  listeners: string;
  studios: string;
}

/** Where Docker keeps what containers write, each in a folder of its own; root's. */
const dockersLogs = "/var/lib/docker/containers";

/**
 * Labels that Docker writes beside each line: whose it is. Always, whether somebody collects lines or not: who begins to must not have containers replaced
 * that are on air.
 */
export const lineLabels = ["airpath.container", "airpath.stack", "airpath.workload", "component", "engine", "station"];

/** What every container of ours gets, whatever it runs. */
export const hardening = {
  readOnly: true,
  capabilities: { drops: ["ALL"] },
  securityOpts: ["no-new-privileges:true"],
  logDriver: "json-file",
  logOpts: { "max-size": "10m", "max-file": "3", labels: lineLabels.join(",") },
} satisfies Partial<Args>;

/** Docker's labels from a record, sorted so that declaration order never shows as a change. */
export function labels(record: Record<string, string>): Args["labels"] {
  return Object.entries(record)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => ({ label, value }));
}

/** Published ports; the rest is reached over the private network and needs no declaration in Docker. */
export function ports(list: Port[], bindings: Bindings): Args["ports"] {
  return list.flatMap(({ number, protocol, publish }) =>
    publish ? [{ internal: number, external: publish.hostPort, protocol, ip: bindings[publish.audience] }] : [],
  );
}

/** Seconds for which `watch-health` stays, at least. */
const healthStays = 60;

/**
 * Docker's health check is the readiness: `pulumi up` waits for it before it goes on to the next container. `watch-health`, in every image, asks as often as
 * the probe says, and is itself asked once a second until the first yes and once a minute from then on.
 */
export function healthcheck(probe: Probe): Args["healthcheck"] {
  const { periodSeconds, timeoutSeconds } = probe;
  return {
    tests: ["CMD", "watch-health", String(periodSeconds), String(timeoutSeconds), ...probeCommand(probe)],
    interval: seconds(1),
    timeout: seconds(healthStays + periodSeconds + timeoutSeconds + 10),
    retries: probe.failures,
    startPeriod: seconds(probe.startupSeconds),
  };
}

/** Go's spelling of a duration, in which the provider reads it back. */
function seconds(count: number): string {
  const minutes = Math.floor(count / 60);
  return minutes > 0 ? `${minutes}m${count % 60}s` : `${count}s`;
}

/** Docker does not restart what is unhealthy: `supervise`, in every image, kills on these terms and the restart policy does the rest. */
export function livenessEnvironment(probe: Probe): Record<string, string> {
  return {
    AIRPATH_LIVENESS: probeCommand(probe).map(shellQuote).join(" "),
    AIRPATH_LIVENESS_PERIOD: String(probe.periodSeconds),
    AIRPATH_LIVENESS_TIMEOUT: String(probe.timeoutSeconds),
    AIRPATH_LIVENESS_FAILURES: String(probe.failures),
    AIRPATH_LIVENESS_STARTUP: String(probe.startupSeconds),
  };
}

/** Memory volumes as tmpfs mounts that only the container's user can read. */
export function tmpfs(volumes: Volume[], owner = user): Record<string, string> {
  return Object.fromEntries(
    volumes
      .filter(({ kind }) => kind === "memory")
      .map(({ path, mebibytes }) => [
        path,
        `rw,noexec,nosuid,nodev,size=${mebibytes}m,uid=${owner},gid=${owner},mode=0700`,
      ]),
  );
}

type Observes = Workload["observes"];

/** What who observes the machine has that no other container has. */
interface Way {
  /** uid and gid that it runs as. */
  owner: number;
  args?: Partial<Args>;
  environment?: Record<string, string>;
  folders: NonNullable<Args["volumes"]>;
}

const folder = (hostPath: string, containerPath: string) => ({ hostPath, containerPath, readOnly: true });

const amongProcesses: Way = {
  owner: observer,
  // Among the machine's processes no SELinux label can hold: Docker takes it away by itself, which would be drift.
  args: { pidMode: "host", securityOpts: [...hardening.securityOpts, "label=disable"] },
  // Among all processes, the first one of its own is not the first one of all: `tini` is told to reap all the same.
  environment: { TINI_SUBREAPER: "1" },
  folders: [],
};

const asAny: Way = { owner: user, folders: [] };

const ways: Record<Exclude<Sight, "cluster">, Way> = {
  machine: asAny,
  processes: amongProcesses,
  containers: { ...amongProcesses, folders: [folder("/sys/fs/cgroup", cgroupsPath)] },
  // Root reads what is root's without any capability; everything else of root's is out of the container's sight.
  logs: { owner: 0, folders: [folder(dockersLogs, logsPath)] },
};

/** @throws where there is no cluster to see, naming the workload */
export function checkSight({ name, observes }: Pick<Workload, "name" | "observes">): void {
  if (observes === "cluster")
    throw new Error(
      `workload "${name}": observes "cluster" is for a cluster; allowed on one machine: ${words(Object.keys(ways))}; fix: leave it out on Docker`,
    );
}

const words = (list: readonly string[]): string => list.map((word) => JSON.stringify(word)).join(", ");

const wayOf = (observes: Observes): Way => (observes === undefined || observes === "cluster" ? asAny : ways[observes]);

/** What is mounted of the machine into who observes it. */
export const observedFolders = (observes: Observes): NonNullable<Args["volumes"]> => wayOf(observes).folders;

/** The part of a container's arguments that its spec alone decides, and what it observes: no names, no network, no volumes. */
export function containerArgs(spec: ContainerSpec, observes?: Observes): Omit<Args, "image"> {
  const sight = wayOf(observes);
  const memoryVolumes = tmpfs(spec.volumes ?? [], sight.owner);
  const environment = {
    ...spec.environment,
    ...livenessEnvironment(spec.liveness),
    ...reloadEnvironment(spec.reload),
    ...sight.environment,
  };
  return {
    ...hardening,
    user: `${sight.owner}:${sight.owner}`,
    ...sight.args,
    ...(spec.command ? { command: spec.command } : {}),
    envs: Object.entries(environment)
      .map(([name, value]) => `${name}=${value}`)
      .sort(),
    ...(Object.keys(memoryVolumes).length > 0 ? { tmpfs: memoryVolumes } : {}),
    healthcheck: healthcheck(spec.readiness),
    memory: spec.resources.memoryMebibytes,
    memorySwap: spec.resources.memoryMebibytes,
    cpuShares: Math.max(2, Math.round(spec.resources.cpu * 1024)),
    restart: "unless-stopped",
    mustRun: true,
    wait: true,
    waitTimeout: readySeconds(spec.readiness),
  };
}
