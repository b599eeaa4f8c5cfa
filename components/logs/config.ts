/** What the collector reads and where it sends it, and how the store keeps it, as command lines. Pure. */
import { join } from "node:path/posix";
import type { LogSettings } from "../../station-inventory/fleet-settings";
import type { LogCollectorPlan } from "../../station-inventory/plan-types";
import { logsPath, nodeLogsPath } from "../workload/workload";

/** How far it has read each file, and what it could not hand over yet: a volume. */
export const positionsFolder = "/var/lib/airpath/log-collector";
/** Where the store has its lines: a persistent volume. */
export const storePath = "/var/lib/airpath/log-store";

/** MiB of lines that the collector holds while the store does not answer; then the oldest of them go, and no container waits. */
export const waitingMebibytes = 513;

/** What one asks by, each combination a stream of its own in the store; the container besides. */
const streamLabels = ["airpath.stack", "component", "station", "engine", "airpath.workload"];
/** Labels as Docker writes them beside each line, and of the stream in its word. */
export const streamFields = [...streamLabels, "airpath.container"].map((label) => `attrs.${label}`);
/** The same in a cluster: a pod's labels are its workload's. */
const nodeStreamFields = [
  ...streamLabels.map((label) => `kubernetes.pod_labels.${label}`),
  "kubernetes.container_name",
];

/**
 * Docker's files as its json-file driver writes them: the line in `log`, its labels in `attrs`, and the time at which Docker had it, to the nanosecond, where
 * programs' own clocks count seconds. A line stays as it was said; what is in it is taken apart by who asks (`unpack_json`).
 */
const machineFiles = [
  `-fileCollector.glob=${join(logsPath, "*", "*-json.log")}`,
  "-fileCollector.msgField=log",
  "-fileCollector.timeField=time",
  // Docker's name of a file says nothing that its labels do not.
  "-fileCollector.fileField=",
  "-fileCollector.hostnameField=",
  `-fileCollector.streamFields=${streamFields.join(",")}`,
];

/** The kubelet's files, of the platform's own pods; it asks the API server whose they are. What a line says as JSON becomes fields of it. */
const nodeFiles = (namespace: string): string[] => [
  "-kubernetesCollector",
  `-kubernetesCollector.logsPath=${nodeLogsPath}`,
  `-kubernetesCollector.excludeFilter=!kubernetes.pod_namespace:="${namespace}"`,
  `-kubernetesCollector.streamFields=${nodeStreamFields.join(",")}`,
];

export const collectorCommand = ({ port, storeUrl, namespace }: LogCollectorPlan): string[] => [
  "vlagent",
  `-httpListenAddr=:${port}`,
  ...(namespace === undefined ? machineFiles : nodeFiles(namespace)),
  `-tmpDataPath=${positionsFolder}`,
  `-remoteWrite.url=${storeUrl}insert/native`,
  `-remoteWrite.maxDiskUsagePerURL=${waitingMebibytes}MiB`,
  "-remoteWrite.queues=1",
  "-memory.allowedBytes=32MiB",
  "-loggerFormat=json",
  "-loggerLevel=WARN",
];

/** With nothing on the command line that is a secret, and nothing that calls anybody. */
export const storeCommand = ({ days, gibibytes }: LogSettings, port: number): string[] => [
  "victoria-logs",
  `-httpListenAddr=:${port}`,
  `-storageDataPath=${storePath}`,
  `-retentionPeriod=${days}d`,
  `-retention.maxDiskSpaceUsageBytes=${gibibytes}GiB`,
  // The disk is everybody's: the store takes nothing more before others feel it.
  "-storage.minFreeDiskSpaceBytes=2GiB",
  "-memory.allowedBytes=64MiB",
  "-loggerFormat=json",
  "-loggerLevel=WARN",
];
