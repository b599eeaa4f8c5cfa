/**
 * Inventory → plan, pure: every station's own (station-plan.ts), and what they share: Icecast, HLS origins, Prometheus, URLs.
 */
import { InventoryError, type Mistake } from "./mistake";
import * as names from "./names";
import type {
  EnginePlan,
  FleetPlan,
  FleetSettings,
  ScrapeTarget,
  StationPlan,
  StationUrls,
  WatcherPlan,
} from "./plan-types";
import { basePorts, type Station } from "./schema";
import { planStation } from "./station-plan";

export { planStation };

/** A small stack on one machine, heard on that machine only. */
export const defaultSettings: FleetSettings = {
  listenAddress: "127.0.0.1",
  icecastPort: 8000,
  hlsPort: 8080,
  prometheusPort: 9090,
  alertmanagerPort: 9093,
  alertSinkPort: 9099,
  masters: 1,
  relays: 1,
  origins: 1,
  prometheuses: 2,
  alertmanagers: 2,
  // icecast.org/loadtest: about 14,000 at 48 kbit/s on one GbE port; a third leaves that port room for 128 kbit/s on average.
  listenersPerRelay: 5000,
  usePublicNames: false,
};

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Takes settings and nothing else: what a stack's configuration holds besides, secrets among it, must not get into the plan. */
const withDefaults = (settings: Partial<FleetSettings>): FleetSettings =>
  Object.fromEntries(
    Object.entries(defaultSettings).map(([key, fallback]) => [key, settings[key as keyof FleetSettings] ?? fallback]),
  ) as unknown as FleetSettings;

/**
 * @param settings what the stack decides; the rest is `defaultSettings`
 * @throws InventoryError where the stack's own ports collide on a shared host, or a count is not one
 */
export function planFleet(stations: readonly Station[], settings: Partial<FleetSettings> = {}): FleetPlan {
  const chosen = withDefaults(settings);
  const plans = stations.map(planStation);
  const mistakes = [...countMistakes(chosen), ...portMistakes(plans, chosen)];
  if (mistakes.length > 0) throw new InventoryError(mistakes);
  const icecast = planIcecast(chosen);
  const hls = planOrigins(chosen);
  const watchers = planWatchers(chosen);
  const prometheus = {
    ...watchers.prometheus,
    targets: [
      ...plans.flatMap(({ engines }) => engines.flatMap(engineTargets)),
      ...serverTargets(icecast, hls, watchers),
    ],
  };
  const urls = plans.map((plan) => planUrls(plan, { settings: chosen, icecast, hls }));
  return { settings: chosen, stations: plans, icecast, hls, ...watchers, prometheus, urls };
}

function planIcecast({ masters, relays, icecastPort }: FleetSettings): FleetPlan["icecast"] {
  const port = names.containerPorts.icecast;
  return {
    masters: times(masters, (index) => ({ name: names.masterName(index), port })),
    relays: times(relays, (index) => ({ name: names.relayName(index), port, hostPort: icecastPort + index })),
  };
}

function planOrigins({ origins, hlsPort }: FleetSettings): FleetPlan["hls"] {
  const { public: publicPort, upload: uploadPort, status: statusPort } = names.containerPorts.hlsOrigin;
  return {
    origins: times(origins, (index) => ({
      name: names.originName(index),
      publicPort,
      uploadPort,
      statusPort,
      hostPort: hlsPort + index,
    })),
  };
}

type Watchers = Pick<FleetPlan, "alertmanager" | "alertSink" | "nodeExporter"> & {
  prometheus: Omit<FleetPlan["prometheus"], "targets">;
};

function planWatchers(settings: FleetSettings): Watchers {
  const { prometheus, alertmanager, alertSink, nodeExporter } = names.containerPorts;
  const watcher = (name: string, port: number, hostPort: number): WatcherPlan => ({
    name,
    port,
    hostPort,
    url: httpUrl("127.0.0.1", hostPort, "/"),
  });
  const prometheuses = times(settings.prometheuses, (index) =>
    watcher(names.prometheusName(index), prometheus, settings.prometheusPort + index),
  );
  return {
    prometheus: { servers: prometheuses, url: prometheuses[0]!.url },
    alertmanager: {
      servers: times(settings.alertmanagers, (index) =>
        watcher(names.alertmanagerName(index), alertmanager.http, settings.alertmanagerPort + index),
      ),
      clusterPort: alertmanager.cluster,
    },
    alertSink: watcher(names.watchers.alertSink, alertSink, settings.alertSinkPort),
    nodeExporter: { name: names.watchers.nodeExporter, port: nodeExporter },
  };
}

