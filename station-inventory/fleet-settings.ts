/** What a stack decides about the fleet as a whole: scale and addresses, never stations. Their defaults, and what they may be. Pure. */
import type { Mistake } from "./mistake";
import type { StationPlan } from "./plan-types";
import { mountsOf } from "./relay-shards";
import { basePorts } from "./schema";
import { siteMistakes } from "./sites";

/** Components whose containers can be asked to be replaced as they are. */
export const replaceable = ["engine", "icecast-master", "icecast-relay", "hls-origin", "cache", "front"] as const;
export type Replaceable = (typeof replaceable)[number];

/** "masked": the network alone, which many listeners share. "whole": the address, where audience is counted by it. */
export const listenerAddresses = ["masked", "whole"] as const;
export type ListenerAddresses = (typeof listenerAddresses)[number];

/** What is kept of what containers say. */
export interface LogSettings {
  /** Days that lines are kept. */
  days: number;
  /** GiB that they may take: the oldest day goes, should that be reached earlier. */
  gibibytes: number;
  /** TCP port of the store on a shared host; on loopback. */
  port: number;
  /** Who brings the lines: ours of this machine (absent), ours on every node, those of the pods in a namespace, or somebody else's. */
  collector?: { namespace: string } | "others";
}

/** Host names, reached over HTTPS. */
export interface PublicNames {
  icecast?: string;
  hls?: string;
}

export interface FleetSettings {
  /** IP address or host name on which listeners and studios reach the stack; "0.0.0.0" binds everywhere. */
  listenAddress: string;
  /** TCP port of the first front on a shared host, HTTP; the next fronts take the following ports. */
  listenPort: number;
  /** TCP port of the first front on a shared host, HTTPS; the next fronts take the following ports. */
  tlsPort: number;
  /** TCP port of the first Prometheus on a shared host; the next ones take the following ports. */
  prometheusPort: number;
  /** TCP port of the first Alertmanager on a shared host; the next ones take the following ports. */
  alertmanagerPort: number;
  /** TCP port on a shared host at which one sees which alerts arrived. */
  alertSinkPort: number;
  /** TCP port on a shared host at which work that ends leaves its numbers. */
  pushgatewayPort: number;
  /** How many Icecast masters: every engine publishes to each. */
  masters: number;
  /** How many Icecast relays each shard of stations has: its listeners are spread over them. */
  relays: number;
  /** How many HLS origins: every engine pushes to each. */
  origins: number;
  /** How many caches stand between fronts and origins. */
  caches: number;
  /** How many fronts: what listeners connect to. */
  fronts: number;
  /** How many Prometheus: each scrapes everything and evaluates every rule. */
  prometheuses: number;
  /** How many Alertmanagers, one cluster. */
  alertmanagers: number;
  /** Whether something tells of the machine's programs and of containers: where all runs on one machine, and nobody else does. */
  machineMetrics: boolean;
  /** Listeners at once on one relay. */
  listenersPerRelay: number;
  /** Mounts on one relay, listeners' and hidden ones; more stations than that make another shard. */
  mountsPerRelay: number;
  /**
   * What follows a workload's name where a program looks it up itself, without the system's list of domains to search: HAProxy and nginx do. "" where
   * names are whole as they are; ".NAMESPACE.svc.cluster.local" in a cluster.
   */
  domain: string;
  /** In which all of it is, in a cluster. Absent: all of it is on one machine. */
  namespace?: string;
  /** Names of the sites over which it is spread, the first one's first. Absent: all of it is in one. */
  sites?: readonly string[];
  /** Any word by component; another one has all of its containers replaced as they are, one of each kind at a time. */
  revisions: Partial<Record<Replaceable, string>>;
  /** How logs tell listeners' addresses, everybody's log alike: docs/listener-addresses.md. */
  listenerAddresses: ListenerAddresses;
  /** Ids of stations that are changed first, all others only when these are on air again. */
  canaries: string[];
  /** How many stations are changed at once. */
  stationsAtOnce: number;
  /** Host names under which the public listens to stations that have none of their own. Absent: it does not, and stations' own do not count either. */
  publicNames?: PublicNames;
  /** Absent: nothing is kept but what Docker or the cluster keeps itself. */
  logs?: LogSettings;
}

/** A small stack on one machine, heard on that machine only. Two of everything: one may die. */
export const defaultSettings: FleetSettings = {
  listenAddress: "127.0.0.1",
  listenPort: 8000,
  tlsPort: 8443,
  prometheusPort: 9090,
  alertmanagerPort: 9093,
  alertSinkPort: 9099,
  pushgatewayPort: 9098,
  masters: 2,
  relays: 2,
  origins: 2,
  caches: 2,
  fronts: 2,
  prometheuses: 2,
  alertmanagers: 2,
  machineMetrics: true,
  // icecast.org/loadtest: about 14,000 at 48 kbit/s on one GbE port; a third leaves that port room for 128 kbit/s on average.
  listenersPerRelay: 5000,
  // Each is a thread in Icecast, and its statistics were measured with 1,077 (docs/decisions/icecast-metrics.md).
  mountsPerRelay: 1000,
  domain: "",
  revisions: {},
  listenerAddresses: "masked",
  canaries: [],
  stationsAtOnce: 10,
};

/** Takes settings and nothing else: what a stack's configuration holds besides, secrets among it, must not get into the plan. */
export const withDefaults = (settings: Partial<FleetSettings>): FleetSettings => ({
  ...(Object.fromEntries(
    Object.entries(defaultSettings).map(([key, fallback]) => [key, settings[key as keyof FleetSettings] ?? fallback]),
  ) as unknown as FleetSettings),
  ...(settings.namespace && { namespace: settings.namespace }),
  ...(settings.sites && settings.sites.length > 1 && { sites: settings.sites }),
  ...(settings.publicNames && { publicNames: settings.publicNames }),
  ...(settings.logs && { logs: settings.logs }),
});

