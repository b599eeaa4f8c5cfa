/**
 * The seam between what is declared and where it runs. Components emit a `Workload`; a `Runtime` renders it, as Docker containers or as
 * Kubernetes objects. A renderer is total: it renders every field or throws an error that names it. Station words stay above this
 * line, provider resources for containers below it.
 */
import type { Input, Output, Resource } from "@pulumi/pulumi";

/** An image that the runtime builds from a folder with a Dockerfile, tagged by content. */
export interface ImageSpec {
  /** Short name: "engine". */
  name: string;
  /** Folder with the Dockerfile, relative to the repository root: "components/engine". */
  context: string;
  /** The image that `FROM ${BASE}` gets. Absent: the machine's Debian image. */
  base?: Image;
  /** Paths in the context that the image is made of, Dockerfile included: folders or files. Nothing else reaches the build or the tag. */
  sources: string[];
}

/** A built image. */
export interface Image {
  /** Its name with the content tag, for images that start from it: "airpath/base:1f0c…". */
  name: Output<string>;
  /** What containers refer to it by: immutable, changes with its content. */
  reference: Output<string>;
  /** Hash of everything it was made from, known before anything is built. */
  contentHash: string;
}

export interface ConfigFile {
  /** Absolute path in the container, below `configFolder`. */
  path: string;
  content: Input<string>;
}

export interface Port {
  /** "api", "srt-voiea-1": a DNS label. */
  name: string;
  /** Port in the container. */
  number: number;
  protocol: "tcp" | "udp";
  /** Reached from outside the private network; absent: never. */
  publish?: {
    /** Port on the host (Docker) or node (Kubernetes). */
    hostPort: number;
    /** "operators" stays on loopback; "listeners" and "studios" bind where the stack says. */
    audience: "operators" | "listeners" | "studios";
  };
}

/**
 * How the runtime asks a container something: exit code 0, or HTTP 200, within `timeoutSeconds`. `loopbackOnly`: it answers on the container's own
 * loopback and nowhere else, so that only somebody inside can ask.
 */
export interface Probe {
  check: { command: string[] } | { httpPort: number; path: string; loopbackOnly?: true };
  periodSeconds: number;
  timeoutSeconds: number;
  /** Failures in a row before it counts. */
  failures: number;
  /** Seconds after start in which failures do not count. */
  startupSeconds: number;
}

/** A program that reads its files again without dropping a connection. */
export interface Reload {
  /** Exit code 0: the new files are well. Otherwise they are not taken up, and the log says why. */
  check?: string[];
  signal: "HUP" | "USR2";
}

export interface Volume {
  /** Unique in the workload: "state". */
  name: string;
  path: string;
  /**
   * "persistent" survives whatever becomes of the container, and may bind it to where the data is. "local" is kept while the container stays on its
   * machine and never binds it to one: what it holds can be had again, or is missed by nobody. "memory" is lost with the container and is fast. Each is
   * `mebibytes` large.
   */
  kind: "persistent" | "local" | "memory";
  mebibytes: number;
}

/**
 * - "machine": what its machine says of itself to any container. In a cluster one runs on every node, and is found by `label.workload`.
 * - "processes": all processes of its machine, as a user of its own, so that nothing of what it sees is its own to stop or to look into.
 * - "containers": with them, what the kernel counts of containers, below `cgroupsPath`, and at `containersPath` which of them are ours.
 * - "logs": what every container writes to its output, below `logsPath`, others' lines too: as root, whose files these are, without any of root's
 *   rights. In a cluster one runs on every node, nobody's peer but whom it calls, sees `nodeLogsPath`, and may ask which pods there are.
 * - "cluster": which nodes there are, which pods of the platform, and what kubelets count of containers: over the network, as its account may ask.
 *
 * "processes" and "containers" are for one machine, "cluster" is for a cluster; a renderer refuses what is not for it.
 */
export type Sight = "machine" | "processes" | "containers" | "logs" | "cluster";

