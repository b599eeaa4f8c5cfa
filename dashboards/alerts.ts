/** What fires, since when, what to do; and how much of what was promised is left. */
import { type Context, dashboardOf, toRunbook, toStation } from "./dashboard";
import { graph, number, tiles, timeline } from "./panels";
import { bottomk, count, countOrZero, max, metric } from "./promql";
import { table } from "./table";
import { availabilityObjective, colours, neutral, noneAllowed, steps } from "./thresholds";

/** The alert that must always fire is no alert. */
const others = { "!alertname": "Watchdog" };
const percent = `${100 * availabilityObjective} %`;

export const alerts = (context: Context) =>
  dashboardOf(context, {
    file: __filename,
    title: "Alerts and error budgets",
    description:
      "What fires and where its runbook is; which share of the time each station could be heard, against what is promised.",
    variables: ["kind"],
    from: "now-6h",
    rows: [
      { title: "Alerts", panels: [...severities(), firing(context), history()] },
      { title: "Error budgets", panels: [available(context), budget(context), burn(context)] },
    ],
  });

const severities = () =>
  (
    [
      ["critical", "Somebody must act now: listeners hear it, or will."],
      ["warning", "Somebody must act today: something that should stand by does not."],
    ] as const
  ).map(([severity, description]) =>
    number({
      title: severity === "critical" ? "Critical" : "Warnings",
      description,
      unit: "none",
      thresholds: steps(colours.well, [1, severity === "critical" ? colours.bad : colours.warn]),
      queries: [[countOrZero(metric("ALERTS", { alertstate: "firing", severity, ...others })), ""]],
      size: [3, 9],
    }),
  );

const firing = (context: Context) => {
  const named = (alertstate: string) => count("alertname", metric("ALERTS", { alertstate, ...others }));
  return table({
    title: "Firing and pending",
    description: "Alerts by name, how many of each. An alert's name leads to its runbook.",
    unit: "none",
    thresholds: neutral,
    noValue: "nothing fires",
    rows: ["alertname", "Alert"],
    rowLink: toRunbook(context),
    columns: [
      { title: "Firing", expression: named("firing"), decimals: 0, thresholds: noneAllowed },
      {
        title: "Pending",
        expression: named("pending"),
        decimals: 0,
        thresholds: steps(colours.well, [1, colours.watch]),
      },
    ],
    size: [9, 9],
  });
};

const history = () =>
  timeline({
    title: "What fired when",
    description: "Alerts by name over the time shown, where at least one fired.",
    unit: "none",
    thresholds: noneAllowed,
    noValue: "nothing has fired",
    states: [[[1, 100000], "firing", colours.bad]],
    queries: [[count("alertname", metric("ALERTS", { alertstate: "firing", ...others })), "{{alertname}}"]],
    size: [9, 9],
  });

/**
 * Whether a station can be heard: 1 where players' playlists grow at one origin at least, an engine plays an input, and what it sends is no silence.
 * A station that is missing from either is not there at all.
 */
const heard = ({ thresholds }: Context): string => {
  const fresh = `(min by (station) (${metric("hls_merge_age_seconds", { station: "$kind" })}) < bool ${thresholds.playlist.stale})`;
  const sound = `(1 - min by (station) (${metric("liquidsoap_source_is_blank", { source: "output", station: "$kind" })}))`;
  const played = max("station", metric("liquidsoap_source_is_playing", { station: "$kind" }));
  return `${fresh} * ${sound} * ${played}`;
};
const shareHeard = (context: Context): string => `avg_over_time((${heard(context)})[$__range:1m])`;

const available = (context: Context) =>
  tiles({
    title: "Heard, in the time shown",
    description: `Share of the time in which a station's playlists were fresh and an input was on air with sound, looked at once a minute. Promised: ${percent}. Red: the budget of the time shown is spent.`,
    unit: "percentunit",
    decimals: 2,
    thresholds: steps(colours.bad, [availabilityObjective, colours.well]),
    queries: [[shareHeard(context), "{{station}}"]],
    links: [toStation()],
    size: [24, 10],
  });

const budget = (context: Context) =>
  table({
    title: "Least of the budget left",
    description: `The 15 stations that have spent most of what ${percent} allows to be lost in the time shown. Below nothing: more than promised was lost.`,
    unit: "none",
    thresholds: neutral,
    rows: ["station", "Station"],
    rowLink: toStation("${__value.raw}"),
    columns: [
      {
        title: "Budget left",
        expression: `sort(${bottomk(15, max("station", `1 - (1 - ${shareHeard(context)}) / (1 - ${availabilityObjective})`))})`,
        unit: "percentunit",
        decimals: 0,
        thresholds: steps(colours.bad, [0, colours.warn], [0.5, colours.well]),
      },
    ],
    size: [8, 11],
  });

const burn = (context: Context) =>
  graph({
    title: "Stations that are not heard",
    description:
      "Stations whose playlists are stale, or whose engines play no input or send silence, at each moment: where the budget went.",
    unit: "none",
    decimals: 0,
    least: 0,
    thresholds: noneAllowed,
    queries: [[countOrZero(`(${heard(context)}) == 0`), "stations"]],
    size: [16, 11],
  });
