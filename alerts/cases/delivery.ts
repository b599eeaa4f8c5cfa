import { cache, type Case, counter, front, gauge, origin, publisher, relay, rivage } from "./case";

const connected = (mount: string, good: number, bad: number) =>
  gauge("icecast_mount_connected", relay(1, { mount }), good, bad);

export const deliveryCases: readonly Case[] = [
  {
    alert: "PlaylistStale",
    series: [
      gauge("hls_merge_age_seconds", origin(1, { station: "rivage" }), 3, 9),
      gauge("hls_merge_age_seconds", origin(2, { station: "rivage" }), 2, 8),
    ],
    labels: rivage,
    says: "rivage: no origin's playlists have grown for 8s.",
  },
  {
    alert: "PlaylistStaleAtOrigin",
    series: [
      gauge("hls_merge_age_seconds", origin(1, { station: "rivage" }), 3, 9),
      gauge("hls_merge_age_seconds", origin(2, { station: "rivage" }), 2, 3),
    ],
    labels: { ...rivage, ...origin(1) },
    says: "rivage at hls-origin-1:8082: not grown for 9s.",
  },
  {
    alert: "RenditionNotUploaded",
    series: [
      gauge("hls_playlist_up", origin(1, { station: "rivage", engine: "a", rendition: "aac-hifi" }), 1, 0),
      gauge("hls_playlist_up", origin(1, { station: "rivage", engine: "b", rendition: "aac-hifi" }), 1, 1),
    ],
    labels: { ...rivage, engine: "a", rendition: "aac-hifi" },
    says: "rivage, engine a: aac-hifi is not uploaded.",
  },
  {
    alert: "SegmentsMissing",
    series: [
      counter(
        "liquidsoap_hlssegment_sent",
        publisher("a", { output: "hls-origin-1", rendition: "aac-hifi" }),
        1.3125,
        0,
      ),
    ],
    onset: 300,
    lag: 10,
    labels: { ...rivage, engine: "a", output: "hls-origin-1", rendition: "aac-hifi" },
    says: "rivage, engine a: hls-origin-1 got 0% of aac-hifi.",
  },
  {
    alert: "HlsSwitchingTooOften",
    series: [counter("hls_merge_switches_total", origin(1, { station: "rivage" }), 0, 1)],
    lag: 20,
    labels: rivage,
    says: "rivage: 5 changes of engine in half an hour.",
  },
  {
    alert: "OriginsOutOfTouch",
    series: [gauge("hls_merge_peer_up", origin(1, { peer: "hls-origin-2" }), 1, 0)],
    labels: { instance: "hls-origin-1:8082", peer: "hls-origin-2" },
    says: "hls-origin-1:8082 does not hear hls-origin-2.",
  },
  {
    alert: "OriginStorageFilling",
    series: [gauge("hls_storage_bytes", origin(1), 40, 90), gauge("hls_storage_limit_bytes", origin(1), 100, 100)],
    labels: origin(1),
    says: "hls-origin-1:8082: 90% of its storage is used.",
  },
  {
    alert: "StreamsOnSilence",
    // Engine a's own mount, b's, and the silence, which is no engine.
    series: [
      connected("/rivage-hifi.aac", 1, 0),
      connected("/engines/rivage/b/hifi.aac", 1, 0),
      connected("/silence/rivage-hifi.aac", 1, 1),
      connected("/rivage-hifi.mp3", 1, 0),
      connected("/masters/2/engines/rivage/b/hifi.mp3", 1, 1),
    ],
    labels: { ...rivage, instance: "icecast-relay-1:8000" },
    says: "rivage at icecast-relay-1:8000: 1 formats have no source but silence.",
  },
  {
    alert: "EngineNotPublishing",
    series: [gauge("liquidsoap_output_connected", publisher("a", { output: "hls-origin-1" }), 1, 0)],
    labels: { ...rivage, engine: "a", output: "hls-origin-1" },
    says: "rivage, engine a: hls-origin-1 is not connected.",
  },
  {
    alert: "OutputStuck",
    // At second 300 it last took something.
    series: [
      counter("liquidsoap_output_last_success_timestamp_seconds", publisher("a", { output: "hls-origin-1" }), 5, 0),
    ],
    lag: 30,
    labels: { ...rivage, engine: "a", output: "hls-origin-1" },
    says: "rivage, engine a: hls-origin-1 took nothing for 1m 5s.",
  },
  {
    alert: "ListenersFalling",
    series: [
      gauge("icecast_mount_listeners", relay(1, { mount: "/rivage-hifi.aac" }), 100, 20),
      gauge("icecast_mount_listeners", relay(2, { mount: "/silence/rivage-hifi.aac" }), 20, 20),
    ],
    onset: 600,
    labels: rivage,
    says: "rivage: 33.33% of the listeners of ten minutes ago are left.",
  },
  {
    alert: "ListenersNearLimit",
    series: [gauge("icecast_clients", relay(1), 500, 950), gauge("icecast_limit_clients", relay(1), 1000, 1000)],
    labels: relay(1),
    says: "icecast-relay-1:8000: 95% of its connections are taken.",
  },
  {
    alert: "SlowListeners",
    series: [
      counter("icecast_mount_slow_listeners_total", relay(1, { mount: "/rivage-hifi.aac" }), 0, 2),
      gauge("icecast_listeners", relay(1), 100, 100),
    ],
    lag: 10,
    labels: { instance: "icecast-relay-1:8000" },
    says: "icecast-relay-1:8000: 126% of its listeners were dropped as too slow in ten minutes.",
  },
  {
    alert: "CacheHitRatioLow",
    series: [
      counter("cache_requests_total", cache(1), 500, 500),
      counter("cache_origin_requests_total", cache(1, { kind: "segments" }), 50, 400),
    ],
    onset: 300,
    lag: 170,
    labels: { instance: "cache-1:8082" },
    says: "cache-1:8082: 80% of the requests go to an origin.",
  },
  {
    alert: "FrontNearLimit",
    series: [
      gauge("haproxy_frontend_current_sessions", front(1, { proxy: "https" }), 10, 90),
      gauge("haproxy_frontend_limit_sessions", front(1, { proxy: "https" }), 100, 100),
    ],
    labels: front(1, { proxy: "https" }),
    says: "front-1:8404, https: 90% of its connections are taken.",
  },
  {
    alert: "BackendWithoutServers",
    series: [gauge("haproxy_backend_active_servers", front(1, { proxy: "caches" }), 2, 0)],
    labels: { instance: "front-1:8404", proxy: "caches" },
    says: "front-1:8404: no server of caches answers.",
  },
];
