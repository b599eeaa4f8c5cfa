/** Who watches the watchers: panels of Prometheus and Alertmanager on the dashboard "Services". */
import { graph, type Sized, timeline } from "./panels";
import { max, metric, min, perMinute, rate, sum, topk } from "./promql";
import { colours, mustBeOne, neutral, noneAllowed, steps } from "./thresholds";

export const prometheusPanels = (): Sized[] => [series(), appended(), stored(), faults(), rules(), ruleTime()];
export const tellingPanels = (): Sized[] => [handedOver(), notified(), members(), configurations()];

const series = () =>
  graph({
    title: "Series in memory",
    description: "Series that Prometheus holds. It needs some 4 KB of memory for each.",
    unit: "short",
    least: 0,
    thresholds: neutral,
    queries: [[topk(4, metric("prometheus_tsdb_head_series")), "{{instance}}"]],
    size: [6, 8],
  });

const appended = () =>
  graph({
    title: "Samples taken",
    description: "Samples a second that Prometheus writes. Nothing: it scrapes nothing.",
    unit: "short",
    least: 0,
    thresholds: steps(colours.bad, [1, colours.well]),
    queries: [[sum("instance", rate(metric("prometheus_tsdb_head_samples_appended_total"))), "{{instance}}"]],
    size: [6, 8],
  });

const stored = () =>
  graph({
    title: "On disk",
    description:
      "Bytes in blocks of samples on Prometheus' volume, of which it removes the oldest when its limit is reached.",
    unit: "bytes",
    least: 0,
    thresholds: neutral,
    queries: [[max("instance", metric("prometheus_tsdb_storage_blocks_bytes")), "{{instance}}"]],
    size: [6, 8],
  });

const rules = () =>
  graph({
    title: "Rules that failed",
    description: "Evaluations of recording and alerting rules a minute that failed: those alerts are blind.",
    unit: "none",
    least: 0,
    thresholds: noneAllowed,
    noValue: "no rules are loaded",
    queries: [[perMinute("instance", metric("prometheus_rule_evaluation_failures_total")), "{{instance}}"]],
    size: [12, 7],
  });

const ruleTime = () =>
  graph({
    title: "Time of rules",
    description:
      "Time that the slowest group of rules takes, as a share of the time until its next turn. At all of it, turns are missed.",
    unit: "percentunit",
    least: 0,
    thresholds: steps(colours.well, [0.3, colours.watch], [0.8, colours.bad]),
    noValue: "no rules are loaded",
    queries: [
      [
        max(
          "instance",
          `${metric("prometheus_rule_group_last_duration_seconds")} / ${metric("prometheus_rule_group_interval_seconds")}`,
        ),
        "{{instance}}",
      ],
    ],
    size: [12, 7],
  });

const faults = () =>
  graph({
    title: "Faults of the storage",
    description:
      "Compactions that failed and corrupt parts of the log of writes, in three hours: the disk, or its end.",
    unit: "none",
    decimals: 0,
    least: 0,
    thresholds: noneAllowed,
    queries: [
      [
        sum("instance", `increase(${metric("prometheus_tsdb_compactions_failed_total")}[3h])`),
        "{{instance}} compactions",
      ],
      [sum("instance", `increase(${metric("prometheus_tsdb_wal_corruptions_total")}[3h])`), "{{instance}} log"],
    ],
    size: [6, 8],
  });

const handedOver = () =>
  graph({
    title: "Alerts handed over",
    description: "Alerts a second that each Prometheus gives to Alertmanagers, and those that it could not give.",
    unit: "none",
    least: 0,
    thresholds: neutral,
    noValue: "no Alertmanager is declared",
    queries: [
      [sum("instance", rate(metric("prometheus_notifications_sent_total"))), "{{instance}}"],
      [sum("instance", rate(metric("prometheus_notifications_errors_total"))), "{{instance}} failed"],
    ],
    size: [6, 8],
  });

/** Alertmanager tells of every kind of channel that it knows. */
const used = `(${sum("integration", metric("alertmanager_notifications_total"))} > 0)`;

const notified = () =>
  graph({
    title: "Notifications",
    description:
      "Notifications a minute that Alertmanagers tried to send, by channel, and those that failed. Each failed one is tried again for minutes.",
    unit: "none",
    least: 0,
    thresholds: neutral,
    noValue: "no Alertmanager is declared",
    queries: [
      [
        `${perMinute("integration", metric("alertmanager_notifications_total"))} and on (integration) ${used}`,
        "{{integration}}",
      ],
      [
        `${perMinute("integration", metric("alertmanager_notifications_failed_total"))} and on (integration) ${used}`,
        "{{integration}} failed",
      ],
    ],
    size: [6, 8],
  });

const members = () =>
  graph({
    title: "Alertmanagers that see one another",
    description: "How many Alertmanagers each sees, itself included. Fewer than there are: one cause is told twice.",
    unit: "none",
    decimals: 0,
    least: 0,
    thresholds: neutral,
    noValue: "no Alertmanager is declared",
    queries: [[min("instance", metric("alertmanager_cluster_members")), "{{instance}}"]],
    size: [6, 8],
  });

const configurations = () =>
  timeline({
    title: "Configurations",
    description: "Whether each took its configuration when it last read it. Where not, it goes on with the one before.",
    unit: "none",
    thresholds: mustBeOne,
    states: [
      [0, "refused", colours.bad],
      [1, "taken", colours.well],
    ],
    queries: [
      [min("instance", metric("prometheus_config_last_reload_successful")), "{{instance}}"],
      [min("instance", metric("alertmanager_config_last_reload_successful")), "{{instance}}"],
    ],
    size: [6, 8],
  });
