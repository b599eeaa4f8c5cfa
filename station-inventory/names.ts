/**
 * How things are called and where they answer: names, mounts, paths and ports, each rule once. Names of workloads are also
 * their addresses on the private network.
 */
import type { Format } from "./formats";
import type { EngineLetter } from "./plan-types";
import type { Voie } from "./schema";

export const engineLetters: readonly EngineLetter[] = ["a", "b", "c", "d"];

/** TCP and UDP ports inside containers; the same in every container of a kind. */
export const containerPorts = {
  engine: { api: 7000, metrics: 6001, gateMetrics: 6002, publisherMetrics: 6003, firstEncoding: 30000 },
  icecast: 8000,
  hlsOrigin: { public: 8080, upload: 8081, status: 8082 },
  cache: { public: 8080, status: 8082, origins: 8090, originsStatus: 8404 },
  front: { http: 8000, https: 8443, status: 8404 },
  prometheus: 9090,
  alertmanager: { http: 9093, cluster: 9094 },
  alertSink: 9099,
  pushgateway: 9091,
  nodeExporter: 9100,
  containerExporter: 9104,
  prober: 9115,
  processExporter: 9256,
  logStore: 9428,
  logCollector: 8888,
} as const;

/** Between two engines of a station on a shared host, and between an input's SRT port and its loopback port. */
export const portStride = 10000;
/** The last port of a station's block of ten. */
export const apiOffset = 9;

export const engineName = (station: string, letter: EngineLetter): string => `engine-${station}-${letter}`;
/** The simulated studio that calls the inputs of one voie. */
export const studioName = (station: string, voie: Voie): string => `studio-${station}-${voie.toLowerCase()}`;
export const masterName = (index: number): string => `icecast-master-${index + 1}`;
export const relayName = (index: number): string => `icecast-relay-${index + 1}`;
export const originName = (index: number): string => `hls-origin-${index + 1}`;
export const shardName = (index: number): string => `relays-${index + 1}`;
export const cacheName = (index: number): string => `cache-${index + 1}`;
export const frontName = (index: number): string => `front-${index + 1}`;
export const prometheusName = (index: number): string => `prometheus-${index + 1}`;
export const alertmanagerName = (index: number): string => `alertmanager-${index + 1}`;
export const watchers = {
  alertSink: "alert-sink",
  pushgateway: "pushgateway",
  nodeExporter: "node-exporter",
  processExporter: "process-exporter",
  containerExporter: "container-exporter",
  prober: "prober",
} as const;
/** What keeps logs, and what brings them. */
export const logWatchers = { store: "log-store", collector: "log-collector" } as const;

/** "srt/rivage/a" → "srt/rivage": what all paths of one owner have, until one is given its own. */
export const ownersSecret = (name: string): string => name.split("/").slice(0, 2).join("/");

export const engineMount = (station: string, letter: EngineLetter, { quality, extension }: Format): string =>
  `/engines/${station}/${letter}/${quality}.${extension}`;

export const publicMount = (station: string, { quality, extension }: Format): string =>
  `/${station}-${quality}.${extension}`;

/**
 * Where the silence beside a relay serves a format. Every stream pulls its own copy: a shared last mount would mix their listeners up.
 * None for Opus, whose stream cannot be looped, nor for 5.1.
 */
export const silenceMount = ({ codec, bitrate, extension, channels }: Format): string | undefined =>
  codec === "opus" || channels !== 2 ? undefined : `/silence-${codec}-${bitrate}.${extension}`;

/** The playlist that players get of one rendition, whichever engine is on air. */
export const mediaPlaylist = (station: string, { quality }: Format): string => `/${station}/${quality}.m3u8`;

export const masterPlaylist = (station: string): string => `/${station}/${station}.m3u8`;

/** Where one engine keeps its playlists and segments on the origins, slash included. */
export const engineFolder = (station: string, letter: EngineLetter): string => `/${station}/${letter}/`;

/**
 * Path segments and words that a station's id would be mistaken for: in mounts, in HLS paths, in Icecast's and the origins'
 * own pages, or where a stack names a set of stations instead of one.
 */
export const reservedIds: readonly string[] = [
  ...["engines", "silence"],
  ...["admin", "auth", "metrics", "status", "web", "liveness", "readiness", "healthz"],
  ...["demo", "fleet", "all"],
  // Engines of a station are kept apart under its id, and these under their own names.
  ...["icecast-master", "hls-origin", "cache", "front", "prometheus", "alertmanager"],
  // A station's master playlist is called after it, beside the renditions' playlists, which are called after their qualities.
  ...["lofi", "midfi", "hifi", "insane", "surround"],
];

/** Names that metrics and the operator API give to what is no input ("safe_blank", with its underscore, no input can be called). */
export const reservedInputs: readonly string[] = ["output"];
