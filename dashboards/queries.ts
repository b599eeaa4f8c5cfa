/** What dashboards ask Prometheus, read back from Grafana's model. Pure. */
import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dataquery } from "@grafana/grafana-foundation-sdk/prometheus";
import { catalogue, optionalJobs } from "./catalogue";

export const panelsOf = ({ panels = [] }: Dashboard): Panel[] =>
  panels.filter((panel): panel is Panel => panel.type !== "row");

export const targetsOf = ({ targets = [] }: Panel): Dataquery[] => targets as unknown as Dataquery[];

/** The metrics that an expression names, once each. Labels and functions are called otherwise. */
export function metricsIn(expression: string): string[] {
  const words = expression.replace(/"(\\.|[^"\\])*"/g, '""').match(/[a-zA-Z_:][a-zA-Z0-9_:]*/g) ?? [];
  return [...new Set(words)].filter((word) => catalogue.has(word));
}

/** Jobs without which an expression has nothing to show: those that its selectors name, else those that emit its metrics. */
function jobsIn(expression: string): string[] {
  const selected = [...expression.matchAll(/\bjob=~?"([^"]*)"/g)].flatMap(([, jobs = ""]) => jobs.split("|"));
  if (selected.length > 0) return selected;
  return metricsIn(expression).flatMap((name) => catalogue.get(name)?.jobs ?? []);
}

export const jobsOf = (panel: Panel): string[] => [
  ...new Set(targetsOf(panel).flatMap(({ expr = "" }) => jobsIn(expr))),
];

/** The job that a stack may do without and that this panel needs. */
export const requiresOf = (panel: Panel): string | undefined =>
  jobsOf(panel).find((job) => (optionalJobs as readonly string[]).includes(job));

/** Values of a dashboard's variables: { station: "rivage" }. */
export type Values = Record<string, string>;

/** What Grafana puts in for its own variables. */
export interface Window {
  /** Seconds that are shown. */
  seconds: number;
  /** Seconds between two points. */
  step: number;
  /** Seconds between two scrapes. */
  scrapeInterval: number;
}

/** @returns the expression as Grafana sends it: https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/ */
export function filledIn(expression: string, values: Values, { seconds, step, scrapeInterval }: Window): string {
  const own: Values = {
    __range: `${seconds}s`,
    __range_s: String(seconds),
    __interval: `${step}s`,
    __rate_interval: `${Math.max(step + scrapeInterval, 4 * scrapeInterval)}s`,
  };
  return expression.replace(/\$\{?(\w+)\}?/g, (written, name: string) => own[name] ?? values[name] ?? written);
}
