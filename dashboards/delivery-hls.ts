/** The panels of HLS on the dashboard "Delivery". */
import { answering } from "./answering";
import { type Context, toStation } from "./dashboard";
import { graph, type Sized, timeline } from "./panels";
import { max, metric, min, rate, sum } from "./promql";
import { spread } from "./spread";
import { colours, mustBeOne, neutral, steps } from "./thresholds";

const chosen = { station: "$station" };

export const hlsPanels = (context: Context): Sized[] => [
  ...age(context),
  ...uploads(context),
  merge(),
  switches(),
  storage(),
  requests(),
];

export const hlsOriginPanels = (): Sized[] => [origins(), deciders(), peers()];

const graded = ({ thresholds }: Context) =>
  steps(colours.well, [thresholds.playlist.late, colours.warn], [thresholds.playlist.stale, colours.bad]);

const age = (context: Context) =>
  spread({
    title: "Age of what players get",
    description:
      "Seconds since the playlists of a station grew, at the worst origin. Players stall soon after three segments.",
    unit: "s",
    least: 0,
    thresholds: graded(context),
    expression: metric("hls_merge_age_seconds", chosen),
    legend: "{{station}}",
    link: toStation(),
  });

const uploads = (context: Context) =>
  spread({
    title: "Age of engines' uploads",
    description: "Seconds since an engine last uploaded a rendition's playlist to an origin.",
    unit: "s",
    least: 0,
    thresholds: graded(context),
    expression: metric("hls_playlist_age_seconds", chosen),
    legend: "{{station}} {{engine}} {{rendition}}",
    link: toStation(),
  });

const merge = () =>
  graph({
    title: "Segments of the merge",
    description:
      "Segments a second, over all stations, by how they came into an origin's list; and those that had to be waited for.",
    unit: "none",
    least: 0,
    thresholds: neutral,
    queries: [
      [sum("how", rate(metric("hls_merge_segments_total"))), "{{how}}"],
      [sum("", rate(metric("hls_merge_late_total"))), "late"],
    ],
    size: [6, 8],
  });

const switches = () =>
  graph({
    title: "Changes of engine in HLS",
    description:
      "How often, a minute, players' playlists changed from one engine of a station to the other, over all stations. Each is a discontinuity.",
    unit: "none",
    least: 0,
    thresholds: steps(colours.well, [1, colours.watch], [10, colours.bad]),
    queries: [[`sum(${max("station", rate(metric("hls_merge_switches_total", chosen)))}) * 60`, "changes"]],
    size: [6, 8],
  });

const storage = () =>
  graph({
    title: "Room for segments",
    description:
      "Playlists and segments stored, as a share of each origin's memory for them. Full: uploads are refused.",
    unit: "percentunit",
    least: 0,
    thresholds: steps(colours.well, [0.7, colours.watch], [0.9, colours.bad]),
    queries: [
      [max("instance", `${metric("hls_storage_bytes")} / ${metric("hls_storage_limit_bytes")}`), "{{instance}}"],
    ],
    size: [6, 8],
  });

const requests = () =>
  graph({
    title: "Requests at origins",
    description: "HTTP requests a second, uploads and peers included.",
    unit: "reqps",
    least: 0,
    thresholds: neutral,
    queries: [[sum("instance", rate(metric("nginx_http_requests_total", { job: "hls-origin" }))), "{{instance}}"]],
    size: [6, 8],
  });

const origins = () =>
  answering({
    title: "Origins",
    description: "Whether each origin answers Prometheus.",
    job: "hls-origin",
    size: [8, 6],
  });

const deciders = () =>
  timeline({
    title: "Which origin decides",
    description: "The origin that decides which segment follows, for all. Exactly one should.",
    unit: "none",
    thresholds: steps(colours.plain, [1, colours.well]),
    states: [
      [0, "follows", colours.plain],
      [1, "decides", colours.well],
    ],
    queries: [[max("instance", metric("hls_merge_decides")), "{{instance}}"]],
    size: [8, 6],
  });

const peers = () =>
  timeline({
    title: "Origins that hear one another",
    description: "Whether each origin hears each other one. Where not, each may decide for itself.",
    unit: "none",
    thresholds: mustBeOne,
    noValue: "one origin has nobody to hear",
    states: [
      [0, "does not", colours.bad],
      [1, "hears it", colours.well],
    ],
    queries: [[min("instance peer", metric("hls_merge_peer_up")), "{{instance}}: {{peer}}"]],
    size: [8, 6],
  });
