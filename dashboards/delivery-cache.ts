/** The panels of the caches between origins and listeners, on the dashboard "Delivery". */
import { answering } from "./answering";
import { graph, type Sized } from "./panels";
import { max, metric, rate, sum } from "./promql";
import { colours, neutral, steps } from "./thresholds";

export const cachePanels = (): Sized[] => [hitRatio(), asked(), passedOn(), connections(), caches()];

const requests = sum("instance", rate(metric("cache_requests_total")));
const toOrigins = sum("instance", rate(metric("cache_origin_requests_total")));

const hitRatio = () =>
  graph({
    title: "Hit ratio",
    description:
      "Share of listeners' requests that no origin was asked for, by cache. Low with a handful of listeners: nearly each request is then the first of its kind.",
    unit: "percentunit",
    decimals: 1,
    least: 0,
    most: 1,
    thresholds: steps(colours.watch, [0.5, colours.well]),
    noValue: "nobody asks a cache for anything",
    queries: [[`clamp_min(1 - ${toOrigins} / (${requests} > 0), 0)`, "{{instance}}"]],
    size: [6, 8],
  });

const asked = () =>
  graph({
    title: "Requests at caches",
    description: "Requests of listeners a second, refused ones included, by cache.",
    unit: "reqps",
    least: 0,
    thresholds: neutral,
    queries: [[requests, "{{instance}}"]],
    size: [6, 8],
  });

const passedOn = () =>
  graph({
    title: "Asked of origins by caches",
    description: "Requests a second that caches had to send on, all together, by what was asked for.",
    unit: "reqps",
    least: 0,
    thresholds: neutral,
    queries: [[sum("kind", rate(metric("cache_origin_requests_total"))), "{{kind}}"]],
    size: [6, 8],
  });

const connections = () =>
  graph({
    title: "Connections of caches",
    description: "Connections that each cache holds now, idle ones included.",
    unit: "none",
    decimals: 0,
    least: 0,
    thresholds: neutral,
    queries: [[max("instance", metric("cache_connections_active")), "{{instance}}"]],
    size: [6, 8],
  });

const caches = () =>
  answering({ title: "Caches", description: "Whether each cache answers Prometheus.", job: "cache", size: [24, 5] });
