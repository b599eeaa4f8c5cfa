/** What everything stands on: targets, Prometheus and Alertmanager themselves, and the machine. */
import { type Alert, at, drilledBy, noDrill } from "./alert";
import { containers } from "./containers";
import { drift } from "./drift";
import { fact } from "./facts";
import { always, and, apply, by, increase, number, op, or, predicted, rate, series, unless } from "./promql";

/** Jobs that have alerts of their own. */
const ownAlerts = ["liquidsoap", "publisher", "icecast", "hls-origin", "cache", "front", "prometheus", "alertmanager"];
const ours = { job: "prometheus" } as const;
const disk = () => op(series("node_filesystem_avail_bytes"), "/", series("node_filesystem_size_bytes"));
const aMinute = at(60, "what dies is restarted and ready within half a minute, and is scraped again");
const filling = noDrill("it takes a full disk, which every other test of the machine would feel");
const watched = noDrill(
  "docs/monitoring.md tells how it was seen; a drill of the watchers watches nothing else meanwhile",
);

export const platform = (): Alert[] => [
  ...targets(),
  ...prometheus(),
  ...alertmanager(),
  ...host(),
  ...containers(),
  ...drift(),
];

const targets = (): Alert[] => [
  {
    name: "Watchdog",
    severity: "info",
    about: "fleet",
    expr: always,
    for: at(0, "it always holds: its absence is the alarm"),
    summary: "Alerts are evaluated and delivered: an external heartbeat raises the alarm when this stops.",
    description: "It fires all the time, and goes to the heartbeat alone.",
    drill: noDrill("it fires all the time"),
  },
  {
    name: "TargetDown",
    severity: "warning",
    about: "fleet",
    expr: by(
      "max",
      ["job", "instance", "station", "engine"],
      op(series("up", { job: { misses: ownAlerts.join("|") } }), "==", 0),
    ),
    for: at(40, "what dies is restarted and ready within half a minute; the drills' hang of a minute is longer"),
    summary: "Something that is declared cannot be scraped.",
    description: "{{ $labels.instance }} ({{ $labels.job }}) does not answer Prometheus.",
    drill: drilledBy("engine-sigstop-60s"),
  },
  {
    name: "TargetsMissing",
    severity: "warning",
    about: "fleet",
    expr: or(
      op(op(fact("targets"), "-", by("count", ["job"], series("up")), { on: ["job"] }), ">", 0),
      unless(fact("targets"), series("up"), ["job"]),
    ),
    for: at(300, "a Prometheus that has just started has not asked everybody yet"),
    summary: "Prometheus watches fewer targets than the inventory has: what is missing can die unseen.",
    description: "Job {{ $labels.job }}: {{ $value }} targets are missing.",
    drill: noDrill("targets and inventory come from one plan: it takes a Prometheus with another configuration"),
  },
];

