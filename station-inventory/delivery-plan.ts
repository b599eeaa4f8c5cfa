/** From engines to listeners: masters, relays in their shards, origins, caches, fronts. Pure. */
import type { FleetSettings } from "./fleet-settings";
import * as names from "./names";
import type { FleetPlan, StationPlan } from "./plan-types";
import { shardStations } from "./relay-shards";

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const addressed = (name: string, domain: string) => ({ name, host: `${name}${domain}` });

/** @returns masters, which carry every station, and relays, which carry those of their shard. */
export function planIcecast(stations: readonly StationPlan[], settings: FleetSettings): FleetPlan["icecast"] {
  const port = names.containerPorts.icecast;
  const { masters, relays, domain } = settings;
  return {
    masters: times(masters, (index) => ({ name: names.masterName(index), port })),
    shards: shardStations(stations, settings).map((ids, shard) => ({
      name: names.shardName(shard),
      stations: ids,
      relays: times(relays, (index) => ({ ...addressed(names.relayName(shard * relays + index), domain), port })),
    })),
  };
}

export function planHlsDelivery({ origins, caches, domain }: FleetSettings): FleetPlan["hls"] {
  const { hlsOrigin, cache } = names.containerPorts;
  return {
    origins: times(origins, (index) => ({
      ...addressed(names.originName(index), domain),
      publicPort: hlsOrigin.public,
      uploadPort: hlsOrigin.upload,
      statusPort: hlsOrigin.status,
    })),
    caches: times(caches, (index) => ({
      ...addressed(names.cacheName(index), domain),
      publicPort: cache.public,
      statusPort: cache.status,
      originsPort: cache.origins,
      originsStatusPort: cache.originsStatus,
    })),
  };
}

export function planFronts({ fronts, listenPort, tlsPort }: FleetSettings): FleetPlan["fronts"] {
  const { http, https, status } = names.containerPorts.front;
  return times(fronts, (index) => ({
    name: names.frontName(index),
    port: http,
    tlsPort: https,
    statusPort: status,
    hostPort: listenPort + index,
    tlsHostPort: tlsPort + index,
  }));
}
