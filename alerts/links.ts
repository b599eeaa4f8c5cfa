/** Where an alert sends the reader: its runbook, and the dashboard that shows what it is about. */
import type { Alert, Subject } from "./alert";

export interface Links {
  /** Runbooks lie below it, one a file: "http://127.0.0.1:9099/runbooks/". */
  runbooks: string;
  /** Grafana: "http://127.0.0.1:3000/". */
  dashboards: string;
}

/** Each subject's dashboard, by its uid. */
export const dashboardUids: Readonly<Record<Subject, string>> = {
  audio: "airpath-station",
  redundancy: "airpath-fleet",
  delivery: "airpath-delivery",
  pipeline: "airpath-engines",
  platform: "airpath-services",
  slo: "airpath-alerts",
};

export const runbookFile = (name: string): string => `${name}.md`;
export const runbookUrl = ({ runbooks }: Links, name: string): string => `${runbooks}${runbookFile(name)}`;

/** The station is chosen there already: Prometheus fills its name in. */
export function dashboardUrl({ dashboards }: Links, subject: Subject, { about }: Pick<Alert, "about">): string {
  const chosen = about === "station" ? "?var-station={{ $labels.station }}" : "";
  return `${dashboards}d/${dashboardUids[subject]}${chosen}`;
}
