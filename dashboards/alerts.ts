/** What fires, since when, what to do; and how much of what was promised is left. */
import { type Context, dashboardOf, toRunbook } from "./dashboard";
import { budgetPanels } from "./error-budgets";
import { number, timeline } from "./panels";
import { count, countOrZero, metric } from "./promql";
import { table } from "./table";
import { colours, neutral, noneAllowed, steps } from "./thresholds";

/** The alert that must always fire is no alert. */
const others = { "!alertname": "Watchdog" };

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
      { title: "Error budgets", panels: budgetPanels() },
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
