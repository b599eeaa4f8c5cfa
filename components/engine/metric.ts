/** One metric that an engine exports. */

/** The process that exports a metric: Liquidsoap, srt-gate or publisher; each has a port of its own. */
export type MetricOrigin = "pipeline" | "gate" | "publisher";

export interface Metric {
  /** Unique name in code, snake case. */
  key: string;
  /** Name on the wire. */
  name: string;
  type: "gauge" | "counter";
  help: string;
  /** Label names that the engine itself gives. */
  labels: readonly string[];
  from: MetricOrigin;
}

/** A metric as the catalogue's tables write it. */
export type MetricRow = readonly [
  key: string,
  name: string,
  type: Metric["type"],
  labels: readonly string[],
  help: string,
];

export function metrics(from: MetricOrigin, rows: readonly MetricRow[]): Metric[] {
  return rows.map(([key, name, type, labels, help]) => ({ key, name, type, help, labels, from }));
}
