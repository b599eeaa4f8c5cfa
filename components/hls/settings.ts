/** What an origin merges, keeps and for how long, from the plan: its scripts get it as JSON, and the storage volume's size follows. */
import type { FleetPlan, HlsPlan, StationPlan } from "../../station-inventory/plan-types";
import { roomy } from "../nginx";
import type { MergedStation } from "./merge/types";

/** Where engines' files are: a memory volume. */
export const storagePath = "/var/lib/airpath/hls";

// RFC 8216 6.2.2: a segment stays for its own length and that of the longest playlist that listed it, after it has left the playlist.
const windowsKept = 2;
// For players that are late and clocks that differ, before what an engine did not delete itself is swept.
const sweepMarginSeconds = 30;
// What playlists, temporary uploads and blocks half full may add, and engines that restart into the same window.
const storageFactor = 2;
const mebibyte = 1024 * 1024;

/** For merge/*.js, sweep.js and metrics.js. */
export interface OriginSettings {
  /** This origin's host name. */
  self: string;
  /** All origins' host names, in the order in which they are asked to decide: nginx looks them up itself. */
  origins: string[];
  /** Private port of every origin. */
  port: number;
  storage: string;
  storageBytes: number;
  stations: Record<string, MergedStation & { formats: string[]; unchosenSeconds: number }>;
}

type OriginPlan = Pick<FleetPlan, "stations" | "hls">;

const letters = ({ engines }: StationPlan): string[] => engines.map(({ letter }) => letter);

/** @returns seconds for which a segment stays that nobody chose: two of the engine's playlists, one segment, the margin. */
export const unchosenSeconds = (hls: HlsPlan): number =>
  Math.ceil(hls.segmentSeconds * (hls.liveSegments * windowsKept + 1)) + sweepMarginSeconds;

/** @returns how many segments are kept that were chosen: the window, and what players may still want of the last one. */
export const keptSegments = (hls: HlsPlan): number => hls.windowSegments + hls.liveSegments + 1;

/** @returns MiB of memory volume for all that is kept there: of one engine what was chosen, of the others what was not; twice. */
export function storageMebibytes({ stations }: Pick<FleetPlan, "stations">): number {
  const bits = stations.map((station) => {
    const rate = station.hls.renditions.reduce((sum, { bandwidth }) => sum + bandwidth, 0);
    const chosen = keptSegments(station.hls) * station.hls.segmentSeconds;
    const unchosen = unchosenSeconds(station.hls);
    return rate * (Math.max(chosen, unchosen) + unchosen * (letters(station).length - 1));
  });
  const bytes = bits.reduce((sum, each) => sum + each, 0) / 8;
  return roomy(Math.max(16, (bytes * storageFactor) / mebibyte));
}

/** @returns KiB of shared memory for the merge: what is remembered, and the playlists as players get them. */
export function memoryKibibytes({ stations }: Pick<FleetPlan, "stations">): number {
  // Of a segment a playlist says some 110 bytes; nginx gives memory by powers of two, and the old text stands while the new one is written.
  const playlists = stations.map(({ hls }) => hls.renditions.length * (hls.windowSegments * 110 + 400) * 4);
  return roomy(1024 + playlists.reduce((sum, each) => sum + each + 32 * 1024, 0) / 1024);
}

/** @returns settings of the origin called `self`. */
export function originSettings(plan: OriginPlan, self: string): OriginSettings {
  const stations = plan.stations.map((station): [string, OriginSettings["stations"][string]] => [
    station.id,
    {
      letters: letters(station),
      renditions: station.engines[0]!.renditions.map(({ segmentPrefix }) => segmentPrefix),
      formats: station.engines[0]!.renditions.map(({ format }) => format),
      segment: station.hls.segmentSeconds * 1000,
      listed: station.hls.windowSegments,
      kept: keptSegments(station.hls),
      unchosenSeconds: unchosenSeconds(station.hls),
    },
  ]);
  return {
    self: plan.hls.origins.find(({ name }) => name === self)?.host ?? self,
    origins: plan.hls.origins.map(({ host }) => host),
    port: plan.hls.origins[0]!.statusPort,
    storage: storagePath,
    storageBytes: storageMebibytes(plan) * mebibyte,
    stations: Object.fromEntries(stations),
  };
}
