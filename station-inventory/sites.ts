/** Which site a thing stands in, where a platform has several: clusters or regions, one of which may be lost. Pure. */
import type { FleetSettings } from "./fleet-settings";
import type { Mistake } from "./mistake";
import type { FleetPlan, SitesPlan } from "./plan-types";

type Placed = Pick<FleetPlan, "stations" | "icecast" | "hls" | "fronts"> & {
  prometheus: Pick<FleetPlan["prometheus"], "servers">;
  alertmanager: Pick<FleetPlan["alertmanager"], "servers">;
};

/**
 * Whoever stands in for one another is dealt out to the sites in turn: a station's engines, masters, a shard's relays, origins, caches, fronts, and who
 * watches. What there is one of (the prober, where alerts arrive …) stands in each.
 * @returns undefined where there is one site
 */
export function planSites(plan: Placed, sites: FleetSettings["sites"] = []): SitesPlan | undefined {
  if (sites.length < 2) return undefined;
  const groups: readonly { name: string }[][] = [
    ...plan.stations.map(({ engines }) => engines),
    ...plan.icecast.shards.map(({ relays }) => relays),
    ...[plan.icecast.masters, plan.hls.origins, plan.hls.caches, plan.fronts],
    ...[plan.prometheus.servers, plan.alertmanager.servers],
  ];
  const dealt = groups.flatMap((group) =>
    group.map(({ name }, index) => [name, sites[index % sites.length]!] as const),
  );
  return { names: [...sites], of: Object.fromEntries(dealt) };
}

/** @returns whether two workloads stand in different sites; what stands in each is nowhere far */
export function areApart(sites: SitesPlan | undefined, one: string, other: string): boolean {
  const [first, second] = [sites?.of[one], sites?.of[other]];
  return first !== undefined && second !== undefined && first !== second;
}

const dealtOut = ["masters", "relays", "origins", "caches", "fronts", "prometheuses", "alertmanagers"] as const;

/** A site that lacks one of them would not stand alone. */
export function siteMistakes({ sites = [], ...settings }: FleetSettings): Mistake[] {
  if (sites.length < 2) return [];
  return dealtOut
    .filter((setting) => settings[setting] < sites.length)
    .map((setting) => ({
      place: `settings.${setting}`,
      got: `is ${settings[setting]}, and there are ${sites.length} sites: ${sites.join(", ")}`,
      allowed: `${sites.length} or more`,
      fix: `use ${sites.length}, one for each site`,
    }));
}
