/**
 * Inventory → plan, pure: every station's own (station-plan.ts), and what they share: masters, relays, origins, caches and fronts
 * (delivery-plan.ts), what watches them (watchers-plan.ts), URLs (urls.ts).
 */
import { defaultSettings, type FleetSettings, settingsMistakes, withDefaults } from "./fleet-settings";
import { planFronts, planHlsDelivery, planIcecast } from "./delivery-plan";
import { InventoryError } from "./mistake";
import type { EnginePlan, FleetPlan, ScrapeTarget } from "./plan-types";
import type { Station } from "./schema";
import { planSites } from "./sites";
import { planStation } from "./station-plan";
import { planUrls } from "./urls";
import { planWatchers, type Watchers } from "./watchers-plan";

export { defaultSettings, planStation };

/**
 * @param settings what the stack decides; the rest is `defaultSettings`
 * @throws InventoryError where the stack's own ports collide on a shared host, or a count is not one
 */
export function planFleet(stations: readonly Station[], settings: Partial<FleetSettings> = {}): FleetPlan {
  const chosen = withDefaults(settings);
  const plans = stations.map(planStation);
  const mistakes = settingsMistakes(plans, chosen);
  if (mistakes.length > 0) throw new InventoryError(mistakes);
  const fleet = {
    settings: chosen,
    stations: plans,
    icecast: planIcecast(plans, chosen),
    hls: planHlsDelivery(chosen),
    fronts: planFronts(chosen),
  };
  const watchers = planWatchers(chosen);
  const targets = [
    ...plans.flatMap(({ engines }) => engines.flatMap(engineTargets)),
    ...deliveryTargets(fleet),
    ...watcherTargets(watchers, chosen),
  ];
  const urls = plans.map((plan) => planUrls(plan, fleet));
  const sites = planSites({ ...fleet, ...watchers }, chosen.sites);
  return { ...fleet, ...watchers, prometheus: { ...watchers.prometheus, targets }, urls, ...(sites && { sites }) };
}

const watcherTargets = (
  { prometheus, alertmanager, nodeExporter, pushgateway, observers, prober, logs }: Watchers,
  { namespace }: Pick<FleetSettings, "namespace">,
): ScrapeTarget[] => [
  ...prometheus.servers.map((server) => serverTarget("prometheus", "prometheus", server)),
  ...alertmanager.servers.map((server) => serverTarget("alertmanager", "alertmanager", server)),
  // A cluster has one on every node.
  ...(nodeExporter && !namespace ? [serverTarget("node", "node", nodeExporter)] : []),
  serverTarget("pushgateway", "pushgateway", pushgateway),
  ...(observers
    ? [
        serverTarget("process", "process", observers.processes),
        serverTarget("container", "container", observers.containers),
      ]
    : []),
  serverTarget("prober", "prober", prober),
  ...(logs ? [logs.store, ...(logs.collector && !logs.collector.namespace ? [logs.collector] : [])] : []).map(
    (server) => serverTarget(server.name, server.name, server),
  ),
];

const deliveryTargets = ({ icecast, hls, fronts }: Pick<FleetPlan, "icecast" | "hls" | "fronts">): ScrapeTarget[] => [
  ...icecast.masters.map((master) => serverTarget("icecast", "icecast-master", master)),
  ...icecast.shards.flatMap(({ relays }) => relays).map((relay) => serverTarget("icecast", "icecast-relay", relay)),
  ...hls.origins.map(({ name, statusPort }) => serverTarget("hls-origin", "hls-origin", { name, port: statusPort })),
  ...hls.caches.map(({ name, statusPort }) => serverTarget("cache", "cache", { name, port: statusPort })),
  ...hls.caches.map(({ name, originsStatusPort: port }) =>
    serverTarget("cache-origins", "cache-origins", { name, port }),
  ),
  ...fronts.map(({ name, statusPort }) => serverTarget("front", "front", { name, port: statusPort })),
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
