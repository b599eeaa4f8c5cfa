/** Expressions and meanings that several dashboards show. */
import { avg, count, max, metric, quantile, stationOfMount, sum, withLabel, type Matchers } from "./promql";
import { colours } from "./thresholds";
import type { Query, State } from "./panels";

/** 1 for each engine that has an input on air, 0 where it plays silence. Dead engines have no series. */
export const engineOnAir = (matchers: Matchers): string =>
  max("station engine", metric("liquidsoap_source_is_playing", matchers));

/** Engines that there ought to be: every one is a target, dead or alive. */
const engines = (matchers: Matchers): string => count("station", metric("up", { job: "liquidsoap", ...matchers }));

/** Share of a station's engines that have an input on air; -1 where no engine lives. */
export const stationState = (matchers: Matchers): string =>
  `sum by (station) (${engineOnAir(matchers)}) / ${engines(matchers)} or ${engines(matchers)} * 0 - 1`;

export const stationStates: readonly State[] = [
  [-1, "off air", colours.bad],
  [0, "silence", colours.bad],
  [[0.01, 0.99], "engine lost", colours.warn],
  [1, "on air", colours.well],
];

/** Share of a station's engines that answer. */
export const redundancy = (matchers: Matchers): string =>
  avg("station", metric("up", { job: "liquidsoap", ...matchers }));

/** By station and source: how many engines play it. Engines on silence count below zero, as source "silence". */
export function sources(matchers: Matchers): string {
  const playing = count("station source", `${metric("liquidsoap_source_is_playing", matchers)} == 1`);
  return `${playing} or -${count("station source", withLabel(`${engineOnAir(matchers)} == 0`, "source", "silence"))}`;
}

export const playedBy: readonly State[] = [
  [[-9, -1], "engines on silence", colours.bad],
  [1, "one engine", colours.warn],
  [[2, 9], "every engine", colours.well],
];

/** 1 where what a station sends has been silent for longer than allowed, on every engine that is left. */
export const stationBlank = (matchers: Matchers): string =>
  `min by (station) (${metric("liquidsoap_source_is_blank", { source: "output", ...matchers })})`;

export const blankStates: readonly State[] = [
  [0, "sound", colours.well],
  [1, "blank", colours.bad],
];

/** LUFS over 5 s of a station's loudest engine. */
export const stationLoudness = (matchers: Matchers): string =>
  max("station", metric("liquidsoap_output_lufs_5s", matchers));

/** Icecast listeners by station, whichever mount feeds them now. Relays only: at masters, relays are the listeners. */
export const stationListeners = (pattern: string): string =>
  // The pattern is compared after the label has been made.
  sum("station", stationOfMount(metric("icecast_mount_listeners", { component: "icecast-relay" }))) +
  (pattern === "" ? "" : ` and on (station) group by (station) (${metric("up", { station: pattern })})`);

/** Seconds since the playlists that players get grew, at the best origin. */
export const playlistAge = (matchers: Matchers): string =>
  `min by (station) (${metric("hls_merge_age_seconds", matchers)})`;

/** What an input is worth to its engine: 0 nothing, 1 silent, 2 good, 3 on air. */
export const inputState = (matchers: Matchers): string =>
  ["ready", "good", "playing"].map((word) => metric(`liquidsoap_source_is_${word}`, matchers)).join(" + ");

export const inputStates: readonly State[] = [
  // Overrides have nobody calling most of the time: grey, not red.
  [0, "nothing", colours.off],
  [1, "blank", colours.warn],
  [2, "good", colours.plain],
  [3, "on air", colours.well],
];

export const upStates: readonly State[] = [
  [0, "down", colours.bad],
  [1, "up", colours.well],
];

/** Seconds since a timestamp of each of many things: of the one that waits longest, and of most. */
export const since = (timestamp: string): readonly Query[] => [
  [`time() - min(${timestamp})`, "longest"],
  [`time() - ${quantile(0.5, timestamp)}`, "median"],
];
