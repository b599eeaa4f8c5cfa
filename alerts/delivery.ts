/** What listeners fetch: playlists, segments, mounts, and whether they stay. */
import { type Alert, at, drilledBy, noDrill } from "./alert";
import { fact } from "./facts";
import { and, by, increase, now, op, or, over, rate, series, unless } from "./promql";
import { recordedNames } from "./recorded";
import { against, perEngine } from "./terms";

/** Segments after which a playlist that has not grown is stale: the origins themselves withdraw it then (components/hls/merge/choose.js). */
export const staleSegments = 1.5;
const aged = (labels = {}) => series("hls_merge_age_seconds", labels);
const staleAfter = () => op(fact("segment"), "*", staleSegments);
const freshest = () => by("min", ["station"], aged());
const needsLoad = noDrill("it takes more listeners than one machine can play");

export const delivery = (): Alert[] => [...hls(), ...origins(), ...icecast(), ...audience()];

const hls = (): Alert[] => [
  {
    name: "PlaylistStale",
    severity: "critical",
    about: "station",
    expr: or(
      against(freshest(), ">", staleAfter()),
      // None that has ever grown, while there are origins that would know.
      and(
        unless(fact("segment"), aged(), ["station"]),
        by("count", [], op(series("up", { job: "hls-origin" }), "==", 1)),
        [],
      ),
    ),
    for: at(15, "players hold three segments, 11.5 s; a change of engine takes 1.8 s more than a segment"),
    summary: "A station's HLS playlists do not grow at any origin: players stop.",
    description: "{{ $labels.station }}: no origin's playlists have grown for {{ $value | humanizeDuration }}.",
    drill: noDrill("drills never take both engines of a station away"),
  },
  {
    name: "PlaylistStaleAtOrigin",
    severity: "warning",
    about: "station",
    expr: and(
      op(aged(), ">", staleAfter(), { on: ["station"], take: [] }),
      op(freshest(), "<=", staleAfter(), { on: ["station"] }),
      ["station"],
    ),
    for: at(30, "an origin that was frozen learns what it missed in seconds"),
    summary: "One origin's playlists of a station do not grow; another's do.",
    description: "{{ $labels.station }} at {{ $labels.instance }}: not grown for {{ $value | humanizeDuration }}.",
    drill: noDrill("no drill cuts a line between two parts that live"),
  },
  {
    name: "RenditionNotUploaded",
    severity: "warning",
    about: "station",
    expr: op(by("max", ["station", "engine", "rendition"], series("hls_playlist_up")), "==", 0),
    for: at(30, "an engine that restarts has its first segments after two of them, 8 s, and its own start"),
    summary: "An engine keeps one of its HLS renditions fresh at no origin.",
    description: "{{ $labels.station }}, engine {{ $labels.engine }}: {{ $labels.rendition }} is not uploaded.",
    drill: drilledBy("engine-sigstop-60s"),
  },
  {
    name: "SegmentsMissing",
    severity: "warning",
    about: "station",
    // Segments a second, times their length: the share of the time that reached an origin.
    expr: op(
      against(
        by("min", ["station", "engine", "output", "rendition"], rate(series("liquidsoap_hlssegment_sent"), 120)),
        "*",
        fact("segment"),
      ),
      "<",
      0.9,
    ),
    for: at(150, "an engine that has just started has not sent for the whole two minutes of the rate"),
    summary: "An origin gets fewer segments from an engine than the programme has.",
    description:
      "{{ $labels.station }}, engine {{ $labels.engine }}: {{ $labels.output }} got {{ $value | humanizePercentage }} of {{ $labels.rendition }}.",
    drill: noDrill(
      "an engine that is frozen is not asked; uploads that fail come with the drills of the delivery tier",
    ),
  },
  {
    name: "HlsSwitchingTooOften",
    severity: "warning",
    about: "station",
    expr: op(by("max", ["station"], increase(series("hls_merge_switches_total"), 1800)), ">", 4),
    for: at(0, "the half hour is in the expression"),
    summary: "A station's HLS changes its engine again and again; each change is a discontinuity to players.",
    description: '{{ $labels.station }}: {{ $value | printf "%.0f" }} changes of engine in half an hour.',
    drill: noDrill("it takes five deaths in half an hour"),
  },
];

const origins = (): Alert[] => [
  {
    name: "OriginsOutOfTouch",
    severity: "warning",
    about: "fleet",
    expr: by("max", ["instance", "peer"], op(series("hls_merge_peer_up"), "==", 0)),
    for: at(30, "an origin that restarts answers within seconds"),
    summary: "HLS origins do not hear each other: each may decide for itself.",
    description: "{{ $labels.instance }} does not hear {{ $labels.peer }}.",
    drill: noDrill("no drill cuts a line between two parts that live"),
  },
  {
    name: "OriginStorageFilling",
    severity: "warning",
    about: "fleet",
    expr: op(op(series("hls_storage_bytes"), "/", series("hls_storage_limit_bytes")), ">", 0.85),
    for: at(60, "the sweep runs several times a minute"),
    summary: "An HLS origin runs out of room for segments.",
    description: "{{ $labels.instance }}: {{ $value | humanizePercentage }} of its storage is used.",
    drill: noDrill("the storage is planned twice as large as needed; filling it takes a defect"),
  },
];

