/** What an alert and a recording rule are, before they become YAML. */
import type { StationKind } from "../station-inventory/schema";
import type { Expr } from "./promql";

/** critical: somebody is called. warning: somebody looks today. info: it is written down. */
export type Severity = "critical" | "warning" | "info";

/** The file that an alert stands in; links.ts says which dashboard shows most of it. */
export type Subject = "audio" | "redundancy" | "delivery" | "pipeline" | "platform" | "slo";

/** A dashboard's file in dashboards/, without its ending. */
export type Dashboard =
  "fleet" | "station" | "engines" | "inputs" | "levels" | "delivery" | "services" | "alerts" | "hosts" | "containers";

export interface Alert {
  /** CamelCase; names its runbook: runbooks/<name>.md. */
  name: string;
  severity: Severity;
  /** "station": its series have a station, and get its kind for the routes. "fleet": of what stations share. */
  about: "station" | "fleet";
  /** The dashboard that shows it; absent: its subject's. */
  shownBy?: Dashboard;
  expr: Expr;
  /** Seconds for which it must hold, and why so long. */
  for: { seconds: number; because: string };
  /** One sentence, with its full stop. */
  summary: string;
  /** Of Prometheus' templates: which station, which number. */
  description: string;
  /** Which drill makes it fire for real, or why there is none. */
  drill: { name: string } | { none: string };
}

export interface Recording {
  /** level:metric:operation */
  name: string;
  expr: Expr;
  labels?: Readonly<Record<string, string>>;
}

export interface RecordingGroup {
  name: string;
  /** Seconds between evaluations; absent: Prometheus' own. */
  interval?: number;
  recordings: readonly Recording[];
}

/** Share of seconds, 0 to 1, in which a station of the kind is to be heard. */
export type Objectives = Readonly<Record<StationKind, number>>;

export const at = (seconds: number, because: string): Alert["for"] => ({ seconds, because });
export const drilledBy = (name: string): Alert["drill"] => ({ name });
export const noDrill = (none: string): Alert["drill"] => ({ none });
