/** Who opens connections to whom, from the plan: what configurations name, and nothing else. Pure. */
import type { EnginePlan, FleetPlan, StationPlan } from "../station-inventory/plan-types";
import type { Receivers } from "./monitoring/receivers";
import { canaryName } from "./station/canary";
import { handoverName } from "./workload/handover";
import type { Connection } from "./workload/workload";

/** What the stack decides beside the plan. */
export interface ConnectionSettings {
  /** Whether simulated studios call the stations. */
  studio: boolean;
  receivers: Receivers;
}

/** @returns every connection of the fleet, in the order of the air path, each once */
export function fleetConnections(plan: FleetPlan, { studio, receivers }: ConnectionSettings): Connection[] {
  return [
    ...(studio ? plan.stations.flatMap(studioCalls) : []),
    ...plan.stations.flatMap((station) => station.engines.flatMap((engine) => engineCalls(plan, station, engine))),
    ...deliveryCalls(plan),
    ...watcherCalls(plan),
    ...logCalls(plan),
    ...plan.alertmanager.servers.flatMap(({ name }) => notifications(name, receivers)),
  ];
}

const tcp = (from: string, workload: string, port: number): Connection => ({
  from,
  to: { workload },
  port,
  protocol: "tcp",
});

/** "WORKLOAD:PORT". */
function inside(from: string, address: string, protocol: Connection["protocol"]): Connection {
  const [workload, port] = address.split(":") as [string, string];
  return { from, to: { workload }, port: Number(port), protocol };
}

/** "HOST:PORT", an IPv6 host in brackets. */
function outside(from: string, address: string, protocol: Connection["protocol"]): Connection {
  const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(address)!;
  return { from, to: { outside: host! }, port: Number(port), protocol };
}

const studioCalls = ({ studios }: StationPlan): Connection[] =>
  studios.flatMap(({ name, destinations }) => destinations.map(({ address }) => inside(name, address, "udp")));

function engineCalls({ icecast, hls, settings }: FleetPlan, station: StationPlan, engine: EnginePlan): Connection[] {
  const { name, inputs } = engine;
  const peers = station.engines.filter((other) => other.name !== name);
  const publisher = (from: string) => (other: EnginePlan) => tcp(from, other.name, other.metrics.publisherPort);
  const calls = [...new Set(inputs.flatMap(({ call }) => (call === undefined ? [] : [call])))];
  return [
    ...calls.map((call) => outside(name, call, "udp")),
    ...icecast.masters.map((master) => tcp(name, master.name, master.port)),
    ...hls.origins.map((origin) => tcp(name, origin.name, origin.uploadPort)),
    ...peers.map(publisher(name)),
    // What the operator has chosen, where this one has forgotten it.
    ...peers.map((other) => tcp(name, other.name, other.api.port)),
    ...(peers.length > 0 ? [engine, ...peers].map(publisher(handoverName(engine))) : []),
    ...(settings.canaries.includes(station.id) ? [publisher(canaryName(station))(engine)] : []),
  ];
}

function deliveryCalls({ icecast, hls, fronts }: FleetPlan): Connection[] {
  const relays = icecast.shards.flatMap((shard) => shard.relays);
  return [
    ...relays.flatMap(({ name }) => icecast.masters.map((master) => tcp(name, master.name, master.port))),
    // Segments that one lacks, and who decides.
    ...hls.origins.flatMap(({ name }) =>
      hls.origins.filter((other) => other.name !== name).map((other) => tcp(name, other.name, other.statusPort)),
    ),
    ...(icecast.masters.length > 1 ? icecast.masters : []).flatMap((master) =>
      icecast.masters.map(({ name, port }) => tcp(handoverName(master), name, port)),
    ),
    ...hls.caches.flatMap(({ name }) =>
      hls.origins.flatMap((origin) => [
        tcp(name, origin.name, origin.publicPort),
        tcp(name, origin.name, origin.statusPort),
      ]),
    ),
    ...fronts.flatMap(({ name }) => [
      ...relays.map((relay) => tcp(name, relay.name, relay.port)),
      ...hls.caches.flatMap((cache) => [
        tcp(name, cache.name, cache.publicPort),
        tcp(name, cache.name, cache.statusPort),
      ]),
    ]),
  ];
}

function watcherCalls(plan: FleetPlan): Connection[] {
  const { prometheus, alertmanager, alertSink, nodeExporter, prober, fronts, settings } = plan;
  return [
    ...prometheus.servers.flatMap(({ name }) => [
      ...prometheus.targets.map(({ address }) => inside(name, address, "tcp")),
      ...(nodeExporter && settings.namespace ? [tcp(name, nodeExporter.name, nodeExporter.port)] : []),
      // Each is scraped too, by the same port.
      ...alertmanager.servers
        .filter((server) => !prometheus.targets.some(({ address }) => address === `${server.name}:${server.port}`))
        .map((server) => tcp(name, server.name, server.port)),
    ]),
    ...alertmanager.servers.flatMap(({ name }) => [
      tcp(name, alertSink.name, alertSink.port),
      ...alertmanager.servers.flatMap((member): Connection[] =>
        (["tcp", "udp"] as const).map((protocol) => ({
          from: name,
          to: { workload: member.name },
          port: alertmanager.clusterPort,
          protocol,
        })),
      ),
    ]),
    ...fronts.flatMap((front) => [
      tcp(prober.name, front.name, front.port),
      tcp(prober.name, front.name, front.tlsPort),
    ]),
  ];
}

const logCalls = ({ logs }: FleetPlan): Connection[] =>
  logs?.collector ? [tcp(logs.collector.name, logs.store.name, logs.store.port)] : [];

/** Where alerts go is a secret, but for mail; all of it is HTTPS. */
function notifications(from: string, { webhook, slack, pagerduty, heartbeat, email }: Receivers): Connection[] {
  const https: Connection = { from, to: { outside: "the receivers' hosts" }, port: 443, protocol: "tcp" };
  return [
    ...(webhook || slack || pagerduty || heartbeat ? [https] : []),
    ...(email ? [outside(from, email.smarthost, "tcp")] : []),
  ];
}
