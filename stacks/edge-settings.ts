/** What stands before a platform, from its settings and what its stacks say of their addresses. Pure. */
import { isIP } from "node:net";
import type { EdgeSettings } from "../components/edge/settings";
import type { FleetPlan } from "../station-inventory/plan-types";
import { publicNames } from "../station-inventory/urls";
import { type PlainClusterConfig } from "./config";
import { ConfigError } from "./parse-config";
import type { EdgeConfig } from "./edge-config";
import { addressFor } from "./sites";

/**
 * @param whole the platform's stack: "prod"
 * @param addresses of load balancers, by workload
 * @throws ConfigError that names every mistake
 */
export function edgeSettings(
  whole: string,
  config: PlainClusterConfig,
  plan: FleetPlan,
  addresses: Readonly<Record<string, string | undefined>>,
): EdgeSettings {
  const { edge } = config;
  const place = `stacks/Pulumi.${whole}.yaml: airpath:edge`;
  if (edge === undefined)
    throw new ConfigError(
      `${place} is not set; allowed: a zone, names and a region; fix: see docs/edge.md, or no edge`,
    );
  const names = { hls: publicNames(plan, "hls"), icecast: publicNames(plan, "icecast") };
  const engines = enginesOf(edge, plan);
  const called = [...names.hls, ...names.icecast, ...engines.map(({ name }) => name)];
  const mistakes = [
    ...called.filter((name) => !name.endsWith(`.${edge.zone}`)).map((name) => outside(place, name, edge.zone)),
    ...unreached(whole, config, plan, addresses),
    ...mixed(
      whole,
      plan.fronts.flatMap(({ name }) => addresses[name] ?? []),
    ),
  ];
  if (mistakes.length > 0) throw new ConfigError(mistakes.join("\n"));
  return {
    prefix: `airpath-${whole}`,
    names,
    zone: edge.zone,
    fronts: plan.fronts.map(({ name, tlsPort }) => ({
      name,
      address: addresses[name]!,
      port: config.loadBalancerPorts[tlsPort] ?? tlsPort,
    })),
    engines: engines.map(({ name, engine }) => ({
      name,
      address: addresses[engine] ?? addressFor(config, plan.sites, engine),
    })),
    region: edge.region,
    priceClass: edge.priceClass,
    logDays: edge.logDays,
    listenerAddresses: config.listenerAddresses,
    ...(edge.archiveDays === undefined ? {} : { archiveDays: edge.archiveDays }),
    ...(edge.budget ? { budget: edge.budget } : {}),
  };
}

/** @returns a name for each engine that studios call: "rivage-a.srt.airpath.example" */
function enginesOf({ names }: EdgeConfig, { stations }: FleetPlan) {
  if (names.srt === undefined) return [];
  return stations.flatMap(({ engines }) =>
    engines.map(({ name, station, letter }) => ({
      name: `${station}-${letter}.${names.srt}`,
      engine: name,
    })),
  );
}

const outside = (place: string, name: string, zone: string): string =>
  `${place}: the name "${name}" does not lie in the zone "${zone}"; allowed: names that end with ".${zone}"; fix: another name, or no publicNames of the station`;

function mixed(whole: string, fronts: readonly string[]): string[] {
  if (new Set(fronts.map((address) => isIP(address) === 0)).size < 2) return [];
  return [
    `stack "${whole}": load balancers of fronts have host names and IP addresses (${fronts.join(", ")}); allowed: one kind, since a name in DNS leads to one; fix: one kind of load balancer`,
  ];
}

/** What has no address that could be given to others. */
function unreached(
  whole: string,
  { edge, exposure }: PlainClusterConfig,
  { fronts, stations }: FleetPlan,
  addresses: Readonly<Record<string, string | undefined>>,
): string[] {
  if (exposure.listeners !== "LoadBalancer")
    return [
      `stacks/Pulumi.${whole}.yaml: airpath:exposure lets listeners in by "${exposure.listeners}"; allowed with airpath:edge: "LoadBalancer"; fix: pulumi config set --path airpath:exposure.listeners LoadBalancer`,
    ];
  const engines =
    edge?.names.srt !== undefined && exposure.studios === "LoadBalancer"
      ? stations.flatMap(({ engines: own }) => own.map(({ name }) => name))
      : [];
  const missing = [...fronts.map(({ name }) => name), ...engines].filter((name) => !addresses[name]);
  if (missing.length === 0) return [];
  return [
    `stack "${whole}": load balancers of ${missing.join(", ")} have no address yet; allowed: one for each; fix: pulumi up --refresh --stack ${whole}, once the cluster has given them`,
  ];
}
