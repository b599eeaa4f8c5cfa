import type { ExporterPlan } from "../../station-inventory/plan-types";
import { answers } from "../workload/answers";
import type { Image, Workload } from "../workload/workload";

// The rest is off: a container without rights sees its own network, its own mounts and no processes but its own.
const collectors = ["cpu", "diskstats", "filesystem", "loadavg", "meminfo", "stat", "timex", "uname", "vmstat"];
// Of the mounts that a container has, its own root: what is free there is free on Docker's disk.
const mountPoints = "^/(?:dev|etc|proc|sys|run|tmp|var)($|/)";

/** What the machine says of itself, without any right that another container has not. */
export function nodeExporterWorkload({ name, port }: ExporterPlan, image: Image): Workload {
  const healthy = answers(port, "/");
  return {
    name,
    image,
    observes: "machine",
    command: [
      "prometheus-node-exporter",
      `--web.listen-address=:${port}`,
      "--web.disable-exporter-metrics",
      "--collector.disable-defaults",
      ...collectors.map((collector) => `--collector.${collector}`),
      `--collector.filesystem.mount-points-exclude=${mountPoints}`,
      "--collector.filesystem.fs-types-exclude=^(proc|sysfs|tmpfs|mqueue|devpts|cgroup2?)$",
      "--log.format=json",
    ],
    ports: [{ name: "metrics", number: port, protocol: "tcp" }],
    readiness: healthy,
    liveness: healthy,
    resources: { cpu: 0.05, memoryMebibytes: 64 },
    gracePeriodSeconds: 5,
    labels: { component: name },
  };
}
