/** The plan of a platform in a cluster, as all of its stacks make it. Pure. */
import { shortHash } from "../components/workload/content-hash";
import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import type { FleetPlan } from "../station-inventory/plan-types";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";
import type { PlainClusterConfig } from "./config";

/** @returns the namespace in which all of a platform is: "airpath-prod" */
export const namespaceOf = (stack: string): string => `airpath-${stack}`;

/** @returns what two stacks of a platform compare, to know that they mean the same */
export const digestOf = (plan: FleetPlan): string => shortHash(JSON.stringify(plan));

export function planOf(config: PlainClusterConfig, namespace: string): FleetPlan {
  const inventory = parseInventory(stationFiles, { minimumRedundancy: config.minimumRedundancy });
  const plan = planFleet(selectStations(inventory, config.stations), {
    ...config,
    listenAddress: config.address,
    domain: `.${namespace}.svc.${config.clusterDomain}`,
    publicNames: config.edge?.names ?? {},
  });
  return config.monitoring === "operator" ? withoutWatchers(plan) : plan;
}

/** Somebody else's Prometheus scrapes, and somebody else's Alertmanager tells: who watches these is theirs too. */
function withoutWatchers({ prometheus, alertmanager, ...plan }: FleetPlan): FleetPlan {
  const targets = prometheus.targets.filter(({ job }) => job !== "prometheus" && job !== "alertmanager");
  return {
    ...plan,
    prometheus: { ...prometheus, servers: [], targets },
    alertmanager: { ...alertmanager, servers: [] },
  };
}
