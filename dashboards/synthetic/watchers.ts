/** What Prometheus and Alertmanager would say of themselves. */
import { counting, wave } from "./noise";
import type { Emit, SyntheticSeries, World } from "./world";

export function* prometheusSeries(emit: Emit, { plan }: World): Generator<SyntheticSeries> {
  yield emit("prometheus_tsdb_head_series", {}, () => plan.stations.length * 700);
  yield emit("prometheus_tsdb_head_samples_appended_total", {}, counting("appended", plan.stations.length * 140));
  yield emit("prometheus_tsdb_storage_blocks_bytes", {}, wave("blocks", 800e6, 1e6));
  for (const fault of ["compactions_failed", "wal_corruptions"])
    yield emit(`prometheus_tsdb_${fault}_total`, {}, () => 0);
  yield emit("prometheus_config_last_reload_successful", {}, () => 1);
  for (const alertmanager of ["alertmanager-1", "alertmanager-2"]) {
    yield emit("prometheus_notifications_sent_total", { alertmanager }, counting(alertmanager, 0.05));
    yield emit("prometheus_notifications_errors_total", { alertmanager }, () => 0);
  }
  for (const rule_group of ["recording", "audio", "delivery"]) {
    yield emit("prometheus_rule_group_last_duration_seconds", { rule_group }, wave(rule_group, 0.4, 0.1));
    yield emit("prometheus_rule_group_interval_seconds", { rule_group }, () => 5);
  }
}

export function* alertmanagerSeries(emit: Emit, address: string): Generator<SyntheticSeries> {
  yield emit("alertmanager_cluster_members", {}, () => 2);
  yield emit("alertmanager_config_last_reload_successful", {}, () => 1);
  for (const integration of ["webhook", "email", "slack"]) {
    yield emit("alertmanager_notifications_total", { integration }, counting(address + integration, 0.02));
    yield emit("alertmanager_notifications_failed_total", { integration, reason: "other" }, () => 0);
  }
}