const prometheus = (): Alert[] => [
  {
    name: "PrometheusDown",
    severity: "warning",
    about: "fleet",
    expr: by("max", ["host", "instance"], op(series("up", ours), "==", 0)),
    for: aMinute,
    summary: "One Prometheus of the pair is gone; the other tells.",
    description: "{{ $labels.instance }} does not answer.",
    drill: watched,
  },
  {
    name: "RulesFailing",
    severity: "critical",
    about: "fleet",
    expr: op(
      by("sum", ["instance", "rule_group"], increase(series("prometheus_rule_evaluation_failures_total"), 300)),
      ">",
      0,
    ),
    for: at(0, "a rule that fails is an alert that cannot fire"),
    summary: "Rules cannot be evaluated: some alerts cannot fire.",
    description: "{{ $labels.instance }}: rules of {{ $labels.rule_group }} fail.",
    drill: noDrill("promtool has tried every rule before it is deployed"),
  },
  {
    name: "RulesSlow",
    severity: "warning",
    about: "fleet",
    expr: op(
      series("prometheus_rule_group_last_duration_seconds"),
      ">",
      series("prometheus_rule_group_interval_seconds"),
    ),
    for: at(300, "the first evaluations after a start read everything from disk"),
    summary: "Rules take longer than the time between two evaluations: alerts come late.",
    description: "{{ $labels.instance }}: {{ $labels.rule_group }} takes {{ $value | humanizeDuration }}.",
    drill: noDrill("it takes a fleet larger than planned, or a starved machine"),
  },
  {
    name: "PrometheusNotDelivering",
    severity: "critical",
    about: "fleet",
    // To the best of its Alertmanagers: one that is down is another alert.
    expr: op(by("min", ["instance"], increase(series("prometheus_notifications_errors_total"), 300)), ">", 0),
    for: at(60, "an Alertmanager that restarts is back by then"),
    summary: "A Prometheus reaches no Alertmanager: its alerts reach nobody.",
    description: "{{ $labels.instance }} cannot hand its alerts over; this one came through another Prometheus.",
    drill: watched,
  },
  {
    name: "PrometheusConfigRejected",
    severity: "warning",
    about: "fleet",
    expr: by("max", ["instance"], op(series("prometheus_config_last_reload_successful"), "==", 0)),
    for: aMinute,
    summary: "A Prometheus has refused its last configuration and runs on the one before.",
    description: "{{ $labels.instance }} runs on an old configuration.",
    drill: noDrill("promtool checks every configuration before it is deployed"),
  },
  {
    name: "PrometheusStorageFailing",
    severity: "warning",
    about: "fleet",
    expr: op(
      op(
        by("sum", ["instance"], increase(series("prometheus_tsdb_compactions_failed_total"), 3 * 3600)),
        "+",
        by("sum", ["instance"], increase(series("prometheus_tsdb_wal_corruptions_total"), 3 * 3600)),
      ),
      ">",
      0,
    ),
    for: at(0, "compaction runs every two hours: the three are in the expression"),
    summary: "A Prometheus cannot write its samples as it should.",
    description: "{{ $labels.instance }}: compaction or its log of writes fails.",
    drill: filling,
  },
];

const alertmanager = (): Alert[] => [
  {
    name: "AlertmanagerDown",
    severity: "warning",
    about: "fleet",
    expr: by("max", ["host", "instance"], op(series("up", { job: "alertmanager" }), "==", 0)),
    for: aMinute,
    summary: "One Alertmanager of the cluster is gone; the other delivers.",
    description: "{{ $labels.instance }} does not answer.",
    drill: watched,
  },
  {
    name: "AlertmanagersSplit",
    severity: "warning",
    about: "fleet",
    expr: op(
      by("min", [], series("alertmanager_cluster_members")),
      "<",
      by("max", [], fact("servers", { component: "alertmanager" })),
    ),
    for: at(300, "members find each other again within a minute or two of a restart"),
    summary: "Alertmanagers do not see each other: alerts come twice, and silences hold on one of them only.",
    description: "An Alertmanager sees {{ $value }} members of the cluster.",
    drill: watched,
  },
  {
    name: "AlertmanagerNotDelivering",
    severity: "critical",
    about: "fleet",
    expr: op(
      op(
        by("sum", ["integration"], rate(series("alertmanager_notifications_failed_total"), 300)),
        "/",
        by("sum", ["integration"], rate(series("alertmanager_notifications_total"), 300)),
      ),
      ">",
      0.1,
    ),
    for: at(60, "each notification is tried again for minutes; a tenth of the tries failing is a channel that is down"),
    summary: "A channel to people fails: pages may not arrive.",
    description: "{{ $labels.integration }}: {{ $value | humanizePercentage }} of the notifications fail.",
    drill: noDrill(
      "it takes a channel outside that fails; docs/monitoring.md tells how it was seen with the local one",
    ),
  },
  {
    name: "AlertmanagerConfigRejected",
    severity: "warning",
    about: "fleet",
    expr: by("max", ["instance"], op(series("alertmanager_config_last_reload_successful"), "==", 0)),
    for: aMinute,
    summary: "An Alertmanager has refused its last configuration and runs on the one before.",
    description: "{{ $labels.instance }} runs on an old configuration.",
    drill: noDrill("amtool checks every configuration before it is deployed"),
  },
];