const serverTargets = (
  icecast: FleetPlan["icecast"],
  { origins }: FleetPlan["hls"],
  { prometheus, alertmanager, nodeExporter }: Watchers,
): ScrapeTarget[] => [
  ...icecast.masters.map((master) => serverTarget("icecast", "icecast-master", master)),
  ...icecast.relays.map((relay) => serverTarget("icecast", "icecast-relay", relay)),
  ...origins.map(({ name, statusPort }) => serverTarget("hls-origin", "hls-origin", { name, port: statusPort })),
  ...prometheus.servers.map((server) => serverTarget("prometheus", "prometheus", server)),
  ...alertmanager.servers.map((server) => serverTarget("alertmanager", "alertmanager", server)),
  serverTarget("node", "node", nodeExporter),
];

function engineTargets({ name, station, letter, metrics }: EnginePlan): ScrapeTarget[] {
  const processes = { liquidsoap: metrics.port, "srt-gate": metrics.gatePort, publisher: metrics.publisherPort };
  return Object.entries(processes).map(([job, port]) => ({
    job,
    address: `${name}:${port}`,
    labels: { component: job, station, engine: letter },
  }));
}

const serverTarget = (
  job: string,
  component: string,
  { name, port }: { name: string; port: number },
): ScrapeTarget => ({
  job,
  address: `${name}:${port}`,
  labels: { component },
});

function planUrls(plan: StationPlan, fleet: Pick<FleetPlan, "settings" | "icecast" | "hls">): StationUrls {
  const { listenAddress, usePublicNames } = fleet.settings;
  const address = reachable(listenAddress);
  const listen = (publicName: string | undefined, hostPort: number, path: string): string =>
    usePublicNames && publicName ? `https://${publicName}${path}` : httpUrl(address, hostPort, path);
  return {
    station: plan.id,
    icecast: plan.streams.flatMap(({ format: id, mount }) =>
      fleet.icecast.relays.map(({ name, hostPort }) => ({
        format: id,
        relay: name,
        url: listen(plan.publicNames.icecast, hostPort, mount),
      })),
    ),
    hls: fleet.hls.origins.map(({ name, hostPort }) => ({
      origin: name,
      url: listen(plan.publicNames.hls, hostPort, plan.hls.master),
    })),
    srt: plan.engines.flatMap(({ letter, inputs }) =>
      inputs.map(({ name, hostPort, call }) => ({
        engine: letter,
        input: name,
        address: `srt://${call ?? authority(address, hostPort)}`,
      })),
    ),
    api: plan.engines.map(({ letter, api }) => ({ engine: letter, url: httpUrl("127.0.0.1", api.hostPort, "") })),
  };
}

/** "Everywhere" is no address to call; on the machine itself, loopback is. */
const reachable = (address: string): string =>
  address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
const authority = (address: string, port: number): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
const httpUrl = (address: string, port: number, path: string): string => `http://${authority(address, port)}${path}`;

const counts = { masters: 16, relays: 64, origins: 16, prometheuses: 4, alertmanagers: 8, listenersPerRelay: 100000 };

function countMistakes(settings: FleetSettings): Mistake[] {
  return Object.entries(counts).flatMap(([setting, most]) => {
    const value = settings[setting as keyof typeof counts];
    if (Number.isInteger(value) && value >= 1 && value <= most) return [];
    return [{ place: `settings.${setting}`, got: `is ${value}`, allowed: `1-${most}`, fix: "use 1 or more" }];
  });
}

/** TCP ports on a shared host: the stack's own against each other and against every engine's operator API. */
function portMistakes(plans: StationPlan[], settings: FleetSettings): Mistake[] {
  const owners = new Map<number, string>();
  for (const { name, api } of plans.flatMap(({ engines }) => engines)) owners.set(api.hostPort, `the API of ${name}`);
  const wanted = [
    { setting: "icecastPort", first: settings.icecastPort, count: settings.relays },
    { setting: "hlsPort", first: settings.hlsPort, count: settings.origins },
    { setting: "prometheusPort", first: settings.prometheusPort, count: settings.prometheuses },
    { setting: "alertmanagerPort", first: settings.alertmanagerPort, count: settings.alertmanagers },
    { setting: "alertSinkPort", first: settings.alertSinkPort, count: 1 },
  ];
  return wanted.flatMap(({ setting, first, count }) => {
    const place = `settings.${setting}`;
    const allowed = count === 1 ? "a free TCP port, 1-65535" : `${count} free TCP ports in a row, 1-65535`;
    const fix = `use ports under ${basePorts.least} that no other setting takes`;
    if (!Number.isInteger(first) || first < 1 || first + count - 1 > 65535)
      return [{ place, got: `is ${first}`, allowed, fix }];
    return times(Math.min(count, counts.relays), (index) => first + index).flatMap((port) => {
      const owner = owners.get(port);
      if (!owner) owners.set(port, `settings.${setting}`);
      return owner ? [{ place, got: `takes ${port}, which is ${owner}'s`, allowed, fix }] : [];
    });
  });
}
