/** What a cache keeps and where it answers, from the plan. Pure. */
import type { FleetPlan } from "../../station-inventory/plan-types";
import { roomy } from "../nginx";

/** Where it keeps things: a memory volume. */
export const storagePath = "/var/lib/airpath/cache";
/** On the private port. Ready: it and what finds the origins for it both answer, so it can serve what it has not got yet. */
export const healthPath = "/health";
export const readyPath = "/ready";
/** On the private port: POST /purge/rivage/hifi.m3u8, or /purge/rivage/* for all that begins so. */
export const purgePath = "/purge";

const mebibyte = 1024 * 1024;
// What is dropped when the volume fills up is what nobody asked for longest; the rest of the volume is for what is being received.
const usable = 0.8;
const storage = { least: 32, most: 1024 };

/** @returns MiB of memory volume: every rendition's whole time-shift window, where that is not too much. */
export function storageMebibytes({ stations }: Pick<FleetPlan, "stations">): number {
  const bits = stations.flatMap(({ hls }) =>
    hls.renditions.map(({ bandwidth }) => bandwidth * (hls.windowSegments + hls.liveSegments) * hls.segmentSeconds),
  );
  const bytes = bits.reduce((sum, each) => sum + each, 0) / 8;
  return Math.min(storage.most, roomy(Math.max(storage.least, bytes / usable / mebibyte)));
}

/** @returns MiB of it that are kept. */
export const keptMebibytes = (plan: Pick<FleetPlan, "stations">): number => Math.floor(storageMebibytes(plan) * usable);

/** @returns seconds after which is dropped what nobody asks for: longer than any window. */
export const unaskedSeconds = ({ stations }: Pick<FleetPlan, "stations">): number =>
  Math.max(600, ...stations.map(({ hls }) => Math.ceil(hls.windowSegments * hls.segmentSeconds)));
