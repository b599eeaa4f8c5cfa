import { alertmanager, type Case, counter, gate, gauge, node, prometheus } from "./case";

const up = (labels: Readonly<Record<string, string>>) => gauge("up", labels, 1, 0);
const disk = { device: "/dev/vda1", fstype: "ext4", mountpoint: "/" };

export const platformCases: readonly Case[] = [
  {
    alert: "TargetDown",
    series: [up(gate("a"))],
    labels: { job: "srt-gate", instance: "engine-rivage-a:6002", station: "rivage", engine: "a" },
    says: "engine-rivage-a:6002 (srt-gate) does not answer Prometheus.",
  },
  {
    alert: "PrometheusDown",
    series: [up(prometheus(2))],
    labels: { instance: "prometheus-2:9090" },
    says: "prometheus-2:9090 does not answer.",
  },
  {
    alert: "RulesFailing",
    series: [counter("prometheus_rule_evaluation_failures_total", prometheus(1, { rule_group: "audio" }), 0, 1)],
    labels: { instance: "prometheus-1:9090", rule_group: "audio" },
    says: "prometheus-1:9090: rules of audio fail.",
  },
  {
    alert: "RulesSlow",
    series: [
      gauge("prometheus_rule_group_last_duration_seconds", prometheus(1, { rule_group: "audio" }), 0.1, 6),
      gauge("prometheus_rule_group_interval_seconds", prometheus(1, { rule_group: "audio" }), 5, 5),
    ],
    labels: prometheus(1, { rule_group: "audio" }),
    says: "prometheus-1:9090: audio takes 6s.",
  },
  {
    alert: "PrometheusNotDelivering",
    series: [1, 2].map((index) =>
      counter("prometheus_notifications_errors_total", prometheus(1, { alertmanager: `alertmanager-${index}` }), 0, 1),
    ),
    labels: { instance: "prometheus-1:9090" },
    says: "prometheus-1:9090 cannot hand its alerts over; this one came through another Prometheus.",
  },
  {
    alert: "PrometheusConfigRejected",
    series: [gauge("prometheus_config_last_reload_successful", prometheus(1), 1, 0)],
    labels: { instance: "prometheus-1:9090" },
    says: "prometheus-1:9090 runs on an old configuration.",
  },
  {
    alert: "PrometheusStorageFailing",
    series: [
      counter("prometheus_tsdb_compactions_failed_total", prometheus(1), 0, 1),
      counter("prometheus_tsdb_wal_corruptions_total", prometheus(1), 0, 0),
    ],
    labels: { instance: "prometheus-1:9090" },
    says: "prometheus-1:9090: compaction or its log of writes fails.",
  },
  {
    alert: "DriftFound",
    series: [gauge("airpath_drift_findings", { job: "drift", stack: "prod" }, 0, 2)],
    labels: { stack: "prod" },
    says: "Stack prod: 2 things differ.",
  },
  ...[
    gauge("airpath_drift_last_check_success", { job: "drift", stack: "prod" }, 1, 0),
    gauge("airpath_drift_last_check_timestamp_seconds", { job: "drift", stack: "prod" }, 0, -200_000),
  ].map((series) => ({
    alert: "DriftUnknown",
    series: [series],
    labels: { stack: "prod" },
    says: "Stack prod: the last look ended with an error, or was more than two days ago.",
  })),
  {
    alert: "AlertmanagerDown",
    series: [up(alertmanager(2))],
    labels: { instance: "alertmanager-2:9093" },
    says: "alertmanager-2:9093 does not answer.",
  },
  {
    alert: "AlertmanagersSplit",
    series: [
      gauge("alertmanager_cluster_members", alertmanager(1), 2, 1),
      gauge("alertmanager_cluster_members", alertmanager(2), 2, 1),
    ],
    labels: {},
    says: "An Alertmanager sees 1 members of the cluster.",
  },
  {
    alert: "AlertmanagerNotDelivering",
    series: [
      counter(
        "alertmanager_notifications_failed_total",
        alertmanager(1, { integration: "webhook", reason: "x" }),
        0,
        1,
      ),
      counter("alertmanager_notifications_total", alertmanager(1, { integration: "webhook" }), 1, 1),
    ],
    lag: 5,
    labels: { integration: "webhook" },
    says: "webhook: 56% of the notifications fail.",
  },
  {
    alert: "AlertmanagerConfigRejected",
    series: [gauge("alertmanager_config_last_reload_successful", alertmanager(1), 1, 0)],
    labels: { instance: "alertmanager-1:9093" },
    says: "alertmanager-1:9093 runs on an old configuration.",
  },
  {
    alert: "HostDown",
    series: [up(node())],
    labels: { host: "local", instance: "node-exporter:9100" },
    says: "local (node-exporter:9100) does not answer.",
  },
  {
    alert: "HostDiskFull",
    series: [
      gauge("node_filesystem_avail_bytes", node(disk), 50, 4),
      gauge("node_filesystem_size_bytes", node(disk), 100, 100),
    ],
    labels: { host: "local", instance: "node-exporter:9100", device: "/dev/vda1" },
    says: "node-exporter:9100: 4% of /dev/vda1 is left.",
  },
  {
    alert: "HostDiskFilling",
    series: [
      gauge("node_filesystem_avail_bytes", node(disk), 50, 20),
      gauge("node_filesystem_size_bytes", node(disk), 100, 100),
    ],
    step: 60,
    labels: { host: "local", instance: "node-exporter:9100", device: "/dev/vda1" },
    says: "node-exporter:9100: /dev/vda1 fills up.",
  },
  {
    alert: "HostMemoryShort",
    series: [
      gauge("node_memory_MemAvailable_bytes", node(), 50, 5),
      gauge("node_memory_MemTotal_bytes", node(), 100, 100),
    ],
    labels: { host: "local", instance: "node-exporter:9100" },
    says: "node-exporter:9100: 5% of its memory is left.",
  },
  {
    alert: "HostBusy",
    series: [counter("node_cpu_seconds_total", node({ cpu: "0", mode: "idle" }), 3, 0.1)],
    lag: 255,
    onset: 300,
    labels: { host: "local", instance: "node-exporter:9100" },
    says: "node-exporter:9100: 98% busy.",
  },
  {
    alert: "HostClockOff",
    series: [gauge("node_timex_offset_seconds", node(), 0.001, -0.2)],
    labels: { host: "local", instance: "node-exporter:9100" },
    says: "node-exporter:9100: 200ms off.",
  },
];
