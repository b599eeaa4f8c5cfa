/** The playlist that players open first. */
import { dirname, relative } from "node:path/posix";

import type { HlsPlan } from "../../station-inventory/plan-types";

/**
 * @returns the master playlist (RFC 8216 4.3.4): each rendition once, since the origin itself turns from one engine to the other.
 */
export function masterPlaylist(hls: HlsPlan): string {
  const variants = hls.renditions.flatMap(({ bandwidth, codecs, playlist }) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},CODECS="${codecs}"`,
    relative(dirname(hls.master), playlist),
  ]);
  return ["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-INDEPENDENT-SEGMENTS", ...variants, ""].join("\n");
}
