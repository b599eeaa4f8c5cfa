/** Where an alert sends the reader: its runbook, and the dashboard that shows what it is about. */
import type { Alert, Dashboard, Subject } from "./alert";

export interface Links {
  /** Runbooks lie below it, one a file: "http://127.0.0.1:9099/runbooks/". */
  runbooks: string;
  /** Grafana: "http://127.0.0.1:3000/". */
  dashboards: string;
}

const dashboards: Readonly<Record<Subject, Dashboard>> = {
  audio: "station",
  redundancy: "fleet",
  delivery: "delivery",
  pipeline: "engines",
  platform: "services",
  slo: "alerts",
};

/** @returns the uid of the dashboard that shows what an alert is about */
export const dashboardUid = (subject: Subject, { shownBy }: Pick<Alert, "shownBy">): string =>
  `airpath-${shownBy ?? dashboards[subject]}`;

export const runbookFile = (name: string): string => `${name}.md`;
export const runbookUrl = ({ runbooks }: Links, name: string): string => `${runbooks}${runbookFile(name)}`;

/** The station is chosen there already: Prometheus fills its name in. */
export function dashboardUrl(links: Links, subject: Subject, alert: Pick<Alert, "about" | "shownBy">): string {
  const chosen = alert.about === "station" ? "?var-station={{ $labels.station }}" : "";
  return `${links.dashboards}d/${dashboardUid(subject, alert)}${chosen}`;
}
