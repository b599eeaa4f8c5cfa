/** What the platform's programs use of their machine, all processes of a kind together. */
import { join } from "node:path/posix";
import { stringify } from "yaml";
import type { ExporterPlan } from "../../station-inventory/plan-types";
import { families } from "../metric-family";
import { answers } from "../workload/answers";
import { configFolder, type Image, type Workload } from "../workload/workload";

const configPath = join(configFolder, "processes.yml");

/** Programs that somebody would ask for, by the name that the kernel has of them: its first 15 letters. */
const programs: Readonly<Record<string, string>> = {
  liquidsoap: "liquidsoap",
  "srt-gate": "srt-gate",
  publisher: "publisher",
  icecast: "icecast2",
  nginx: "nginx",
  haproxy: "haproxy",
  prometheus: "prometheus",
  alertmanager: "prometheus-aler",
  dockerd: "dockerd",
  containerd: "containerd",
};

const group = ["groupname"];

/** prometheus-process-exporter 0.8.5, as far as it is used. */
export const processMetrics = families(
  ["process"],
  [
    ["namedprocess_namegroup_cpu_seconds_total", "counter", [...group, "mode"], "Seconds of processor time."],
    ["namedprocess_namegroup_memory_bytes", "gauge", [...group, "memtype"], "Memory, by what is meant by it."],
    ["namedprocess_namegroup_num_procs", "gauge", group, "Processes."],
    [
      "namedprocess_namegroup_worst_fd_ratio",
      "gauge",
      group,
      "Open files of the process that is nearest to its limit, as a share of that.",
    ],
  ],
);

export const processExporterConfig = (): string =>
  stringify({ process_names: Object.entries(programs).map(([name, comm]) => ({ name, comm: [comm] })) });

export function processExporterWorkload({ name, port }: ExporterPlan, image: Image): Workload {
  const healthy = answers(port, "/");
  return {
    name,
    image,
    command: [
      "prometheus-process-exporter",
      `-web.listen-address=:${port}`,
      `-config.path=${configPath}`,
      "-children=false",
      // Neither is used, and both cost: a series a thread, and rights that it has not.
      "-threads=false",
      "-gather-smaps=false",
      // Between its birth and its first step, a process has its parent's name.
      "-recheck-with-time-limit=1m",
    ],
    observes: "processes",
    files: [{ path: configPath, content: processExporterConfig() }],
    ports: [{ name: "metrics", number: port, protocol: "tcp" }],
    readiness: healthy,
    liveness: healthy,
    resources: { cpu: 0.05, memoryMebibytes: 64 },
    gracePeriodSeconds: 5,
    labels: { component: name },
  };
}
