/** What is left of what listeners were promised: panels of the dashboard "Alerts and error budgets". All read what alerts/slo.ts judges by. */
import { factNames } from "../alerts/facts";
import { allBurns, burnFactor, objectives, periodDays } from "../alerts/objectives";
import { duration } from "../alerts/promql";
import { recordedNames } from "../alerts/recorded";
import { availability, minuteSeconds } from "../alerts/recording";
import { toStation } from "./dashboard";
import { graph, type Sized, tiles } from "./panels";
import { bottomk, max, metric, min, sum } from "./promql";
import { table } from "./table";
import { colours, neutral, noneAllowed, steps } from "./thresholds";

const chosen = { station: "$kind" };
const hour = 3600;

const promised = Object.entries(objectives)
  .map(([kind, share]) => `${kind} ${Number((100 * share).toFixed(3))} %`)
  .join(", ");
/** A station's first minutes count for nothing: alerts/recording.ts. */
const noValue = "no station has been on air for ten minutes";

const left = min("station", metric(recordedNames.budget, chosen));
const lost = (seconds: number) => `(1 - ${metric(availability(seconds), chosen)})`;
/** 1: as much as the promise allows. Of a station's worse protocol. */
const burnt = (seconds: number) =>
  max("station", `${lost(seconds)} / on (station) group_left () (1 - ${metric(factNames.objective)})`);

export const budgetPanels = (): Sized[] => [budgets(), spenders(), speed(), notHeard()];

const graded = steps(colours.bad, [0, colours.warn], [0.5, colours.well]);

const budgets = () =>
  tiles({
    title: "Error budget left",
    description: `Share that is left of the seconds that may be lost in ${periodDays} days, of each station's worse protocol. Promised: ${promised}. Below nothing: more than promised was lost.`,
    unit: "percentunit",
    decimals: 0,
    thresholds: graded,
    noValue,
    queries: [[left, "{{station}}"]],
    links: [toStation()],
    size: [24, 10],
  });

const spenders = () =>
  table({
    title: "Least of the budget left",
    description: `The 15 stations that have spent most of what they may lose in ${periodDays} days, how much of the time shown they could be heard, and how many times faster than allowed they lost seconds in the last hour.`,
    unit: "none",
    thresholds: neutral,
    noValue,
    rows: ["station", "Station"],
    rowLink: toStation("${__value.raw}"),
    columns: [
      { title: "Budget left", expression: among(left), unit: "percentunit", decimals: 0, thresholds: graded },
      {
        title: "Heard",
        expression: among(min("station", `avg_over_time(${metric(availability(minuteSeconds), chosen)}[$__range])`)),
        unit: "percentunit",
        decimals: 2,
      },
      {
        title: "Burn, 1h",
        expression: among(burnt(hour)),
        unit: "none",
        decimals: 1,
        thresholds: burnSteps(),
      },
    ],
    size: [8, 11],
  });

/** Only of the stations that the table shows, or each column would have rows of its own. */
function among(expression: string): string {
  return `${expression} and on (station) ${bottomk(15, left)}`;
}

/** From where on somebody is told, and somebody is called. */
function burnSteps() {
  const factors = allBurns.map(burnFactor);
  return steps(colours.well, [Math.min(...factors), colours.watch], [Math.max(...factors), colours.bad]);
}

const speed = () =>
  graph({
    title: "How fast budgets are spent",
    description:
      "The fastest station, over the windows of the alerts: 1 spends just what is allowed. At the lower line the team is told, at the upper one somebody is called.",
    unit: "none",
    decimals: 1,
    least: 0,
    thresholds: burnSteps(),
    noValue,
    queries: allBurns.map(({ longSeconds }) => [max("", burnt(longSeconds)), `over ${duration(longSeconds)}`] as const),
    size: [8, 11],
  });

const notHeard = () =>
  graph({
    title: "Streams that cannot be heard",
    description:
      "Mounts and renditions that are not fed, not fresh or silent at each moment: where the budget went. One that only some relays have counts in part.",
    unit: "none",
    decimals: 0,
    least: 0,
    thresholds: noneAllowed,
    queries: [[sum("protocol", `1 - ${metric(recordedNames.available, chosen)}`), "{{protocol}}"]],
    size: [8, 11],
  });
