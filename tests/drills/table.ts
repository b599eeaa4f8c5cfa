/** docs/drills.md, from what a run printed. Pure. */
import type { Recorded } from "./record";

const columns: [string, (line: Recorded) => string | number][] = [
  ["drill", ({ drill }) => drill],
  ["station", ({ station }) => station],
  ["listeners dropped", (line) => line.listeners_dropped],
  ["away, ms", (line) => line.reconnect_ms],
  ["of its own clients dropped", (line) => line.own_dropped],
  ["those away, ms", (line) => line.own_reconnect_ms],
  ["audible gap, ms", (line) => line.audible_gap_ms],
  ["HLS stalls", (line) => line.hls_stalls],
  ["page stalls", ({ page_stalls: count }) => count ?? "-"],
  ["HLS timeline gap, ms", (line) => line.hls_timeline_gap_ms],
  ["well again, ms", (line) => line.recovered_ms],
  ["tries", ({ tries }) => tries],
  ["of", ({ ran }) => `${ran.commit}, ${ran.date}`],
  ["reached", ({ pass, missed }) => (pass ? "yes" : `no: ${missed.join("; ")}`)],
];

/**
 * @param lines the newest of each drill, in order
 * @param missing names of those that have not run yet
 */
export function table(lines: readonly Recorded[], missing: readonly string[]): string {
  const row = (cells: (string | number)[]): string => `| ${cells.join(" | ")} |`;
  return [
    "# Drills",
    "",
    "Written by `make drill` from a real run; do not edit. Listeners of every Icecast stream and of one HLS rendition of every station, through every front, and the player page in a browser on every front, heard while one thing was done to one part.",
    "A relay or a front holds its clients' connections: when it dies, they are dropped, and counted here; what is asked is that they are back within a second.",
    "Of a front, its own clients are counted apart, and go to the other front's address as players do where a name has two; of a relay, those that its fronts sent to it are among all.",
    "Each drill that alerts name also waits until they have fired, arrived at the receiver with a runbook that opens, and ended there.",
    "A drill that was not reached is done once more, and the second time counts: the machine that it runs on has two cores for the platform, its studio and all listeners.",
    "A page counts as standing when its browser had no sound at hand, or stood for half a second: that is the browser's own otherwise, which gets what is left of the two cores.",
    "Away is from the end of one connection to the begin of the next; who is connected to something that hangs hears it as a gap first.",
    "",
    `Ran on Airpath ${told(lines, "airpath")}, Docker Engine ${told(lines, "docker")}, Node ${told(lines, "node")}; the commit stands in each line.`,
    "",
    row(columns.map(([name]) => name)),
    row(columns.map(() => "---")),
    ...lines.map((line) => row(columns.map(([, value]) => value(line)))),
    "",
    ...(missing.length > 0 ? [`Not run yet, ${missing.length} of them: ${missing.join(", ")}.`, ""] : []),
  ].join("\n");
}

const told = (lines: readonly Recorded[], what: keyof Recorded["ran"]): string =>
  [...new Set(lines.map(({ ran }) => ran[what]))].join(" and ");
