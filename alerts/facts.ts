/**
 * What the inventory and the plan say, as series: an alert compares what is with what ought to be, per station, and also sees what is missing
 * altogether. One station more is so many series more and no other edit.
 */
import type { FleetPlan, StationPlan } from "../station-inventory/plan-types";
import type { RecordingGroup, Recording } from "./alert";
import { objectives } from "./objectives";
import { always, number, op, type Expr } from "./promql";
import { series } from "./promql";

/** Names and labels of the facts. */
export const factNames = {
  station: "station:info:declared",
  engines: "station:engines:declared",
  input: "input:info:declared",
  inputLatency: "input:srt_latency_seconds:declared",
  memory: "station:memory_bytes:declared",
  segment: "station:segment_seconds:declared",
  loudnessLeast: "station:loudness_lufs:least",
  loudnessMost: "station:loudness_lufs:most",
  objective: "station:availability:objective",
  stream: "stream:info:declared",
  servers: "component:servers:declared",
  targets: "job:targets:declared",
} as const;

export type Fact = keyof typeof factNames;
export const fact = (name: Fact, labels: Parameters<typeof series>[1] = {}): Expr => series(factNames[name], labels);

// They never change while Prometheus runs; half a minute is well inside the five for which a sample stands.
const interval = 30;

const constant = (value: number): Expr =>
  value === 1 ? always : { ...op(always, "*", number(value)), kind: "operation" };

const declared = (name: Fact, value: number, labels: Record<string, string>): Recording => ({
  name: factNames[name],
  expr: constant(value),
  labels,
});

function ofStation({ id, kind, engines, resources, hls, streams, loudness }: StationPlan): Recording[] {
  const station = { station: id, kind };
  const inputs = engines[0]?.inputs ?? [];
  return [
    declared("station", 1, station),
    declared("engines", engines.length, station),
    declared("memory", resources.memoryMebibytes * 2 ** 20, station),
    declared("segment", hls.segmentSeconds, station),
    declared("objective", objectives[kind], station),
    declared("loudnessLeast", loudness.leastLufs, station),
    declared("loudnessMost", loudness.mostLufs, station),
    ...inputs.flatMap(({ name, selection, latencyMilliseconds }) => {
      // The pipeline calls an input `source`, the gate `input`.
      const labels = { ...station, source: name, input: name, selection };
      return [declared("input", 1, labels), declared("inputLatency", latencyMilliseconds / 1000, labels)];
    }),
    ...streams.map(({ format }) => declared("stream", 1, { ...station, protocol: "icecast", format })),
    ...hls.renditions.map(({ format }) => declared("stream", 1, { ...station, protocol: "hls", format })),
  ];
}

function ofFleet({ prometheus: { targets } }: Pick<FleetPlan, "prometheus">): Recording[] {
  const count = (of: (target: (typeof targets)[number]) => string): [string, number][] => {
    const all = targets.map(of);
    return [...new Set(all)].map((each) => [each, all.filter((one) => one === each).length]);
  };
  return [
    ...count(({ labels }) => labels.component).map(([component, servers]) =>
      declared("servers", servers, { component }),
    ),
    ...count(({ job }) => job).map(([job, size]) => declared("targets", size, { job })),
  ];
}

export function facts(plan: Pick<FleetPlan, "stations" | "prometheus">): RecordingGroup {
  return { name: "facts", interval, recordings: [...plan.stations.flatMap(ofStation), ...ofFleet(plan)] };
}
