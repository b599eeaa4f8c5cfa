/** The plan of a platform in a cluster, as all of its stacks make it. Pure. */
import { shortHash } from "../components/workload/content-hash";
import { agentNamespace } from "../components/workload/kubernetes-names";
import type { Exposures } from "../components/workload/kubernetes-services";
import { parseInventory, type StationFile } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import type { FleetPlan } from "../station-inventory/plan-types";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";
import type { PlainClusterConfig } from "./config";
import { siteNames } from "./sites";
import { readStackName } from "./stack-name";

/** @returns the namespace in which all of a platform is, at each of its sites: "airpath-prod", of "prod-south" too */
export const namespaceOf = (stack: string): string => `airpath-${readStackName(stack)?.whole ?? stack}`;

/** @returns where its pods are: there, and where those are that see their nodes */
export const namespacesOf = (stack: string, { logs }: Pick<PlainClusterConfig, "logs">): string[] => {
  const own = namespaceOf(stack);
  return logs?.collector ? [own, agentNamespace(own)] : [own];
};

/** @returns what two stacks of a platform compare, to know that they mean the same */
export const digestOf = (plan: FleetPlan): string => shortHash(JSON.stringify(plan));

export function planOf(
  config: PlainClusterConfig,
  namespace: string,
  files: readonly StationFile[] = stationFiles,
): FleetPlan {
  const inventory = parseInventory(files, { minimumRedundancy: config.minimumRedundancy });
  const plan = planFleet(selectStations(inventory, config.stations), {
    ...config,
    listenAddress: config.address,
    // Kubelets tell of containers, and pods are restricted: what sees others' processes is not.
    machineMetrics: false,
    namespace,
    domain: `.${namespace}.svc.${config.clusterDomain}`,
    publicNames: config.edge?.names ?? {},
    sites: siteNames(config),
    logs: config.logs && { ...config.logs, collector: config.logs.collector ? { namespace } : "others" },
  });
  return config.monitoring === "operator" ? withoutWatchers(plan) : plan;
}

/** Somebody else's Prometheus scrapes, and somebody else's Alertmanager tells: who watches these, and the nodes, is theirs too. */
function withoutWatchers({ prometheus, alertmanager, nodeExporter: _, ...plan }: FleetPlan): FleetPlan {
  const targets = prometheus.targets.filter(({ job }) => job !== "prometheus" && job !== "alertmanager");
  return {
    ...plan,
    prometheus: { ...prometheus, servers: [], targets },
    alertmanager: { ...alertmanager, servers: [] },
  };
}

/** @returns how listeners and studios get in */
export const exposuresOf = ({
  exposure,
  nodePorts: ranges,
  loadBalancerPorts: ports,
}: PlainClusterConfig): Exposures => {
  const by = (kind: PlainClusterConfig["exposure"]["listeners"]) =>
    kind === "NodePort" ? ({ kind, ranges } as const) : ({ kind, ports, ranges } as const);
  return { listeners: by(exposure.listeners), studios: by(exposure.studios) };
};
