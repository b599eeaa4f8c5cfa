import { families } from "../metric-family";

/** What metrics.js writes, in its order; a test holds the script against this. */
export const cacheMetrics = families(
  ["cache"],
  [
    ["cache_connections_active", "gauge", [], "Connections now, idle ones included."],
    ["cache_requests_total", "counter", [], "Requests of listeners, refused ones included."],
    [
      "cache_origin_requests_total",
      "counter",
      ["kind"],
      "Requests that the cache had to send on, by what was asked for.",
    ],
    ["cache_hit_ratio", "gauge", [], "Part of listeners' requests since the start that no origin was asked for."],
  ],
);
