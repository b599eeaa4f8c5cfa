import { families } from "../metric-family";

const station = ["station"] as const;
const upload = ["station", "engine", "rendition"] as const;

/** What metrics.js writes, in its order; a test holds the script against this. */
export const originMetrics = families(
  ["hls-origin"],
  [
    ["nginx_connections_active", "gauge", [], "Client connections now, idle ones included."],
    ["nginx_connections_accepted_total", "counter", [], "Client connections accepted."],
    ["nginx_http_requests_total", "counter", [], "Requests on all ports."],
    ["hls_playlist_up", "gauge", upload, "Whether an engine keeps a media playlist fresh: 1 or 0."],
    ["hls_playlist_age_seconds", "gauge", upload, "Since the engine last uploaded the playlist."],
    ["hls_merge_on_air", "gauge", ["station", "engine"], "Whose segments players get: 1 or 0."],
    ["hls_merge_age_seconds", "gauge", station, "Since the playlists that players get last grew."],
    ["hls_merge_switches_total", "counter", station, "Changes from one engine to the other."],
    [
      "hls_merge_segments_total",
      "counter",
      ["how"],
      "By how they came into the list: decided here, accepted here as another origin proposed, or learned from the origin that decides (in batches).",
    ],
    ["hls_merge_late_total", "counter", [], "Of those decided here, the ones that had to be waited for."],
    ["hls_merge_decides", "gauge", [], "Whether this origin decides: 1 or 0."],
    ["hls_merge_peer_up", "gauge", ["peer"], "Whether another origin is not passed over: 1 or 0."],
    ["hls_merge_peer_failures_total", "counter", ["peer"], "Questions that another origin did not answer in time."],
    ["hls_storage_bytes", "gauge", [], "Playlists and segments stored, as last swept."],
    ["hls_storage_files", "gauge", [], "Playlists and segments stored, as last swept."],
    ["hls_storage_limit_bytes", "gauge", [], "Room for them."],
    ["hls_swept_total", "counter", [], "Segments removed: no player can want them any more."],
  ],
);
