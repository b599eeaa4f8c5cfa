/** The playlist that players open first. */
import { dirname, relative } from "node:path/posix";

import type { HlsPlan } from "../../station-inventory/plan-types";

/**
 * @returns the master playlist (RFC 8216 4.3.4): each rendition from engine a, then the same from engine b as a redundant variant
 * (4.3.4.2: equal attributes, another URI), to which players turn when the first fails.
 */
export function masterPlaylist(hls: HlsPlan): string {
  const variants = hls.renditions.flatMap(({ bandwidth, codecs, playlists }) =>
    playlists.flatMap((playlist) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},CODECS="${codecs}"`,
      relative(dirname(hls.master), playlist),
    ]),
  );
  return ["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-INDEPENDENT-SEGMENTS", ...variants, ""].join("\n");
}
