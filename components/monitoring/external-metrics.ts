/**
 * Metrics of programs that are not ours, as far as rules and dashboards use them: names, types and labels are those of the versions in Debian trixie, read from
 * their own /metrics.
 */
import { families } from "../metric-family";

/** What Prometheus itself writes for every target that it scrapes. */
const scrapes = families(
  [],
  [
    ["up", "gauge", [], "1 while the target can be scraped."],
    ["scrape_duration_seconds", "gauge", [], "How long the last scrape took."],
    ["scrape_samples_scraped", "gauge", [], "How many samples the target told."],
  ],
);

/** What it writes for every alert that is pending or fires. */
const alerts = families(
  [],
  [["ALERTS", "gauge", ["alertname", "alertstate", "severity"], "1 while the alert is pending or fires."]],
);

/** prometheus 2.53.3. */
const prometheus = families(
  ["prometheus"],
  [
    ["prometheus_rule_evaluation_failures_total", "counter", ["rule_group"], "Rule evaluations that failed."],
    [
      "prometheus_rule_group_last_duration_seconds",
      "gauge",
      ["rule_group"],
      "How long the group's last evaluation took.",
    ],
    ["prometheus_rule_group_interval_seconds", "gauge", ["rule_group"], "How often the group is to be evaluated."],
    ["prometheus_notifications_errors_total", "counter", ["alertmanager"], "Alerts that could not be handed over."],
    ["prometheus_notifications_sent_total", "counter", ["alertmanager"], "Alerts handed over."],
    ["prometheus_notifications_dropped_total", "counter", [], "Alerts given up, to no Alertmanager at all."],
    ["prometheus_config_last_reload_successful", "gauge", [], "1 when the last reload was taken."],
    ["prometheus_tsdb_compactions_failed_total", "counter", [], "Compactions of the samples that failed."],
    ["prometheus_tsdb_wal_corruptions_total", "counter", [], "Corruptions found in the log of writes."],
    ["prometheus_tsdb_head_series", "gauge", [], "Series in memory."],
    ["prometheus_tsdb_head_samples_appended_total", "counter", [], "Samples taken in."],
    ["prometheus_tsdb_storage_blocks_bytes", "gauge", [], "Disk that blocks of samples take."],
    ["process_cpu_seconds_total", "counter", [], "Seconds of processor time."],
    ["process_resident_memory_bytes", "gauge", [], "Memory in use."],
    ["process_open_fds", "gauge", [], "Files and sockets open."],
  ],
);

/** prometheus-alertmanager 0.28.1. */
const alertmanager = families(
  ["alertmanager"],
  [
    ["alertmanager_cluster_members", "gauge", [], "Alertmanagers that this one sees, itself included."],
    ["alertmanager_notifications_total", "counter", ["integration"], "Notifications that were tried."],
    ["alertmanager_notifications_failed_total", "counter", ["integration", "reason"], "Notifications that failed."],
    ["alertmanager_config_last_reload_successful", "gauge", [], "1 when the last reload was taken."],
  ],
);

/** prometheus-node-exporter 1.9.0. */
const node = families(
  ["node"],
  [
    ["node_cpu_seconds_total", "counter", ["cpu", "mode"], "Seconds that each processor spent in each mode."],
    ["node_load1", "gauge", [], "Programs that ran or waited for a processor, over a minute."],
    ["node_disk_io_time_seconds_total", "counter", ["device"], "Seconds in which a disk was at work."],
    ["node_memory_MemAvailable_bytes", "gauge", [], "Memory that programs can still have."],
    ["node_memory_MemTotal_bytes", "gauge", [], "Memory of the machine."],
    ["node_filesystem_avail_bytes", "gauge", ["device", "fstype", "mountpoint"], "Room left."],
    ["node_filesystem_size_bytes", "gauge", ["device", "fstype", "mountpoint"], "Room in all."],
    ["node_vmstat_oom_kill", "counter", [], "Processes that the kernel killed because memory was short somewhere."],
    ["node_timex_offset_seconds", "gauge", [], "The clock's offset from its reference."],
    ["node_timex_sync_status", "gauge", [], "1 while the clock follows a reference."],
  ],
);

/** HAProxy 3.0's own exporter, of fronts and beside caches. */
const haproxy = families(
  ["front", "cache-origins"],
  [
    ["haproxy_backend_active_servers", "gauge", ["proxy"], "Servers of a backend that answer its checks."],
    ["haproxy_frontend_current_sessions", "gauge", ["proxy"], "Connections of clients now."],
    ["haproxy_frontend_limit_sessions", "gauge", ["proxy"], "Connections at which the next one waits."],
    ["haproxy_frontend_http_responses_total", "counter", ["proxy", "code"], "Answers to clients, by their class."],
  ],
);

export const externalMetrics = [...haproxy, ...scrapes, ...alerts, ...prometheus, ...alertmanager, ...node];
