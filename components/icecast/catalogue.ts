import { families } from "../metric-family";

/** What admin/stats.xsl writes; a test holds the stylesheet against this. */
export const icecastMetrics = families(
  ["icecast"],
  [
    ["icecast_info", "gauge", ["version"], "Version of the server."],
    ["icecast_start_time_seconds", "gauge", [], "When the server started, in Unix time."],
    ["icecast_listeners", "gauge", [], "Listeners now, relays that pull from here included."],
    ["icecast_clients", "gauge", [], "TCP clients now: listeners, sources, requests."],
    ["icecast_sources", "gauge", [], "Mounts that have a source now, relayed ones included."],
    ["icecast_limit_clients", "gauge", [], "Clients at which the next one is refused."],
    ["icecast_limit_sources", "gauge", [], "Sources at which the next one is refused."],
    ["icecast_connections_total", "counter", [], "TCP connections accepted."],
    ["icecast_listener_connections_total", "counter", [], "Listeners that came."],
    ["icecast_source_connections_total", "counter", [], "Sources that connected here."],
    ["icecast_relay_connections_total", "counter", [], "Mounts that this server began to pull."],
    [
      "icecast_mount_connected",
      "gauge",
      ["mount"],
      "Whether a configured mount has its own source: 1 or 0. Listeners of a 0 hear its fallback.",
    ],
    ["icecast_mount_connected_since_seconds", "gauge", ["mount"], "When the mount's source connected, in Unix time."],
    ["icecast_mount_listeners", "gauge", ["mount"], "Listeners that the mount's own source feeds now."],
    [
      "icecast_mount_slow_listeners_total",
      "counter",
      ["mount"],
      "Listeners dropped for having fallen behind, since the source connected.",
    ],
    [
      "icecast_mount_read_bytes_total",
      "counter",
      ["mount"],
      "Bytes from the source since it connected, brought up to date every 5 seconds.",
    ],
    [
      "icecast_mount_sent_bytes_total",
      "counter",
      ["mount"],
      "Bytes to listeners since the source connected, brought up to date every 5 seconds.",
    ],
  ],
);
