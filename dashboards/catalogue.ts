/**
 * Every metric that dashboards may use, and the job by which Prometheus scrapes it. Ours come from where they are emitted; those of named
 * exporters, which a stack may have or not, are listed by hand with the page that documents them.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { engineMetrics } from "../components/engine/metrics";
import type { MetricOrigin } from "../components/engine/metric";
import { containerMetrics } from "../components/monitoring/container-exporter";
import { processMetrics } from "../components/monitoring/process-exporter";
import { driftMetrics } from "../components/monitoring/pushgateway";
import { readHlsMetrics, readIcecastMetrics } from "./catalogue-sources";

export interface CatalogueEntry {
  name: string;
  type: "gauge" | "counter";
  /** What it counts, as its emitter says; "" where that is another program's. */
  help: string;
  /** Jobs whose targets emit it. Empty: Prometheus itself makes it for every target, or for every alert. */
  jobs: readonly string[];
  labels: readonly string[];
}

/** Jobs of an engine's three processes, as the plan's targets name them. */
export const engineJobs: Record<MetricOrigin, string> = {
  pipeline: "liquidsoap",
  gate: "srt-gate",
  publisher: "publisher",
};

/** Jobs that not every stack has: a panel of theirs is left empty, and nobody is alarmed, until one does. */
export const optionalJobs = ["node", "container", "process", "front", "drift"] as const;

const source = (path: string): string => readFileSync(join(__dirname, "../components", path), "utf8");

const rows = (job: string, labels: readonly string[], names: string): CatalogueEntry[] =>
  names.split(/\s+/).map((name) => ({
    name,
    type: name.endsWith("_total") ? "counter" : "gauge",
    help: "",
    jobs: job === "" ? [] : [job],
    labels,
  }));

const entries: CatalogueEntry[] = [
  ...engineMetrics.map(({ name, type, help, labels, from }) => ({
    name,
    type,
    help,
    labels,
    jobs: [engineJobs[from]],
  })),
  ...readHlsMetrics(source("hls/metrics.js")).map((each) => ({ ...each, jobs: ["hls-origin"] })),
  ...readIcecastMetrics(source("icecast/admin/stats.xsl")).map((each) => ({ ...each, jobs: ["icecast"] })),
  // https://prometheus.io/docs/concepts/jobs_instances/ and /docs/prometheus/latest/configuration/alerting_rules/
  ...rows("", [], "up scrape_duration_seconds scrape_samples_scraped"),
  ...rows("", ["alertname", "alertstate", "severity"], "ALERTS"),
  // Its own /metrics.
  ...rows(
    "prometheus",
    [],
    "process_cpu_seconds_total process_resident_memory_bytes process_open_fds prometheus_tsdb_head_series " +
      "prometheus_tsdb_storage_blocks_bytes prometheus_tsdb_head_samples_appended_total prometheus_rule_evaluation_failures_total",
  ),
  // https://github.com/prometheus/node_exporter
  ...rows("node", ["mode"], "node_cpu_seconds_total"),
  ...rows("node", [], "node_load1 node_memory_MemAvailable_bytes node_memory_MemTotal_bytes node_timex_offset_seconds"),
  ...rows("node", ["mountpoint", "fstype"], "node_filesystem_avail_bytes node_filesystem_size_bytes"),
  ...rows("node", ["device"], "node_disk_io_time_seconds_total"),
  // components/monitoring/prober.ts
  ...rows("prober", ["station", "protocol", "format", "front"], "prober_stream_audible prober_stream_loudness_lufs"),
  ...rows(
    "prober",
    ["station", "protocol", "format", "front"],
    "prober_stream_first_audio_seconds prober_playlist_age_seconds",
  ),
  ...rows("prober", ["front"], "prober_certificate_expiry_timestamp_seconds"),
  ...[...containerMetrics, ...processMetrics, ...driftMetrics].map(({ type, ...family }): CatalogueEntry => ({
    ...family,
    type: type === "counter" ? "counter" : "gauge",
  })),
  // HAProxy's built-in exporter: https://github.com/haproxy/haproxy/blob/master/addons/promex/README
  ...rows("front", ["proxy"], "haproxy_frontend_current_sessions haproxy_frontend_bytes_out_total"),
  ...rows("front", ["proxy", "code"], "haproxy_frontend_http_responses_total"),
  ...rows("front", ["proxy"], "haproxy_backend_active_servers haproxy_backend_connection_errors_total"),
];

/** By name; a name that several jobs emit is one entry with all of them. */
export const catalogue: ReadonlyMap<string, CatalogueEntry> = entries.reduce((all, entry) => {
  const known = all.get(entry.name);
  return all.set(entry.name, known ? { ...known, jobs: [...known.jobs, ...entry.jobs] } : entry);
}, new Map<string, CatalogueEntry>());
