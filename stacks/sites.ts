/** Platforms that stand in several clusters: what of its settings each site has of its own. Pure. */
import type { Sites } from "../components/workload/kubernetes-sites";
import { line } from "../station-inventory/mistake";
import type { SitesPlan } from "../station-inventory/plan-types";
import type { PlainClusterConfig } from "./config";
import { ConfigError } from "./parse-config";
import { readStackName } from "./stack-name";

/** What is said of one that is not the platform's own. */
type Settings = Pick<PlainClusterConfig, "cluster" | "address" | "sites">;

/** @returns names in order, as the plan has them; of one site, none */
export const siteNames = ({ sites }: Pick<PlainClusterConfig, "sites">): string[] =>
  (sites ?? []).map(({ name }) => name);

/** @returns names of the stacks of all sites but the first, which is the platform's own: "prod-south" */
export const siteStacks = (whole: string, config: Pick<PlainClusterConfig, "sites">): string[] =>
  siteNames(config)
    .slice(1)
    .map((name) => `${whole}-${name}`);

/**
 * @param whole the platform's stack, in messages
 * @param site absent: the first
 * @returns the platform's settings with the site's own cluster and address
 * @throws ConfigError where the platform has no such site, or it is the first, whose stack is the platform's
 */
export function atSite<T extends Settings>(whole: string, config: T, site?: string): T {
  if (site === undefined) return config;
  const [own, ...others] = config.sites ?? [];
  const found = others.find(({ name }) => name === site);
  if (found) return { ...config, cluster: found.cluster, address: found.address };
  const stacks = siteStacks(whole, config);
  throw new ConfigError(
    line({
      place: `stacks/Pulumi.${whole}.yaml: airpath:sites`,
      got: own?.name === site ? `has "${site}" as its first, which is the stack ${whole}` : `has no "${site}"`,
      allowed: stacks.length > 0 ? `the stacks ${stacks.join(", ")}` : "no other stack than the platform's own",
      fix: own?.name === site ? `STACK=${whole}` : "name one of these, or add the site to airpath:sites",
    }),
  );
}

/**
 * @param stack of any of its sites
 * @returns the stack in which a workload stands: itself where it stands in each
 */
export function stackOf(stack: string, plan: SitesPlan | undefined, workload: string): string {
  const site = plan?.of[workload];
  if (site === undefined) return stack;
  const { whole } = readStackName(stack)!;
  return site === plan!.names[0] ? whole : `${whole}-${site}`;
}

/** @returns what the runtime of one site must know of the others; undefined where there is one site */
export function sitesSeenFrom(
  plan: SitesPlan | undefined,
  { sites, clustersetDomain }: Pick<PlainClusterConfig, "sites" | "clustersetDomain">,
  site?: string,
): Sites | undefined {
  if (plan === undefined) return undefined;
  const networks = Object.fromEntries((sites ?? []).map((each) => [each.name, each.networks]));
  return { own: site ?? plan.names[0]!, of: plan.of, networks, domain: clustersetDomain };
}

/** @returns the address at which studios reach a workload: its site's */
export function addressFor(config: Settings, plan: SitesPlan | undefined, workload: string): string {
  const [, ...others] = config.sites ?? [];
  return others.find(({ name }) => name === plan?.of[workload])?.address ?? config.address;
}