const host = (): Alert[] => [
  {
    name: "HostDown",
    severity: "critical",
    about: "fleet",
    // An exporter may die alone: a machine on which anything answers is not down.
    expr: unless(
      by("max", ["host", "instance"], op(series("up", { job: "node" }), "==", 0)),
      by("max", ["host"], op(series("up", { job: { not: "node" } }), "==", 1)),
      ["host"],
    ),
    for: aMinute,
    summary: "A machine does not answer: what ran on it is silenced, this page stands for it.",
    description: "{{ $labels.host }} ({{ $labels.instance }}) does not answer.",
    drill: noDrill("the stack local has one machine, and on it everything stops"),
  },
  {
    name: "HostDiskFull",
    severity: "critical",
    about: "fleet",
    shownBy: "hosts",
    expr: by("min", ["host", "instance", "device"], op(disk(), "<", 0.05)),
    for: at(60, "nothing writes and removes so much in a minute"),
    summary: "A machine's disk is full: Prometheus, logs and engines' state cannot be written.",
    description: "{{ $labels.instance }}: {{ $value | humanizePercentage }} of {{ $labels.device }} is left.",
    drill: filling,
  },
  {
    name: "HostDiskFilling",
    severity: "warning",
    about: "fleet",
    shownBy: "hosts",
    expr: by(
      "min",
      ["host", "instance", "device"],
      and(op(predicted(series("node_filesystem_avail_bytes"), 6 * 3600, 86_400), "<", 0), op(disk(), "<", 0.3)),
    ),
    for: at(1800, "an image that is built takes gigabytes and gives them back"),
    summary: "A machine's disk is full within a day, as it fills now.",
    description: "{{ $labels.instance }}: {{ $labels.device }} fills up.",
    drill: filling,
  },
  {
    name: "HostMemoryShort",
    severity: "warning",
    about: "fleet",
    shownBy: "hosts",
    expr: by(
      "min",
      ["host", "instance"],
      op(op(series("node_memory_MemAvailable_bytes"), "/", series("node_memory_MemTotal_bytes")), "<", 0.1),
    ),
    for: at(300, "caches are given back within minutes"),
    summary: "A machine has hardly any memory left: the next program that asks is killed.",
    description: "{{ $labels.instance }}: {{ $value | humanizePercentage }} of its memory is left.",
    drill: filling,
  },
  {
    name: "HostBusy",
    severity: "warning",
    about: "fleet",
    shownBy: "hosts",
    expr: op(
      op(
        number(1),
        "-",
        by("avg", ["host", "instance"], rate(series("node_cpu_seconds_total", { mode: "idle" }), 300)),
      ),
      ">",
      0.9,
    ),
    for: at(600, "builds and backups end; engines that wait for the processor are heard"),
    summary: "A machine's processors are busy nearly all the time: engines will fall behind.",
    description: "{{ $labels.instance }}: {{ $value | humanizePercentage }} busy.",
    drill: noDrill("it would be heard in every test that runs meanwhile"),
  },
  {
    name: "HostClockOff",
    severity: "warning",
    about: "fleet",
    shownBy: "hosts",
    // Origins take an engine's segments whatever its clock says; players' dates and logs do not.
    expr: by("max", ["host", "instance"], op(apply("abs", series("node_timex_offset_seconds")), ">", 0.1)),
    for: at(300, "NTP corrects a tenth of a second within minutes"),
    summary: "A machine's clock is off: segments' dates, logs and media clocks are with it.",
    description: "{{ $labels.instance }}: {{ $value | humanizeDuration }} off.",
    drill: noDrill("it takes a wrong clock on a whole machine"),
  },
];
