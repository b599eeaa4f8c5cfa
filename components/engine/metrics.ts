/**
 * Every metric that an engine exports, by the process that exports it. The pipeline takes its names from here, rules and dashboards too; that the
 * gate's and the publisher's sources agree is tested. Names are Radio France's where theirs exist.
 */
import type { Metric, MetricRow } from "./metric";
import { metrics } from "./metric";
import { gateRows } from "./metrics-gate";
import { publisherRows } from "./metrics-publisher";

/** Label `source` is an input's name, or "output" for the programme. */
const source = ["source"] as const;
const none = [] as const;

const pipelineRows: readonly MetricRow[] = [
  ["source_is_ready", "liquidsoap_source_is_ready", "gauge", source, "1 while the source can be played"],
  ["source_is_good", "liquidsoap_source_is_good", "gauge", source, "1 while the source is ready and not blank"],
  ["source_is_playing", "liquidsoap_source_is_playing", "gauge", source, "1 while the source is on air"],
  [
    "source_is_preferred_livesource",
    "liquidsoap_source_is_preferred_livesource",
    "gauge",
    source,
    "1 for the operator's choice",
  ],
  [
    "source_unready_duration_seconds",
    "liquidsoap_source_unready_duration_seconds",
    "counter",
    source,
    "Seconds for which the source was not ready",
  ],
  [
    "source_is_blank",
    "liquidsoap_source_is_blank",
    "gauge",
    source,
    "1 while the source, or the output, has been silent for longer than allowed",
  ],
  [
    "source_buffer_seconds",
    "liquidsoap_source_buffer_seconds",
    "gauge",
    source,
    "Seconds of sound held for the source",
  ],
  ["source_connected", "liquidsoap_source_connected", "gauge", source, "1 while connected to the gate's port"],
  [
    "source_dry_total",
    "liquidsoap_source_dry_total",
    "counter",
    source,
    "Times that the source ran dry while connected",
  ],
  [
    "source_connections_total",
    "liquidsoap_source_connections_total",
    "counter",
    source,
    "Connections made to the gate's port",
  ],
  [
    "time_of_last_data_timestamp",
    "liquidsoap_time_of_last_data_timestamp",
    "gauge",
    source,
    "Unix time at which the source last could be heard, or the output's clock advanced; 0: never",
  ],
  ["output_lufs_5s", "liquidsoap_output_lufs_5s", "gauge", none, "Loudness on air over 5 s, LUFS"],
  ["output_switches_total", "liquidsoap_output_switches_total", "counter", none, "Changes of who is on air"],
  ["output_is_encoding", "liquidsoap_output_is_encoding", "gauge", ["output"], "1 while the format is encoded"],
  [
    "encode_seconds_total",
    "liquidsoap_encode_seconds_total",
    "counter",
    none,
    "Wall-clock seconds spent in all encoders",
  ],
  [
    "clock_lag_seconds",
    "liquidsoap_clock_lag_seconds",
    "gauge",
    none,
    "Seconds by which the streaming clock is behind its best",
  ],
  [
    "clock_catchup_seconds_total",
    "liquidsoap_clock_catchup_seconds_total",
    "counter",
    none,
    "Seconds that the streaming clock fell behind",
  ],
  ["peer_up", "liquidsoap_peer_up", "gauge", ["peer"], "1 while the sidecar answers"],
  ["process_resident_memory_bytes", "process_resident_memory_bytes", "gauge", none, "Resident memory"],
  ["managed_memory_bytes", "liquidsoap_managed_memory_bytes", "gauge", none, "Memory that OCaml manages"],
  ["process_cpu_seconds_total", "process_cpu_seconds_total", "counter", none, "CPU time used"],
  ["process_open_fds", "process_open_fds", "gauge", none, "Open file descriptors"],
  [
    "build_info",
    "airpath_engine_build_info",
    "gauge",
    ["version", "inventory_digest", "liquidsoap"],
    "1; what runs, as labels",
  ],
];

/** All metrics of an engine. */
export const engineMetrics: readonly Metric[] = [
  ...metrics("pipeline", pipelineRows),
  ...metrics("gate", gateRows),
  ...metrics("publisher", publisherRows),
];

/** The record `station.metrics` of the pipeline: names, types and helps by key. */
export function pipelineMetrics(): Record<string, { name: string; type: string; help: string }> {
  const own = engineMetrics.filter(({ from }) => from === "pipeline");
  return Object.fromEntries(own.map(({ key, name, type, help }) => [key, { name, type, help }]));
}