/** The most of each; the least is 1. */
export const most = {
  masters: 16,
  relays: 64,
  origins: 16,
  caches: 64,
  fronts: 64,
  prometheuses: 4,
  alertmanagers: 8,
  listenersPerRelay: 100000,
  mountsPerRelay: 100000,
  stationsAtOnce: 100,
} as const;

/** Everything that is wrong with the settings, for these stations. */
export const settingsMistakes = (plans: readonly StationPlan[], settings: FleetSettings): Mistake[] => [
  ...countMistakes(settings),
  ...portMistakes(plans, settings),
  ...shardMistakes(plans, settings),
  ...chainMistakes(plans, settings),
  ...canaryMistakes(plans, settings),
  ...siteMistakes(settings),
];

function countMistakes(settings: FleetSettings): Mistake[] {
  return Object.entries(most).flatMap(([setting, limit]) => {
    const value = settings[setting as keyof typeof most];
    if (Number.isInteger(value) && value >= 1 && value <= limit) return [];
    return [{ place: `settings.${setting}`, got: `is ${value}`, allowed: `1-${limit}`, fix: "use 1 or more" }];
  });
}

function canaryMistakes(plans: readonly StationPlan[], { canaries }: FleetSettings): Mistake[] {
  const ids = plans.map(({ id }) => id);
  const strangers = canaries.filter((id) => !ids.includes(id));
  if (strangers.length === 0) return [];
  return [
    {
      place: "settings.canaries",
      got: `names ${strangers.map((id) => `"${id}"`).join(", ")}`,
      allowed: `stations that the stack runs: ${ids.join(", ")}`,
      fix: "name one of these",
    },
  ];
}

/** A station is never divided: its mounts must fit on one relay. */
function shardMistakes(plans: readonly StationPlan[], settings: FleetSettings): Mistake[] {
  const { mountsPerRelay } = settings;
  const largest = Math.max(0, ...plans.map((plan) => mountsOf(plan, settings)));
  if (largest <= mountsPerRelay || !Number.isInteger(mountsPerRelay)) return [];
  const { id } = plans.find((plan) => mountsOf(plan, settings) === largest)!;
  return [
    {
      place: "settings.mountsPerRelay",
      got: `is ${mountsPerRelay}, and "${id}" has ${largest} mounts`,
      allowed: `${largest} or more`,
      fix: `use ${Math.max(largest, defaultSettings.mountsPerRelay)}, or give the station fewer formats or engines`,
    },
  ];
}

/** Icecast's MAX_FALLBACK_DEPTH (source.c): how many mounts it follows from one to the next. */
const longestChain = 10;

/** Listeners go from one mount to the next: each engine on the first master, then on the next one, and silence at the end. */
function chainMistakes(plans: readonly StationPlan[], { masters }: FleetSettings): Mistake[] {
  const longest = plans
    .flatMap(({ id, streams }) =>
      streams.map(({ engineMounts, silence }) => ({ id, engineMounts, end: silence ? 1 : 0 })),
    )
    .sort((one, other) => other.engineMounts.length - one.engineMounts.length || other.end - one.end)[0];
  if (longest === undefined || !Number.isInteger(masters)) return [];
  const { id, engineMounts, end } = longest;
  const length = masters * engineMounts.length + end;
  if (length <= longestChain) return [];
  const allowed = Math.floor((longestChain - end) / engineMounts.length);
  return [
    {
      place: "settings.masters",
      got: `is ${masters}, and "${id}" has ${engineMounts.length} engines: ${length} mounts from which listeners fall to the next`,
      allowed: `1-${allowed}: Icecast follows ${longestChain}`,
      fix: `use ${allowed}, or give the station fewer engines`,
    },
  ];
}

/** TCP ports on a shared host: the stack's own against each other and against every engine's operator API. */
function portMistakes(plans: readonly StationPlan[], settings: FleetSettings): Mistake[] {
  const owners = new Map<number, string>();
  for (const { name, api } of plans.flatMap(({ engines }) => engines)) owners.set(api.hostPort, `the API of ${name}`);
  const wanted = [
    { setting: "listenPort", first: settings.listenPort, count: settings.fronts },
    { setting: "tlsPort", first: settings.tlsPort, count: settings.fronts },
    { setting: "prometheusPort", first: settings.prometheusPort, count: settings.prometheuses },
    { setting: "alertmanagerPort", first: settings.alertmanagerPort, count: settings.alertmanagers },
    { setting: "alertSinkPort", first: settings.alertSinkPort, count: 1 },
    { setting: "pushgatewayPort", first: settings.pushgatewayPort, count: 1 },
    ...(settings.logs ? [{ setting: "logs.port", first: settings.logs.port, count: 1 }] : []),
  ];
  return wanted.flatMap(({ setting, first, count }) => {
    const place = `settings.${setting}`;
    const allowed = count === 1 ? "a free TCP port, 1-65535" : `${count} free TCP ports in a row, 1-65535`;
    const fix = `use ports under ${basePorts.least} that no other setting takes`;
    if (!Number.isInteger(first) || first < 1 || first + count - 1 > 65535)
      return [{ place, got: `is ${first}`, allowed, fix }];
    const ports = Array.from({ length: Math.min(count, most.fronts) }, (_, index) => first + index);
    return ports.flatMap((port) => {
      const owner = owners.get(port);
      if (!owner) owners.set(port, place);
      return owner ? [{ place, got: `takes ${port}, which is ${owner}'s`, allowed, fix }] : [];
    });
  });
}
