/**
 * The shape of the plan: everything that is computed from the inventory, once. Pure data, no secrets, no Pulumi types.
 * Ports are port numbers, durations say their unit in their name.
 */
import type { FleetSettings } from "./fleet-settings";
import type { Codec, FormatId, Quality } from "./formats";
import type { StationKind, Voie } from "./schema";

/** Which of a station's redundant engines: "a", "b", … in order. */
export type EngineLetter = "a" | "b" | "c" | "d";

/** One SRT input of one engine. */
export interface InputPlan {
  /** As in the inventory, unique in the station: "voieA-1". */
  name: string;
  voie: "A" | "B" | "override" | "sat";
  /** "autofallback" inputs are taken by themselves in inventory order, "manual" ones only when the operator asks. */
  selection: "autofallback" | "manual";
  /** UDP port on which the engine listens for SRT, the same on every engine of the station. */
  port: number;
  /** UDP port by which that is reached on a host which several engines share (local, node ports). Unique in the fleet. */
  hostPort: number;
  /** TCP port on the engine's own loopback, on which its SRT gate hands the stream to Liquidsoap. Unique in the engine. */
  loopbackPort: number;
  /** Absent: studios call `port`. Else the SRT listener that the engine calls, "HOST:PORT". */
  call?: string;
  /** Whether silence takes it off the air. */
  detectBlank: boolean;
  /** SRT receiver latency in milliseconds. */
  latencyMilliseconds: number;
  /** Name of the secret that holds the SRT passphrase, of each engine by itself: "srt/rivage/a". */
  passphraseSecret: string;
}

/** One format that an engine encodes, once, whoever publishes it. */
export interface EncodingPlan {
  format: FormatId;
  /** FFmpeg's name of the encoder: "aac". */
  encoder: string;
  /** UDP port on the engine's own loopback, on which Liquidsoap hands it to the publisher. Unique in the engine. */
  loopbackPort: number;
}

/** One Icecast mount that one engine feeds. */
export interface EngineMountPlan {
  format: FormatId;
  /** On every master, never public: "/engines/rivage/a/hifi.aac". */
  mount: string;
}

/** One HLS rendition as one engine publishes it. */
export interface EngineRenditionPlan {
  format: FormatId;
  /** Path on the origin's upload and private ports: "/rivage/a/hifi.m3u8". */
  playlist: string;
  /** Folder on the origin, with its slash: "/rivage/a/". */
  folder: string;
  /** Segment names start so; boot second, sequence and ".ts" follow: "hifi-". */
  segmentPrefix: string;
}

export interface EnginePlan {
  station: string;
  letter: EngineLetter;
  /** Workload name and address on the private network: "engine-rivage-a". */
  name: string;
  inputs: InputPlan[];
  /** Operator API (/readiness, /liveness, /status …): TCP port in the engine, and on a shared host. */
  api: { port: number; hostPort: number };
  /** Prometheus text, TCP: Liquidsoap's own, the SRT gate's and the publisher's. */
  metrics: { port: number; gatePort: number; publisherPort: number };
  /** In the order of first use: mounts, then renditions. */
  encodings: EncodingPlan[];
  /** 2, or 6 where a format is 5.1. */
  channels: 2 | 6;
  mounts: EngineMountPlan[];
  renditions: EngineRenditionPlan[];
  /** Secret names: its Icecast source password and its HLS upload token. */
  secrets: { source: string; upload: string };
  /** Engines of one group are kept apart (host, zone): the station's id. */
  spreadGroup: string;
  /** Labels a machine must carry to be chosen. */
  placement: Record<string, string>;
}

/** One public Icecast stream: what a listener plays. */
export interface StreamPlan {
  format: FormatId;
  codec: Codec;
  quality: Quality;
  /** On every relay of the station's shard, and through every front: "/rivage-hifi.aac". */
  mount: string;
  /** Engine mounts in order of preference. */
  engineMounts: string[];
  /** What is heard when no engine publishes: of the same codec, bitrate and sample rate. Absent for formats without one. */
  silence?: string;
}

export interface HlsPlan {
  /** Master playlist's path on origins and fronts: "/rivage/rivage.m3u8". */
  master: string;
  renditions: {
    format: FormatId;
    quality: Quality;
    bandwidth: number;
    codecs: string;
    /** Path on origins and fronts, for players: "/rivage/hifi.m3u8". */
    playlist: string;
  }[];
  segmentSeconds: number;
  /** How many segments an engine's playlist lists: what it sends again to an origin that lost it. */
  liveSegments: number;
  /** How many segments players' playlists list: the time-shift window. */
  windowSegments: number;
}

export interface StudioPlan {
  voie: Voie;
  /** Workload name: "studio-rivage-a". */
  name: string;
  /** Whom it calls: "engine-rivage-a:10000", on the private network. */
  destinations: { address: string; passphraseSecret: string }[];
}

export interface StationPlan {
  id: string;
  displayName: string;
  kind: StationKind;
  /** First port of the station's block of ten. */
  basePort: number;
  engines: EnginePlan[];
  streams: StreamPlan[];
  hls: HlsPlan;
  /** Secret name of the operator API's token. */
  secrets: { api: string };
  /** What its engines may use. cpu in cores (a request), memory in MiB (a limit). */
  resources: { cpu: number; memoryMebibytes: number };
  blank: { thresholdDecibels: number; maxSeconds: number };
  /** Between which loudness the programme is meant to be, LUFS over ten minutes: for alerts. */
  loudness: { leastLufs: number; mostLufs: number };
  /** When an input counts as lost, and how long a better one must have been good before it is taken back; seconds. */
  switching: { lostAfterSeconds: number; returnAfterSeconds: number };
  /** The simulated studio: one caller a voie, each calling the first input of that voie on every engine. `sat` has none. */
  studios: StudioPlan[];
  /** Host names for listeners, over HTTPS, where the stack serves the public. */
  publicNames: { icecast?: string; hls?: string };
}

