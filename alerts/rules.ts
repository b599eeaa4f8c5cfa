/** Prometheus' rule files, from the plan. Pure: alerts and recordings in, YAML out. */
import { stringify } from "yaml";
import type { FleetPlan } from "../station-inventory/plan-types";
import type { Alert, Recording, Subject } from "./alert";
import { audio } from "./audio";
import { delivery } from "./delivery";
import { fact } from "./facts";
import { dashboardUrl, type Links, runbookUrl } from "./links";
import { listening } from "./listening";
import { pipeline } from "./pipeline";
import { platform } from "./platform";
import { duration, type Expr, op } from "./promql";
import { recording } from "./recording";
import { redundancy } from "./redundancy";
import { slo } from "./slo";

/** Every alert by the file that it stands in. */
export const alerts = (plan: FleetPlan): Record<Subject, Alert[]> => ({
  audio: audio(plan),
  redundancy: redundancy(),
  delivery: [...delivery(), ...listening()],
  pipeline: pipeline(),
  platform: platform(),
  slo: slo(),
});

export interface RuleGroup {
  name: string;
  interval?: string;
  rules: { alert?: string; record?: string; expr: string; labels?: Readonly<Record<string, string>> }[];
}

/** @returns what stands in each file, by the file's name without its ending */
export function ruleGroups(plan: FleetPlan, links: Links): Record<string, RuleGroup[]> {
  const recordings = recording(plan).map(({ name, interval, recordings }) => ({
    name,
    ...(interval === undefined ? {} : { interval: duration(interval) }),
    rules: recordings.map(recordingRule),
  }));
  const subjects = Object.entries(alerts(plan)).map(([subject, list]) => [
    subject,
    [{ name: subject, rules: list.map((alert) => alertRule(alert, subject as Subject, links)) }],
  ]);
  return { recording: recordings, ...(Object.fromEntries(subjects) as Record<string, RuleGroup[]>) };
}

export interface RuleFile {
  /** "audio.yml" */
  name: string;
  content: string;
}

/** @returns one file a subject, and the recordings. */
export const ruleFiles = (plan: FleetPlan, links: Links): RuleFile[] =>
  Object.entries(ruleGroups(plan, links)).map(([name, groups]) => ({
    name: `${name}.yml`,
    content: stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false }),
  }));

const recordingRule = ({ name, expr, labels }: Recording) => ({
  record: name,
  expr: expr.text,
  ...(labels ? { labels } : {}),
});

/**
 * Seconds for which an alert goes on firing when its cause is gone. Alertmanager tells nobody of what ends while it still waits for the rest of a group
 * (components/monitoring/alertmanager.ts): somebody is told of everything that fired, and then that it is over.
 */
export const toldSeconds = 45;

const alertRule = (alert: Alert, subject: Subject, links: Links) => ({
  alert: alert.name,
  expr: complete(alert).text,
  ...(alert.for.seconds > 0 ? { for: duration(alert.for.seconds) } : {}),
  keep_firing_for: duration(toldSeconds),
  labels: { severity: alert.severity, subject },
  annotations: {
    summary: alert.summary,
    description: alert.description,
    runbook_url: runbookUrl(links, alert.name),
    dashboard_url: dashboardUrl(links, subject, alert),
  },
});

/** A station's alert says of which kind the station is: the routes need it. A station that the inventory does not have raises none. */
export const complete = ({ about, expr }: Pick<Alert, "about" | "expr">): Expr =>
  about === "station" ? op(expr, "*", fact("station"), { on: ["station"], take: ["kind"] }) : expr;
