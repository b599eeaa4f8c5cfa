/** The alerts that a drill must raise: whether they fired, arrived at the receiver with a runbook that opens, and ended. */
import { alerts } from "../../alerts/rules";
import type { StackOutputs } from "../../stacks/outputs";
import { intendedPlan } from "../../verbs/support/intent";
import { query } from "../../verbs/support/prometheus";
import { pause } from "./break-off";

/** As the receiver lists it, the part that is used here. */
export interface Arrival {
  status: "firing" | "resolved";
  labels: { alertname: string };
  annotations: { runbook_url?: string };
  startsAt: string;
}

/** What is known of the alerts of a drill. */
export interface Raised {
  /** Names that fired at any Prometheus. */
  fired: string[];
  arrived: Arrival[];
  /** Runbook links of those that open nothing. */
  deadLinks: string[];
}

/** Alertmanager groups for 20 s, and tells of an end two minutes after it told of the begin. */
const patienceSeconds = 240;

/** @returns names of the alerts that name this drill as the one that makes them fire */
export async function raisedBy(drill: string): Promise<string[]> {
  const all = Object.values(alerts(await intendedPlan())).flat();
  return all.filter((alert) => "name" in alert.drill && alert.drill.name === drill).map(({ name }) => name);
}

/**
 * Waits until everything that the drill must raise has ended at the receiver, or for as long as that may take.
 * @param since when the drill began
 * @returns what was not so, in words
 */
export async function missedAlerts(names: readonly string[], since: Date, outputs: StackOutputs): Promise<string[]> {
  if (names.length === 0) return [];
  const end = Date.now() + patienceSeconds * 1000;
  for (;;) {
    const missed = judgeAlerts(names, await raised(names, since, outputs));
    if (missed.length === 0 || Date.now() > end) return missed;
    await pause(5000);
  }
}

async function raised(names: readonly string[], since: Date, outputs: StackOutputs): Promise<Raised> {
  const seconds = Math.ceil((Date.now() - since.getTime()) / 1000);
  const expression = `max by (alertname) (max_over_time(ALERTS{alertstate="firing", alertname=~"${names.join("|")}"}[${seconds}s]))`;
  const [fired, all] = await Promise.all([
    query(outputs.prometheus, expression).then((found) => found.map(({ labels }) => labels.alertname ?? "")),
    fetch(outputs.alerts, { signal: AbortSignal.timeout(4000) }).then((answer) => answer.json() as Promise<Arrival[]>),
  ]);
  const arrived = all.filter(
    ({ labels, startsAt }) => names.includes(labels.alertname) && Date.parse(startsAt) >= since.getTime(),
  );
  const links = [...new Set(arrived.map(({ annotations }) => annotations.runbook_url ?? "no runbook_url"))];
  const open = await Promise.all(
    links.map((link) =>
      fetch(link).then(
        ({ ok }) => ok,
        () => false,
      ),
    ),
  );
  return { fired, arrived, deadLinks: links.filter((_, index) => !open[index]) };
}

/** Pure. An alert that another one keeps quiet fires and does not arrive: one at least must. */
export function judgeAlerts(names: readonly string[], { fired, arrived, deadLinks }: Raised): string[] {
  const silent = names.filter((name) => !fired.includes(name));
  const going = [...new Set(arrived.filter(({ status }) => status === "firing").map(({ labels }) => labels.alertname))];
  return [
    ...silent.map((name) => `${name} did not fire`),
    ...(names.length > 0 && arrived.length === 0 ? [`nobody was told of ${names.join(" or ")}`] : []),
    ...going.map((name) => `nobody was told that ${name} is over`),
    ...deadLinks.map((link) => `the runbook does not open: ${link}`),
  ];
}
