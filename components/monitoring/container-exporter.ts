/** What each container uses of its machine; docs/decisions/container-metrics.md says why it is no cAdvisor. */
import type { ExporterPlan } from "../../station-inventory/plan-types";
import { families } from "../metric-family";
import { answers } from "../workload/answers";
import type { Image, Workload } from "../workload/workload";

/** Of a station's engine, `station` and `engine` too. */
const containerLabels = ["name", "workload", "station", "engine"];

/** What container-exporter/metrics.js writes, in its order; a test holds the script against this. */
export const containerMetrics = families(
  ["container"],
  [
    ["container_start_time_seconds", "gauge", containerLabels, "When its first process began."],
    ["container_cpu_usage_seconds_total", "counter", containerLabels, "Seconds of processor time."],
    [
      "container_cpu_cfs_throttled_seconds_total",
      "counter",
      containerLabels,
      "Seconds in which a processor limit held it back.",
    ],
    [
      "container_memory_working_set_bytes",
      "gauge",
      containerLabels,
      "Memory that the kernel cannot take back at once.",
    ],
    [
      "container_spec_memory_limit_bytes",
      "gauge",
      containerLabels,
      "Memory beyond which something in it is killed; 0: none.",
    ],
    ["container_oom_events_total", "counter", containerLabels, "Processes killed for its memory, since it began."],
    ["container_network_receive_bytes_total", "counter", containerLabels, "Bytes that its workload received."],
    ["container_network_transmit_bytes_total", "counter", containerLabels, "Bytes that its workload sent."],
  ],
);

/** It tells of what was declared before it. */
export function containerExporterWorkload({ name, port }: ExporterPlan, image: Image): Workload {
  const healthy = answers(port, "/health");
  return {
    name,
    image,
    observes: "containers",
    // It reads the list at each scrape: a changed one replaces nothing.
    reload: { signal: "HUP" },
    volumes: [{ name: "tmp", path: "/tmp", kind: "memory", mebibytes: 16 }],
    ports: [{ name: "metrics", number: port, protocol: "tcp" }],
    readiness: healthy,
    liveness: healthy,
    resources: { cpu: 0.05, memoryMebibytes: 64 },
    gracePeriodSeconds: 5,
    labels: { component: name },
  };
}
