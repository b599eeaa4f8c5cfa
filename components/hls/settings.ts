/** What the origin keeps and for how long, from the plan: origin.js reads it as JSON, and the storage volume's size follows. */
import type { FleetPlan } from "../../station-inventory/plan-types";

/** Where engines' files are: a memory volume. */
export const storagePath = "/var/lib/airpath/hls";

// RFC 8216 6.2.2: a segment stays for its own length and that of the longest playlist that listed it, after it has left the playlist.
const windowsKept = 2;
// For players that are late and clocks that differ, before what an engine did not delete itself is swept.
const sweepMarginSeconds = 30;
// What playlists, temporary uploads and blocks half full may add, and engines that restart into the same window.
const storageFactor = 2;
const mebibyte = 1024 * 1024;

export interface OriginSettings {
  storage: string;
  storageBytes: number;
  /** Media playlists that engines ought to keep fresh. */
  playlists: { path: string; station: string; engine: string; rendition: string }[];
  /** Seconds after which a playlist that was not replaced is withdrawn. */
  playlistSeconds: number;
  /** Folders with segments, each with its slash. */
  folders: string[];
  /** Seconds after which a segment is left over. */
  segmentSeconds: number;
}

/** @returns how long segments are kept: seconds, the longest of all stations. */
export function keptSeconds(plan: Pick<FleetPlan, "stations">): number {
  const windows = plan.stations.map(({ hls }) => hls.segmentSeconds * (hls.liveSegments * windowsKept + 1));
  return Math.ceil(Math.max(0, ...windows)) + sweepMarginSeconds;
}

/** @returns MiB of memory volume for all that all engines keep there: peak bit rate × seconds kept × engines, twice. */
export function storageMebibytes(plan: Pick<FleetPlan, "stations">): number {
  const bitsPerSecond = plan.stations
    .flatMap(({ hls }) => hls.renditions)
    .reduce((sum, { bandwidth, playlists }) => sum + bandwidth * playlists.length, 0);
  return Math.max(16, Math.ceil(((bitsPerSecond / 8) * keptSeconds(plan) * storageFactor) / mebibyte));
}

/** @returns settings for origin.js. */
export function originSettings(plan: Pick<FleetPlan, "stations">): OriginSettings {
  const engines = plan.stations.flatMap((station) => station.engines);
  const segment = Math.max(0, ...plan.stations.map(({ hls }) => hls.segmentSeconds));
  return {
    storage: storagePath,
    storageBytes: storageMebibytes(plan) * mebibyte,
    playlists: engines.flatMap(({ station, letter, renditions }) =>
      renditions.map(({ playlist, format }) => ({ path: playlist, station, engine: letter, rendition: format })),
    ),
    // One segment is the normal age; half a segment more is late, and late is the other engine's turn.
    playlistSeconds: segment * 1.5,
    folders: [...new Set(engines.flatMap(({ renditions }) => renditions.map(({ folder }) => folder)))],
    segmentSeconds: keptSeconds(plan),
  };
}
