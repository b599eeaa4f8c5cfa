/** What an alert is tested with, as promtool's own notation. Series are good until `onset`, bad from then on. */

/** One series: its selector, and its samples before and after the onset. */
export interface CaseSeries {
  selector: string;
  /** Every `step` seconds: `good` before the onset, `bad` from it on. Counters: what each step adds. */
  good: number | "none";
  bad: number | "none";
  counts: boolean;
}

export interface Case {
  alert: string;
  series: readonly CaseSeries[];
  /** Seconds from the onset until the expression holds, beside `for`; 0 where the next evaluation sees it. */
  lag?: number;
  /** Labels of the one alert that fires, but for severity and subject. */
  labels: Readonly<Record<string, string>>;
  /** Its description. */
  says: string;
  /** Without any series at all: nothing, or it fires so many times. */
  missing?: number;
  /** Seconds between samples; more for what takes hours. */
  step?: number;
  /** Seconds of good before the onset. */
  onset?: number;
}

type Labels = Readonly<Record<string, string>>;

export function selector(name: string, labels: Labels): string {
  const inner = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${inner.join(",")}}`;
}

/** A gauge that goes from one value to another. */
export const gauge = (name: string, labels: Labels, good: number | "none", bad: number | "none"): CaseSeries => ({
  selector: selector(name, labels),
  good,
  bad,
  counts: false,
});

/** A counter that grows by `good`, then by `bad`, each step. */
export const counter = (name: string, labels: Labels, good: number, bad: number): CaseSeries => ({
  selector: selector(name, labels),
  good,
  bad,
  counts: true,
});

/** Labels that Prometheus gives what an engine's program exports. */
const job =
  (name: string, port: number) =>
  (engine: string, more: Labels): Labels => ({
    job: name,
    component: name,
    instance: `engine-rivage-${engine}:${port}`,
    station: "rivage",
    engine,
    ...more,
  });

export const liquidsoap = (engine: string, more: Labels = {}) => job("liquidsoap", 6001)(engine, more);
export const gate = (engine: string, more: Labels = {}) => job("srt-gate", 6002)(engine, more);
export const publisher = (engine: string, more: Labels = {}) => job("publisher", 6003)(engine, more);

const server =
  (name: string, component: string, port: number) =>
  (index: number, more: Labels): Labels => ({
    job: name,
    component,
    instance: `${component}-${index}:${port}`,
    ...more,
  });
export const origin = (index: number, more: Labels = {}) => server("hls-origin", "hls-origin", 8082)(index, more);
export const relay = (index: number, more: Labels = {}) => server("icecast", "icecast-relay", 8000)(index, more);
export const cache = (index: number, more: Labels = {}) => server("cache", "cache", 8082)(index, more);
export const front = (index: number, more: Labels = {}) => server("front", "front", 8404)(index, more);
export const prometheus = (index: number, more: Labels = {}) => server("prometheus", "prometheus", 9090)(index, more);
export const alertmanager = (index: number, more: Labels = {}) =>
  server("alertmanager", "alertmanager", 9093)(index, more);
export const prober = (more: Labels): Labels => ({
  job: "prober",
  component: "prober",
  instance: "prober:9115",
  ...more,
});
export const node = (more: Labels = {}): Labels => ({
  job: "node",
  component: "node",
  instance: "node-exporter:9100",
  host: "local",
  ...more,
});

const onMachine =
  (job: string, instance: string) =>
  (more: Labels): Labels => ({ job, component: job, instance, host: "local", ...more });
export const container = onMachine("container", "container-exporter:9104");
export const programs = onMachine("process", "process-exporter:9256");

export const rivage = { station: "rivage", kind: "national" } as const;
