/** What an alert reads in the end, and the panels that show it. Pure: rules and dashboards → names. */
import { dashboards } from "../dashboards";
import { contextOf } from "../dashboards/dashboard";
import { metricsIn, panelsOf, targetsOf } from "../dashboards/queries";
import type { FleetPlan } from "../station-inventory/plan-types";
import type { Alert, Subject } from "./alert";
import { dashboardUid } from "./links";
import { recording } from "./recording";
import { complete } from "./rules";

export interface Shown {
  /** Scraped metrics that the alert reads, through recordings; facts of the inventory are no metrics. */
  metrics: string[];
  /** Uid of the dashboard that it leads to. */
  dashboard: string;
  /** Titles of that dashboard's panels that show any of the metrics, once each, those that show most of it and least else first. */
  panels: string[];
}

export function shownOf(plan: FleetPlan): (subject: Subject, alert: Alert) => Shown {
  const scraped = scrapedBy(plan);
  const panels = dashboards(contextOf(plan)).flatMap((dashboard) =>
    panelsOf(dashboard).map((panel) => {
      const named = targetsOf(panel).flatMap(({ expr }) => metricsIn(expr ?? ""));
      return { uid: dashboard.uid, title: panel.title ?? "", named, metrics: scraped(named) };
    }),
  );
  return (subject, alert) => {
    const read = complete(alert).uses.map(({ metric }) => metric);
    const metrics = scraped(read);
    const dashboard = dashboardUid(subject, alert);
    const found = panels
      .filter(({ uid }) => uid === dashboard)
      .map((panel) => ({ ...panel, direct: shared(panel.named, read), common: shared(panel.metrics, metrics) }))
      .filter(({ common }) => common > 0)
      .sort((a, b) => b.direct - a.direct || b.common - a.common || a.metrics.length - b.metrics.length);
    return { metrics, dashboard, panels: [...new Set(found.map(({ title }) => title))] };
  };
}

const shared = (some: readonly string[], others: readonly string[]): number =>
  new Set(some.filter((name) => others.includes(name))).size;

/** @returns from names of metrics and recordings to names of scraped metrics, sorted */
function scrapedBy(plan: FleetPlan): (names: readonly string[]) => string[] {
  const recorded = new Map<string, string[]>();
  for (const { name, expr } of recording(plan).flatMap(({ recordings }) => recordings))
    recorded.set(name, [...(recorded.get(name) ?? []), ...expr.uses.map(({ metric }) => metric)]);
  // A recording may read its own past.
  const resolve = (name: string, through: readonly string[]): string[] =>
    through.includes(name) ? [] : (recorded.get(name)?.flatMap((each) => resolve(each, [...through, name])) ?? [name]);
  return (names) => [...new Set(names.flatMap((name) => resolve(name, [])))].sort();
}
