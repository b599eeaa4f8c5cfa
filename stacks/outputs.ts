import { frontUrls } from "../station-inventory/urls";
import type { FleetPlan, StationUrls } from "../station-inventory/plan-types";

/** What a stack tells about itself (`pulumi stack output`): all that the verbs know of what runs. */
export interface StackOutputs {
  /** Labels every Docker object of the stack: "airpath.stack=airpath-local". */
  prefix: string;
  /** SHA-256 of the plan, twelve hex digits. */
  inventoryDigest: string;
  stations: StationOutput[];
  prometheus: string;
  /** Every Alertmanager, and where one sees what arrived: on loopback. */
  alertmanagers: string[];
  alerts: string;
  /** Where work that ends leaves its numbers. */
  pushgateway: string;
  /** What listeners connect to, addresses without a slash at the end. */
  fronts: { name: string; http: string; https: string }[];
}

export interface StationOutput extends StationUrls {
  displayName: string;
  /** From which the studio simulator's signature tones follow. */
  basePort: number;
  /** Workload names, in order: "engine-rivage-a". */
  engines: string[];
  /** Voies that the simulated studio sends, and the workload that does: { A: "studio-rivage-a" }. Empty without it. */
  studios: Record<string, string>;
}

/** @returns everything of the plan that verbs need; no secret is among it. */
export function stackOutputs(plan: FleetPlan, prefix: string, inventoryDigest: string, studios: boolean): StackOutputs {
  return {
    prefix,
    inventoryDigest,
    prometheus: plan.prometheus.url,
    alertmanagers: plan.alertmanager.servers.map(({ url }) => url),
    alerts: plan.alertSink.url,
    pushgateway: plan.pushgateway.url,
    fronts: plan.fronts.map((front) => {
      const { url: http, https } = frontUrls(plan.settings, front);
      return { name: front.name, http, https };
    }),
    stations: plan.stations.map((station, index) => ({
      ...(plan.urls[index] as StationUrls),
      displayName: station.displayName,
      basePort: station.basePort,
      engines: station.engines.map(({ name }) => name),
      studios: studios ? Object.fromEntries(station.studios.map(({ voie, name }) => [voie, name])) : {},
    })),
  };
}
