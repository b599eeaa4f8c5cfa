/** Leaves with the Pushgateway what a look for drift came to, for alerts and panels. */
import { driftJob } from "../../../components/monitoring/pushgateway";

/**
 * Pure: in Prometheus' text format.
 * @param findings absent: it could not be told
 * @param at Unix time, seconds
 */
export function driftText(findings: number | undefined, at: number): string {
  return [
    `airpath_drift_last_check_timestamp_seconds ${at}`,
    `airpath_drift_last_check_success ${findings === undefined ? 0 : 1}`,
    ...(findings === undefined ? [] : [`airpath_drift_findings ${findings}`]),
    "",
  ].join("\n");
}

/**
 * What could not be told leaves what the last look found: POST replaces what it names alone.
 * @param gateway its address: "http://127.0.0.1:9098/"
 * @returns what went wrong, in words; undefined when all is left
 */
export async function tell(gateway: string, stack: string, findings: number | undefined): Promise<string | undefined> {
  try {
    const answer = await fetch(new URL(`metrics/job/${driftJob}/stack/${stack}`, gateway), {
      method: "POST",
      body: driftText(findings, Math.floor(Date.now() / 1000)),
      signal: AbortSignal.timeout(4000),
    });
    return answer.ok ? undefined : `HTTP ${answer.status}: ${(await answer.text()).trim()}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