export interface IcecastMasterPlan {
  /** Workload name and address on the private network: "icecast-master-1". */
  name: string;
  /** TCP, private network only. */
  port: number;
}

export interface IcecastRelayPlan {
  /** Workload name and address on the private network: "icecast-relay-1". */
  name: string;
  /** The same for a program that looks names up itself: the name, and the stack's domain. */
  host: string;
  /** TCP, private network only: listeners come through a front. */
  port: number;
}

/** Stations that share relays. */
export interface RelayShardPlan {
  /** "relays-1". */
  name: string;
  /** Ids, in the order of their base ports. */
  stations: string[];
  /** Each carries all of them. */
  relays: IcecastRelayPlan[];
}

export interface HlsOriginPlan {
  /** Workload name and address on the private network: "hls-origin-1". */
  name: string;
  /** The same for a program that looks names up itself. */
  host: string;
  /** TCP, private network only: GET and HEAD, for caches and CDN. */
  publicPort: number;
  /** TCP, private network only: PUT and DELETE with a station's token. */
  uploadPort: number;
  /** TCP, private network only: health and metrics. */
  statusPort: number;
}

export interface CachePlan {
  /** Workload name and address on the private network: "cache-1". */
  name: string;
  /** The same for a program that looks names up itself. */
  host: string;
  /** TCP, private network only: GET and HEAD, for fronts. */
  publicPort: number;
  /** TCP, private network only: health, metrics, purge. */
  statusPort: number;
  /** TCP on the cache's own loopback: whichever origin is well. */
  originsPort: number;
  /** TCP, private network only: health and metrics of what finds the origins. */
  originsStatusPort: number;
}

/** What listeners connect to. */
export interface FrontPlan {
  /** Workload name: "front-1". */
  name: string;
  /** TCP in the container, HTTP and HTTPS. */
  port: number;
  tlsPort: number;
  /** TCP, private network only: health and metrics. */
  statusPort: number;
  /** The same on a shared host. */
  hostPort: number;
  tlsHostPort: number;
}

/** One Prometheus or Alertmanager, of several that do the same. */
export interface WatcherPlan {
  /** Workload name and address on the private network: "prometheus-1". */
  name: string;
  /** TCP, in the container. */
  port: number;
  /** TCP port on a shared host, for operators: loopback only. */
  hostPort: number;
  /** On that host: "http://127.0.0.1:9090/". */
  url: string;
}

/** One thing that Prometheus scrapes. Path and credentials, where they are not the usual, go with the job. */
export interface ScrapeTarget {
  job: string;
  /** "engine-rivage-a:6001". */
  address: string;
  labels: { component: string; station?: string; engine?: string };
}

/** Where people and players reach a station. */
export interface StationUrls {
  station: string;
  /** Every format through every front, by HTTP and HTTPS. */
  icecast: { format: FormatId; front: string; url: string; https: string }[];
  /** The master playlist through every front, by HTTP and HTTPS. */
  hls: { front: string; url: string; https: string }[];
  /** Where studios call: every input on every engine, without passphrase. */
  srt: { engine: EngineLetter; input: string; address: string }[];
  /** Operator API of every engine; on loopback only. */
  api: { engine: EngineLetter; url: string }[];
}

/** A workload, and its port on the private network. */
export interface ExporterPlan {
  name: string;
  port: number;
}

export interface LogCollectorPlan {
  name: string;
  port: number;
  /** Where it brings lines, as it looks the store up from wherever it stands. */
  storeUrl: string;
  /** Whose pods' lines it brings, by one of it on every node: no address leads to it then, and nobody scrapes it. Absent: this machine's. */
  namespace?: string;
}

/** Which of several sites each thing stands in. */
export interface SitesPlan {
  /** In order: the first is where the platform's own stack is. */
  names: string[];
  /** Workload → its site. What is not among them stands in each. */
  of: Record<string, string>;
}

export interface FleetPlan {
  settings: FleetSettings;
  stations: StationPlan[];
  icecast: {
    masters: IcecastMasterPlan[];
    shards: RelayShardPlan[];
  };
  hls: { origins: HlsOriginPlan[]; caches: CachePlan[] };
  fronts: FrontPlan[];
  /** `url` is the first one's. `targets` are those that the plan knows: a cluster's nodes and kubelets are found as they come and go. */
  prometheus: { servers: WatcherPlan[]; url: string; targets: ScrapeTarget[] };
  /** `clusterPort`: TCP and UDP, between them, private network only. */
  alertmanager: { servers: WatcherPlan[]; clusterPort: number };
  /** Where every alert arrives, so that one can look; it serves the runbooks too. */
  alertSink: WatcherPlan;
  /** Where work that ends before anybody could ask it leaves its numbers. */
  pushgateway: WatcherPlan;
  /** What tells of the machine, in a cluster of every node. Absent: somebody else's does. */
  nodeExporter?: ExporterPlan;
  /** What tells of the machine's programs and of the platform's containers, where `machineMetrics` is set. */
  observers?: { processes: ExporterPlan; containers: ExporterPlan };
  /** What listens to every public stream in turn. */
  prober: { name: string; port: number };
  /** What keeps logs, and what brings them where nobody else does. Absent: nobody keeps any. */
  logs?: { store: WatcherPlan; collector?: LogCollectorPlan };
  urls: StationUrls[];
  /** Absent: there is one. */
  sites?: SitesPlan;
}