const icecast = (): Alert[] => [
  {
    name: "StreamsOnSilence",
    severity: "critical",
    about: "station",
    expr: by("count", ["station", "instance"], op(series(recordedNames.feeds), "==", 0)),
    for: at(20, "a relay asks again for a lost mount after 10 s, and Icecast's own retry takes 2 s more"),
    summary: "A relay has no engine's mount for some streams of a station: their listeners hear silence.",
    description: "{{ $labels.station }} at {{ $labels.instance }}: {{ $value }} formats have no source but silence.",
    drill: noDrill("drills never take both engines of a station away"),
  },
  {
    name: "EngineNotPublishing",
    severity: "warning",
    about: "station",
    expr: op(perEngine(series("liquidsoap_output_connected"), ["output"]), "==", 0),
    for: at(60, "the publisher tries again every few seconds"),
    summary: "An engine does not reach one of the mounts or origins that it publishes to.",
    description: "{{ $labels.station }}, engine {{ $labels.engine }}: {{ $labels.output }} is not connected.",
    drill: noDrill("no drill cuts a line between two parts that live"),
  },
  {
    name: "OutputStuck",
    severity: "warning",
    about: "station",
    expr: op(op(now, "-", perEngine(series("liquidsoap_output_last_success_timestamp_seconds"), ["output"])), ">", 30),
    for: at(30, "an origin gets something every 3.84 s, a mount every 20 ms; half a minute is no jitter"),
    summary: "An output of an engine has taken nothing for half a minute, whatever its connection says.",
    description:
      "{{ $labels.station }}, engine {{ $labels.engine }}: {{ $labels.output }} took nothing for {{ $value | humanizeDuration }}.",
    drill: noDrill("no drill cuts a line between two parts that live"),
  },
];

const listeners = () => series(recordedNames.listeners);
const before = () => over("avg_over_time", listeners(), 600, 300);

const audience = (): Alert[] => [
  {
    name: "CacheHitRatioLow",
    severity: "warning",
    about: "fleet",
    // A player asks every segment's length; with a handful of listeners nearly each of their requests is the first of its kind.
    expr: and(
      op(
        op(
          by("sum", ["instance"], rate(series("cache_origin_requests_total"), 300)),
          "/",
          by("sum", ["instance"], rate(series("cache_requests_total"), 300)),
        ),
        ">",
        0.5,
      ),
      op(by("sum", ["instance"], rate(series("cache_requests_total"), 300)), ">", 50),
    ),
    for: at(300, "a cache that has just started knows nothing yet"),
    summary: "A cache passes most requests on: origins carry what caches are there for.",
    description: "{{ $labels.instance }}: {{ $value | humanizePercentage }} of the requests go to an origin.",
    drill: needsLoad,
  },
  {
    name: "FrontNearLimit",
    severity: "warning",
    about: "fleet",
    expr: op(
      op(
        series("haproxy_frontend_current_sessions", { job: "front" }),
        "/",
        series("haproxy_frontend_limit_sessions", { job: "front" }),
      ),
      ">",
      0.85,
    ),
    for: at(60, "a wave of reconnections is over by then"),
    summary: "A front is about to keep listeners waiting.",
    description:
      "{{ $labels.instance }}, {{ $labels.proxy }}: {{ $value | humanizePercentage }} of its connections are taken.",
    drill: needsLoad,
  },
  {
    name: "BackendWithoutServers",
    severity: "critical",
    about: "fleet",
    expr: by("min", ["instance", "proxy"], op(series("haproxy_backend_active_servers", { job: "front" }), "==", 0)),
    for: at(15, "three scrapes; checks have failed several times before"),
    summary: "A front has nobody to send listeners to.",
    description: "{{ $labels.instance }}: no server of {{ $labels.proxy }} answers.",
    drill: noDrill("drills never take all of a kind away"),
  },
  {
    name: "ListenersFalling",
    severity: "warning",
    about: "station",
    // Twenty: under that, one household is five per cent.
    expr: and(op(op(listeners(), "/", before()), "<", 0.6), op(before(), ">", 20)),
    for: at(60, "a relay's listeners are back within a second of its death; a minute away is gone"),
    summary: "A station has lost two fifths of its Icecast listeners within minutes.",
    description:
      "{{ $labels.station }}: {{ $value | humanizePercentage }} of the listeners of ten minutes ago are left.",
    drill: needsLoad,
  },
  {
    name: "ListenersNearLimit",
    severity: "warning",
    about: "fleet",
    expr: op(
      op(
        series("icecast_clients", { component: "icecast-relay" }),
        "/",
        series("icecast_limit_clients", { component: "icecast-relay" }),
      ),
      ">",
      0.85,
    ),
    for: at(60, "a wave of reconnections is over by then"),
    summary: "An Icecast relay is about to refuse listeners.",
    description: "{{ $labels.instance }}: {{ $value | humanizePercentage }} of its connections are taken.",
    drill: needsLoad,
  },
  {
    name: "SlowListeners",
    severity: "info",
    about: "fleet",
    expr: op(
      op(
        by(
          "sum",
          ["instance"],
          increase(series("icecast_mount_slow_listeners_total", { component: "icecast-relay" }), 600),
        ),
        "/",
        by("sum", ["instance"], series("icecast_listeners", { component: "icecast-relay" })),
      ),
      ">",
      0.05,
    ),
    for: at(300, "listeners on trains come and go; a twentieth of all, for fifteen minutes, is our own network"),
    summary: "A relay drops many listeners because they cannot keep up.",
    description:
      "{{ $labels.instance }}: {{ $value | humanizePercentage }} of its listeners were dropped as too slow in ten minutes.",
    drill: needsLoad,
  },
];