/** What one container runs. */
export interface ContainerSpec {
  image: Image;
  /** Absent: the image's own. */
  command?: string[];
  /** Plain values only: environments show in inspections. Secrets are files. */
  environment?: Record<string, string>;
  files?: ConfigFile[];
  /** Contents are Pulumi secrets; files that only the container's user can read where the runtime allows it. */
  secretFiles?: ConfigFile[];
  /** How it takes up changed files while it runs. Absent: it is replaced when a file changes. */
  reload?: Reload;
  volumes?: Volume[];
  /** Whether it serves. Gates roll-outs. */
  readiness: Probe;
  /** Whether it lives. Failing: the runtime kills it and it starts again. */
  liveness: Probe;
  /** cpu in cores, a request and never a limit (throttling is heard); memory a hard limit. */
  resources: { cpu: number; memoryMebibytes: number };
}

export interface Sidecar extends ContainerSpec {
  /** Unique in the workload: "srt-gate". */
  name: string;
}

/** One thing that runs: one main container, and sidecars that share its network (loopback included). */
export interface Workload extends ContainerSpec {
  /** DNS label, unique in the stack, and the address by which other workloads reach it: "engine-rivage-a". */
  name: string;
  ports: Port[];
  sidecars?: Sidecar[];
  /** Seconds between asking it to stop and killing it. */
  gracePeriodSeconds: number;
  /** Workloads of one group are kept on different hosts, and zones where there are several. */
  spreadGroup?: string;
  /** Labels a machine must carry to be chosen. */
  placement?: Record<string, string>;
  /** What it sees besides itself, and cannot touch. */
  observes?: Sight;
  /** For people and tools that look at the runtime: { component: "engine", station: "rivage" }. */
  labels: Record<string, string>;
}

/** Something that runs to its end before what depends on it may start: exit code 0 or the deployment stops with its output. */
export interface Job {
  name: string;
  /** The workload that it is about: it runs where that does. Absent: wherever it is declared. */
  about?: string;
  image: Image;
  command: string[];
  /** As a container's. A change of a value runs the job again. */
  environment?: Record<string, Input<string>>;
  files?: ConfigFile[];
  /** As a container's. */
  secretFiles?: ConfigFile[];
  /** Whether it reaches other workloads, those that its connections name; absent: no network at all. */
  network?: "private";
  resources: ContainerSpec["resources"];
  labels: Record<string, string>;
}

/** One that opens connections, and where it may open them to. Names are those of workloads and jobs. */
export interface Connection {
  from: string;
  /** A workload of the stack, or a host outside of it: a name, an IPv4 or an IPv6 address. */
  to: { workload: string } | { outside: string };
  port: number;
  protocol: Port["protocol"];
}

export interface RunOptions {
  /** The component it belongs to. */
  parent: Resource;
  /** What must be ready before it starts or is replaced. */
  dependsOn?: Input<Resource>[];
}

/** Where workloads run. */
export interface Runtime {
  image(spec: ImageSpec, options: RunOptions): Image;
  /** @returns the resource that is done when the workload is ready. */
  run(workload: Workload, options: RunOptions): Resource;
  /** @returns the resource that is done when the job has succeeded. */
  job(job: Job, options: RunOptions): Output<Resource>;
  /**
   * Says which connections there are between what runs, beside the published ports: all others may be refused. To be said once, of everything.
   */
  connect(connections: readonly Connection[], options: RunOptions): void;
}

/** Where files and secret files lie: read-only roots leave no other place. */
export const configFolder = "/etc/airpath";

/** Where who observes containers finds the kernel's control groups: docs.kernel.org, "cgroups", of either version. */
export const cgroupsPath = "/machine/cgroup";

/** Where who observes containers finds which are declared before it, as JSON: a list of `ObservedContainer`. */
export const containersPath = `${configFolder}/containers.json`;

/** Where who observes logs finds what containers wrote: Docker's files, one folder a container. */
export const logsPath = "/machine/logs";

/** The same on a node of a cluster: the kubelet's files, called by pod, namespace and container. It names them by links, so that they stand at their own path. */
export const nodeLogsPath = "/var/log/containers";

export interface ObservedContainer {
  /** By which the runtime, and so the kernel, knows it. */
  id: string;
  /** The workload's, or the sidecar's after it: "engine-rivage-a-srt-gate". */
  name: string;
  workload: string;
  /** The workload's. */
  labels: Record<string, string>;
}

/** Lists the files of a container that takes up changed ones, each with its SHA-256: while they do not agree, they are still being written. */
export const manifestPath = `${configFolder}/SHA256SUMS`;
