/** What is computed once and read often: loudness, audience, and the service levels, per station, rendition and protocol. */
import type { FleetPlan } from "../station-inventory/plan-types";
import type { RecordingGroup } from "./alert";
import { staleSegments } from "./delivery";
import { fact, facts } from "./facts";
import { periodDays, windows } from "./objectives";
import { and, by, duration, type Expr, number, op, or, over, relabel, series } from "./promql";
import { recordedNames as names } from "./recorded";
import { engine } from "./terms";

/** How often availability is looked at, and what one look stands for. */
export const minuteSeconds = 60;

/** Everything that is recorded, facts first. */
export const recording = (plan: Pick<FleetPlan, "stations" | "prometheus">): RecordingGroup[] => [
  facts(plan),
  { name: "sound", recordings: [{ name: names.loudness, expr: loudness() }] },
  {
    name: "availability",
    recordings: [
      { name: names.feeds, expr: feeds() },
      { name: names.listeners, expr: listeners() },
      { name: names.audible, expr: audible() },
      { name: names.available, expr: or(available("hls", hlsFresh()), available("icecast", icecastFed())) },
    ],
  },
  {
    name: "service-levels",
    // Long windows read minutes, not scrapes: a day of 300 stations is then a million samples and not ten.
    interval: minuteSeconds,
    recordings: [
      { name: names.availableMinute, expr: over("avg_over_time", series(names.available), minuteSeconds) },
      { name: availability(minuteSeconds), expr: sinceFirstHeard() },
      ...windows.map((seconds) => ({
        name: availability(seconds),
        expr: op(1, "-", op(lostMinutes(seconds), "/", seconds / minuteSeconds)),
      })),
    ],
  },
  // A sample stands for five minutes: nothing is recorded less often than that.
  { name: "error-budgets", interval: 240, recordings: [{ name: names.budget, expr: budget() }] },
];

/** "station_protocol:availability:ratio1h" */
export const availability = (seconds: number): string => `${names.availability}:ratio${duration(seconds)}`;

// BS.1770's absolute gate: what is quieter than -70 LUFS is a pause and counts for nothing. Means are of energy, not of decibels.
const gate = -70;
function loudness(): Expr {
  const energy = op(10, "^", op(op(series("liquidsoap_output_lufs_5s"), ">", gate), "/", 10));
  const mean = by("avg", ["station"], by("max", engine, over("avg_over_time", energy, 600)));
  return op(10, "*", { text: `log10(${mean.text})`, kind: "operand", uses: mean.uses });
}

const relayMounts = (metric: string, mount: Parameters<typeof series>[1] = {}) =>
  series(metric, { component: "icecast-relay", ...mount });

// "/rivage-hifi.aac", "/engines/rivage/b/hifi.aac", "/masters/2/engines/…", "/silence/rivage-hifi.aac": station-inventory/names.ts makes them.
const mountPattern =
  "(?:/silence)?(?:(?:/masters/[0-9]+)?/engines/([a-z0-9-]+)/[a-z]/|/([a-z0-9-]+)-)([a-z]+)\\.([a-z0-9]+)";
const withStation = (of: Expr): Expr => relabel(of, "station", "$1$2", "mount", mountPattern);
const withFormat = (of: Expr): Expr => relabel(of, "format", "$4-$3", "mount", mountPattern);

const feeds = (): Expr =>
  by(
    "sum",
    ["instance", "station", "format"],
    withFormat(withStation(relayMounts("icecast_mount_connected", { mount: { misses: "/silence/.*" } }))),
  );

const listeners = (): Expr => by("sum", ["station"], withStation(relayMounts("icecast_mount_listeners")));

const audible = (): Expr =>
  op(number(1), "-", by("min", ["station"], series("liquidsoap_source_is_blank", { source: "output" })));

/** Some engine keeps the rendition fresh, and some origin's list grows. */
function hlsFresh(): Expr {
  const uploaded = by("max", ["station", "rendition"], series("hls_playlist_up"));
  const grows = op(
    by("min", ["station"], series("hls_merge_age_seconds")),
    "<=",
    op(fact("segment"), "*", staleSegments),
    { on: ["station"], bool: true },
  );
  return relabel(op(uploaded, "*", grows, { on: ["station"], take: [] }), "format", "$1", "rendition", "(.*)");
}

/** The share of relays that have it from some engine: listeners are spread over all of them. */
const icecastFed = (): Expr => by("avg", ["station", "format"], op(series(names.feeds), ">", 0, { bool: true }));

/** What ought to be there, times what is and can be heard; what is missing counts as 0 and not as unknown. */
function available(protocol: string, delivered: Expr): Expr {
  const declared = () => fact("stream", { protocol });
  const heard = op(by("max", ["station", "format"], delivered), "*", series(names.audible), {
    on: ["station"],
    take: [],
  });
  return or(op(declared(), "*", heard, { on: ["station", "format"], take: [] }), op(declared(), "*", 0));
}

/** Five minutes on end: a station that has just been declared, and a platform that has just started, owe nobody anything until then. */
const begunSeconds = 300;

/** The minute's availability, of whoever has been on air; what has never been heard is an alert of its own and no broken promise. */
function sinceFirstHeard(): Expr {
  const labels = ["station", "kind", "protocol"];
  const minutes = series(names.availableMinute);
  const heard = by("max", labels, over("min_over_time", minutes, begunSeconds));
  // The rules themselves may have begun later than that, in the middle of a minute.
  const looked = by("max", labels, over("count_over_time", minutes, begunSeconds));
  const begins = and(op(heard, ">", 0), op(looked, ">=", begunSeconds / minuteSeconds));
  const counted = over("last_over_time", series(availability(minuteSeconds)), 86_400);
  return and(by("avg", labels, minutes), or(begins, counted));
}

/**
 * Minutes that were lost in the last seconds. Of minutes that nobody looked at, those before a platform began among them, none was: the mean of what there
 * is would make a minute of a platform's first hour a sixtieth of its two weeks.
 */
function lostMinutes(seconds: number): Expr {
  const minutes = series(availability(minuteSeconds));
  return op(over("count_over_time", minutes, seconds), "-", over("sum_over_time", minutes, seconds));
}

/** 1: nothing spent; 0: all; below: more than was promised. */
function budget(): Expr {
  const period = periodDays * 86_400;
  const allowed = op(op(1, "-", fact("objective")), "*", period / minuteSeconds);
  return op(1, "-", op(lostMinutes(period), "/", allowed, { on: ["station"], take: [] }));
}
