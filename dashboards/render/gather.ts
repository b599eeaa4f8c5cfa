/** Runs every query of a dashboard, one after the other, as Grafana would. */
import type { AnnotationQuery, Dashboard, Panel, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import { annotationStep } from "../dashboard";
import { filledIn, jobsOf, panelsOf, targetsOf, type Values, type Window } from "../queries";
import type { Labels, Prometheus, Series } from "./prometheus";

/** One query's answer. */
export interface Frame {
  refId: string;
  series: (Series & { name: string })[];
}

export interface PanelData {
  panel: Panel;
  frames: Frame[];
  /** Milliseconds of each query, in order. */
  milliseconds: number[];
  /** Jobs that it needs and that this Prometheus does not scrape. */
  missing: string[];
  error?: string;
}

/** A moment that graphs mark. */
export interface Mark {
  time: number;
  text: string;
  colour: string;
}

export interface Gathered {
  dashboard: Dashboard;
  values: Values;
  start: number;
  end: number;
  /** Seconds between two points of graphs. */
  step: number;
  panels: PanelData[];
  marks: Mark[];
}

export interface GatherOptions {
  prometheus: Prometheus;
  /** Unix seconds at which the pictures end. */
  end: number;
  /** Seconds that are shown; default: as the dashboard says. */
  seconds?: number;
  scrapeInterval: number;
  /** Chosen by the person, else the first value or all. */
  values: Values;
  /** Jobs that this Prometheus scrapes. */
  jobs: ReadonlySet<string>;
  /** Told of each panel before its queries run. */
  onPanel?: (panel: Panel) => void;
}

/** So many points are drawn at most. */
const mostPoints = 240;

export async function gather(dashboard: Dashboard, options: GatherOptions): Promise<Gathered> {
  const { end, prometheus } = options;
  const seconds = options.seconds ?? secondsOf(dashboard.time?.from ?? "now-1h");
  const step = Math.max(options.scrapeInterval, Math.ceil(seconds / mostPoints));
  const window: Window = { seconds, step, scrapeInterval: options.scrapeInterval };
  const values = await valuesOf(dashboard, options, end - seconds);
  const panels: PanelData[] = [];
  for (const panel of panelsOf(dashboard)) {
    options.onPanel?.(panel);
    panels.push(await ask(panel, { values, window, options }));
  }
  const marks: Mark[] = [];
  for (const annotation of dashboard.annotations.list ?? [])
    marks.push(...(await marksOf(annotation, prometheus, values, window, end)));
  return { dashboard, values, start: end - seconds, end, step, panels, marks };
}

const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400 };
/** Of "now-6h" or "1m". */
export function secondsOf(text: string): number {
  const [, count, unit = ""] = /(\d+)([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (units[unit] ?? NaN);
  if (seconds > 0) return seconds;
  throw new Error(`"${text}" is no time; allowed: a number and s, m, h or d, as in "now-6h"`);
}

async function ask(
  panel: Panel,
  { values, window, options }: { values: Values; window: Window; options: GatherOptions },
): Promise<PanelData> {
  const { prometheus, end, jobs } = options;
  const step = Math.max(window.step, panel.interval === undefined ? 0 : secondsOf(panel.interval));
  const data: PanelData = {
    panel,
    frames: [],
    milliseconds: [],
    missing: jobsOf(panel).filter((job) => !jobs.has(job)),
  };
  for (const { refId = "", expr, legendFormat = "", instant } of targetsOf(panel)) {
    const query = filledIn(expr, values, { ...window, step });
    const began = performance.now();
    try {
      const series = await (instant
        ? prometheus.instant(query, end)
        : prometheus.range(query, end - window.seconds, end, step));
      data.frames.push({ refId, series: series.map((one) => ({ ...one, name: nameOf(legendFormat, one.labels) })) });
    } catch (error) {
      data.error = error instanceof Error ? error.message : String(error);
    }
    data.milliseconds.push(performance.now() - began);
  }
  return data;
}

/** "{{station}} {{engine}}" of a series. */
export const nameOf = (legend: string, labels: Labels): string =>
  legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? "");

/** Nothing at all came, though nothing failed and the panel does not say that this may be. */
export const isEmpty = ({ frames, error, panel }: PanelData): boolean =>
  error === undefined &&
  panel.fieldConfig?.defaults.noValue === undefined &&
  frames.every(({ series }) => series.length === 0);

async function valuesOf(dashboard: Dashboard, options: GatherOptions, start: number): Promise<Values> {
  const values: Values = {};
  for (const variable of dashboard.templating.list ?? [])
    values[variable.name] = options.values[variable.name] ?? (await valueOf(variable, options, start));
  return values;
}

async function valueOf(variable: VariableModel, { prometheus, end }: GatherOptions, start: number): Promise<string> {
  if (variable.includeAll) return variable.allValue ?? ".*";
  const chosen = variable.current?.value;
  if (typeof chosen === "string") return chosen;
  const [, metric, label] =
    /^label_values\((.*), (\w+)\)$/.exec(typeof variable.query === "string" ? variable.query : "") ?? [];
  if (metric === undefined || label === undefined) return "";
  return (await prometheus.labelValues(label, metric, start, end))[0] ?? "";
}

async function marksOf(
  { expr = "", titleFormat = "", iconColor = "blue" }: AnnotationQuery,
  prometheus: Prometheus,
  values: Values,
  window: Window,
  end: number,
): Promise<Mark[]> {
  const step = secondsOf(annotationStep);
  try {
    const series = await prometheus.range(filledIn(expr, values, window), end - window.seconds, end, step);
    return series.flatMap(({ labels, points }) =>
      points
        // Points in a row are one event.
        .filter(([time], index) => time - (points[index - 1]?.[0] ?? -Infinity) > step)
        .map(([time]) => ({ time, text: nameOf(titleFormat, labels), colour: iconColor })),
    );
  } catch {
    return [];
  }
}
