/** Of what a platform in a cluster consists, by stacks and zones. Pure. */
import { grouped, groupBy } from "../../components/workload/group-by";
import { nodePortOf } from "../../components/workload/kubernetes-services";
import { exposuresOf } from "../../stacks/cluster-plan";
import type { PlainClusterConfig } from "../../stacks/config";
import { blockOf } from "../../stacks/station-stacks";
import type { FleetPlan, StationPlan } from "../../station-inventory/plan-types";
import { boxOf, namesOf, outsideBox, type Part } from "./calls";
import type { Box } from "./picture";
import type { Platform } from "./platform";
import { zoneCells } from "./zones";

/** Where a platform stands, and by which settings. */
export interface InCluster {
  platform: Platform;
  /** Its stack: "prod". */
  whole: string;
  config: PlainClusterConfig;
}

/** @param stations in the order of their ports, one at least */
function stationsText(stations: readonly Pick<StationPlan, "id">[]): string[] {
  const [first, last] = [stations[0]!.id, stations.at(-1)!.id];
  return first === last ? [first] : [`${stations.length} stations:`, first, `… ${last}`];
}

/** A part with what of it stands in each zone, and without ports: other pictures show these. */
export function zoned(part: Part, { platform, config }: InCluster): Box {
  const members = platform.workloads.filter(({ name }) => part.members.includes(name));
  return { ...boxOf(part, platform), count: `×${members.length}`, cells: zoneCells(members, config.zones), ports: [] };
}

/** Engines, by the stacks that stations are divided into. */
export function engineStacks({ plan }: Platform, whole: string, stationsPerStack: number | undefined): Part[] {
  const stackOf = (station: StationPlan) =>
    stationsPerStack === undefined ? whole : `${whole}-${blockOf(station, stationsPerStack)}`;
  const stations = [...plan.stations].sort((one, other) => one.basePort - other.basePort);
  return [...groupBy(stations, stackOf)].map(([stack, own]) => ({
    id: stack,
    title: stack,
    members: own.flatMap(({ engines }) => namesOf(engines)),
    text: stationsText(own),
  }));
}

/** What delivers, in the order in which sound passes it. */
export function delivery({ stations, icecast, hls, fronts }: FleetPlan, entries: string[]): Part[] {
  const byId = new Map(stations.map((station) => [station.id, station]));
  const part = (id: string, servers: readonly { name: string }[], text: string[] = [], title = id): Part => ({
    ...{ id, title, text },
    members: namesOf(servers),
  });
  const shards = icecast.shards.map(({ name, stations: ids, relays }) =>
    part(name, relays, stationsText(ids.map((id) => byId.get(id)!)), "icecast-relay"),
  );
  return [
    part("icecast-master", icecast.masters),
    part("hls-origin", hls.origins),
    ...shards,
    part("cache", hls.caches),
    part("front", fronts, entries),
  ];
}

/** What watches: in zones, on every node, or one of it somewhere. */
export function watchers(shown: InCluster): Box[] {
  const { plan, workloads } = shown.platform;
  const { prometheus, alertmanager } = plan;
  const spread = [
    { id: "prometheus", title: "prometheus", members: namesOf(prometheus.servers) },
    { id: "alertmanager", title: "alertmanager", members: namesOf(alertmanager.servers) },
  ].filter(({ members }) => members.length > 0);
  // Of these two a cluster has one on every node.
  const everywhere = [plan.nodeExporter, plan.logs?.collector].flatMap((agent) => agent ?? []);
  const alone = workloads.filter(
    ({ name, spreadGroup }) => spreadGroup === undefined && !namesOf(everywhere).includes(name),
  );
  const listed = (id: string, title: string, all: readonly { name: string }[]): Box[] =>
    all.length > 0 ? [{ ...outsideBox({ id, title, text: namesOf(all) }), tone: "watch" }] : [];
  return [
    ...spread.map((part) => zoned(part, shown)),
    ...listed("alone", "one, in any zone", alone),
    ...listed("everywhere", "one on every node", everywhere),
  ];
}

/** What studios dial: "engine a: 30000-30854/udp", from the least to the highest. */
export function dialled({ workloads }: Platform, config: PlainClusterConfig): string[] {
  const { studios } = exposuresOf(config);
  const ports = workloads.flatMap(({ name, labels, ports: own }) =>
    own
      .filter(({ publish }) => publish?.audience === "studios")
      .map((port) => ({
        engine: labels.engine!,
        number: studios.kind === "NodePort" ? nodePortOf(name, port, studios.ranges) : port.number,
      })),
  );
  return grouped(ports, ({ engine }) => engine).map((same) => {
    const numbers = same.map(({ number }) => number);
    return `engine ${same[0]!.engine}: ${Math.min(...numbers)}-${Math.max(...numbers)}/udp`;
  });
}

/** What lets listeners in: "LoadBalancer: 80, 443". */
export function entriesOf({ plan, workloads }: Platform, config: PlainClusterConfig): string[] {
  const { listeners } = exposuresOf(config);
  const [front] = namesOf(plan.fronts);
  const { name, ports } = workloads.find((workload) => workload.name === front)!;
  const numbers = ports
    .filter(({ publish }) => publish?.audience === "listeners")
    .map((port) =>
      listeners.kind === "NodePort"
        ? nodePortOf(name, port, listeners.ranges)
        : (listeners.ports?.[port.number] ?? port.number),
    );
  return [`${listeners.kind}: ${numbers.join(", ")}`];
}
