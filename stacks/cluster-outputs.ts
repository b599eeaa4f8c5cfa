import { type Exposures, nodePortOf } from "../components/workload/kubernetes-services";
import type { FleetPlan } from "../station-inventory/plan-types";

/** What a stack in a cluster tells about itself (`pulumi stack output`); no secret is among it. */
export interface ClusterOutputs {
  namespace: string;
  /** SHA-256 of the plan, twelve hex digits. */
  inventoryDigest: string;
  stations: {
    station: string;
    displayName: string;
    /** Workload names, in order: "engine-rivage-a". */
    engines: string[];
    /** Where the public listens, by the stations' public names where they have them. */
    icecast: string[];
    hls: string[];
    /** What to set on studio encoders, without passphrase: one address for each input of each engine. */
    srt: { engine: string; input: string; address: string }[];
  }[];
}

/**
 * @param address at which studios reach the nodes that a workload may stand on
 * @throws when an input has no node port, naming it
 */
export function clusterOutputs(
  plan: FleetPlan,
  namespace: string,
  inventoryDigest: string,
  address: (workload: string) => string,
  { studios }: Pick<Exposures, "studios">,
): ClusterOutputs {
  const hostOf = (workload: string) => {
    const host = address(workload);
    return host.includes(":") ? `[${host}]` : host;
  };
  const urls = (all: readonly { https: string }[]) => [...new Set(all.map(({ https }) => https))];
  return {
    namespace,
    inventoryDigest,
    stations: plan.stations.map((station, index) => ({
      station: station.id,
      displayName: station.displayName,
      engines: station.engines.map(({ name }) => name),
      icecast: urls(plan.urls[index]!.icecast),
      hls: urls(plan.urls[index]!.hls),
      srt: station.engines.flatMap((engine) =>
        engine.inputs.map(({ name: input, port, hostPort, call }) => {
          const publish = { hostPort, audience: "studios" } as const;
          const own = { name: input, number: port, protocol: "udp", publish } as const;
          const reached =
            studios.kind === "NodePort"
              ? `${hostOf(engine.name)}:${nodePortOf(engine.name, own, studios.ranges)}`
              : // Its load balancer's address is the cluster's to give away.
                `${engine.name}-studios.${namespace}:${studios.ports?.[port] ?? port}`;
          return { engine: engine.letter, input, address: `srt://${call ?? reached}` };
        }),
      ),
    })),
  };
}
