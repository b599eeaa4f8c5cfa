/** From engines to listeners: Icecast masters and relays, HLS origins, caches, the front. */
import { type Context, dashboardOf, toStation } from "./dashboard";
import { cachePanels } from "./delivery-cache";
import { heardPanels } from "./delivery-heard";
import { hlsOriginPanels, hlsPanels } from "./delivery-hls";
import { publishingPanels } from "./delivery-publishing";
import { graph, number, ranking } from "./panels";
import { countOrZero, max, metric, min, perMinute, rate, sum } from "./promql";
import * as states from "./states";
import { colours, neutral, noneAllowed, steps } from "./thresholds";

const chosen = { station: "$station" };
const relay = { component: "icecast-relay" };

export const delivery = (context: Context) =>
  dashboardOf(context, {
    file: __filename,
    title: "Delivery",
    description:
      "How listeners get it: what engines publish, Icecast masters and relays, HLS origins, caches, the front before them.",
    variables: ["stations"],
    from: "now-1h",
    rows: [
      { title: "Delivery", panels: summary(context) },
      { title: "As listeners hear it", panels: heardPanels() },
      { title: "Icecast", panels: [listeners(), popular(), room(), sent(), connections(), mounts(), slow()] },
      { title: "What engines publish", panels: publishingPanels() },
      { title: "HLS", panels: hlsPanels(context) },
      { title: "HLS origins", panels: hlsOriginPanels() },
      { title: "Caches", panels: cachePanels() },
      { title: "Front", panels: [sessions(), responses(), servers()] },
    ],
  });

const counted = (title: string, description: string, expression: string) =>
  number({
    title,
    description,
    unit: "none",
    decimals: 0,
    thresholds: noneAllowed,
    queries: [[expression, ""]],
    size: [4, 4],
  });

const summary = ({ thresholds }: Context) => [
  number({
    title: "Listeners",
    description: "Icecast listeners now, on all relays.",
    unit: "short",
    thresholds: neutral,
    queries: [[sum("", states.stationListeners("$station")), ""]],
    size: [4, 4],
  }),
  counted(
    "Listeners on silence",
    "Icecast listeners whose stream no engine publishes now: they hear the relay's own silence.",
    sum("", metric("icecast_mount_listeners", { mount: "/silence/.*", ...relay })),
  ),
  counted(
    "Public mounts without source",
    "Mounts of relays that listeners ask for and that have no source of their own: their listeners hear a fallback.",
    countOrZero(`${metric("icecast_mount_connected", { "!mount": "/(silence|engines|masters)/.*", ...relay })} == 0`),
  ),
  counted(
    "Playlists late",
    `Stations whose playlists have not grown for ${thresholds.playlist.late} s at an origin.`,
    countOrZero(max("station", `${metric("hls_merge_age_seconds", chosen)} > ${thresholds.playlist.late}`)),
  ),
  counted(
    "Uploads stopped",
    "Renditions that an engine does not keep fresh at an origin.",
    countOrZero(`${metric("hls_playlist_up", chosen)} == 0`),
  ),
  counted(
    "Outputs lost",
    "Icecast mounts and HLS origins to which an engine does not publish.",
    countOrZero(`${metric("liquidsoap_output_connected", chosen)} == 0`),
  ),
];

const listeners = () =>
  graph({
    title: "Listeners by relay",
    description: "Icecast listeners now. A relay that loses all of them at once has died.",
    unit: "none",
    thresholds: neutral,
    least: 0,
    stacked: true,
    queries: [[sum("instance", metric("icecast_listeners", relay)), "{{instance}}"]],
  });

const popular = () =>
  ranking({
    title: "Listeners by station",
    description: "The 12 stations with most Icecast listeners now, whichever mount feeds them.",
    unit: "none",
    decimals: 0,
    thresholds: neutral,
    queries: [[`sort_desc(topk(12, ${states.stationListeners("$station")}))`, "{{station}}"]],
    links: [toStation()],
  });

const room = () =>
  graph({
    title: "Room on Icecast servers",
    description:
      "Clients of each server, listeners and sources together, as a share of the limit at which the next one is refused.",
    unit: "percentunit",
    least: 0,
    thresholds: steps(colours.well, [0.7, colours.watch], [0.9, colours.bad]),
    queries: [[max("instance", `${metric("icecast_clients")} / ${metric("icecast_limit_clients")}`), "{{instance}}"]],
  });

const sent = () =>
  graph({
    title: "Sent to listeners",
    description: "Bits a second from each relay. A one-gigabit port ends at 0.95 Gb/s.",
    unit: "bps",
    least: 0,
    thresholds: steps(colours.well, [0.7e9, colours.watch], [0.9e9, colours.bad]),
    queries: [[`${sum("instance", rate(metric("icecast_mount_sent_bytes_total", relay)))} * 8`, "{{instance}}"]],
    size: [6, 8],
  });

const connections = () =>
  graph({
    title: "Listeners that come",
    description: "New listeners a second at each relay. A sudden peak: all were dropped somewhere and call again.",
    unit: "none",
    least: 0,
    thresholds: neutral,
    queries: [[sum("instance", rate(metric("icecast_listener_connections_total", relay))), "{{instance}}"]],
    size: [6, 8],
  });

const mounts = () =>
  graph({
    title: "Mounts without source",
    description: "Configured mounts that nothing feeds, by server. On masters: an engine does not publish.",
    unit: "none",
    decimals: 0,
    least: 0,
    thresholds: noneAllowed,
    queries: [
      [
        `count by (instance) (${metric("icecast_mount_connected")}) - sum by (instance) (${metric("icecast_mount_connected")})`,
        "{{instance}}",
      ],
    ],
    size: [6, 8],
  });

const slow = () =>
  graph({
    title: "Slow listeners dropped",
    description: "Listeners a minute that fell too far behind: their line, or the relay's.",
    unit: "none",
    least: 0,
    thresholds: steps(colours.well, [5, colours.watch], [50, colours.bad]),
    queries: [[perMinute("instance", metric("icecast_mount_slow_listeners_total", relay)), "{{instance}}"]],
    size: [6, 8],
  });

const sessions = () =>
  graph({
    title: "Sessions at the front",
    description: "Connections of listeners and players that each front holds now.",
    unit: "none",
    least: 0,
    thresholds: neutral,
    queries: [
      [sum("instance proxy", metric("haproxy_frontend_current_sessions", { job: "front" })), "{{instance}} {{proxy}}"],
    ],
  });

const responses = () =>
  graph({
    title: "Answers of the front",
    description: "HTTP answers a second, by their class. 5xx: nothing behind the front could answer.",
    unit: "reqps",
    least: 0,
    thresholds: neutral,
    queries: [[sum("code", rate(metric("haproxy_frontend_http_responses_total", { job: "front" }))), "{{code}}"]],
  });

const servers = () =>
  graph({
    title: "Servers behind the front",
    description: "Servers that each front believes to be well, by backend, seen by the front that sees fewest.",
    unit: "none",
    decimals: 0,
    least: 0,
    thresholds: steps(colours.bad, [1, colours.warn], [2, colours.well]),
    queries: [[min("proxy", metric("haproxy_backend_active_servers", { job: "front" })), "{{proxy}}"]],
  });
