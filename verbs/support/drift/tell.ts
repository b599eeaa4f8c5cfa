/** Leaves with the Pushgateway what a look for drift came to, for alerts and panels. */
import { driftJob } from "../../../components/monitoring/pushgateway";
import type { Look } from "./ground";

/** How many things differ, and how many could not be looked at. */
type Told = Record<keyof Pick<Look, "findings" | "untold">, readonly unknown[]>;

/**
 * Pure: in Prometheus' text format.
 * @param told absent: nothing could be told
 * @param at Unix time, seconds
 */
export function driftText(told: Told | undefined, at: number): string {
  const whole = told !== undefined && told.untold.length === 0;
  // A part in which nothing differs says nothing of the rest.
  const counts = told !== undefined && (whole || told.findings.length > 0);
  return [
    `airpath_drift_last_check_timestamp_seconds ${at}`,
    `airpath_drift_last_check_success ${whole ? 1 : 0}`,
    ...(counts ? [`airpath_drift_findings ${told.findings.length}`] : []),
    "",
  ].join("\n");
}

/**
 * What could not be told leaves what the last look found: POST replaces what it names alone.
 * @param gateway its address: "http://127.0.0.1:9098/"
 * @returns what went wrong, in words; undefined when all is left
 */
export async function tell(gateway: string, stack: string, told: Told | undefined): Promise<string | undefined> {
  try {
    const answer = await fetch(new URL(`metrics/job/${driftJob}/stack/${stack}`, gateway), {
      method: "POST",
      body: driftText(told, Math.floor(Date.now() / 1000)),
      signal: AbortSignal.timeout(4000),
    });
    return answer.ok ? undefined : `HTTP ${answer.status}: ${(await answer.text()).trim()}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
