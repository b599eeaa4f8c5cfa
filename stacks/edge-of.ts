import * as aws from "@pulumi/aws";
import { Edge } from "../components/edge/edge";
import { plainClusterConfig } from "./config";
import { parseConfig } from "./parse-config";
import { edgeSettings } from "./edge-settings";
import { OtherStack } from "./handed-over";
import { digestOf, namespaceOf, planOf } from "./cluster-plan";

/**
 * What AWS stands before a platform, as a stack of its own: "prod-edge". It takes the platform's settings and its load balancers' addresses from what the
 * platform's stacks say, and no secret; who may change it needs no way into the cluster, and the other way round.
 */
export async function edgeOf(whole: string): Promise<Record<string, unknown>> {
  const stack = `${whole}-edge`;
  const platform = new OtherStack(stack, whole);
  const config = parseConfig(plainClusterConfig, whole, await platform.settings());
  const plan = planOf(config, namespaceOf(whole));
  const settings = edgeSettings(whole, config, plan, await addressesOf(stack, platform));
  await platform.checkInventory(digestOf(plan));
  const tags = { "airpath:stack": stack };
  const provider = new aws.Provider("aws", { region: settings.region as aws.Region, defaultTags: { tags } });
  const { domainName } = new Edge("edge", { settings, stations: plan.stations }, { providers: { aws: provider } });
  return { domainName, names: settings.names };
}

/** @returns addresses of load balancers by workload, of the platform at all of its sites and of the stacks that it is divided into */
async function addressesOf(stack: string, platform: OtherStack): Promise<Record<string, string | undefined>> {
  const others = async (from: OtherStack, output: string) =>
    ((await from.output<string[]>(output)) ?? []).map((name) => new OtherStack(stack, name));
  const sites = [platform, ...(await others(platform, "siteStacks"))];
  const parts = await Promise.all(sites.map((site) => others(site, "stationStacks")));
  const all = [...sites, ...parts.flat()];
  const said = await Promise.all(all.map((each) => each.output<Record<string, string | undefined>>("addresses")));
  return Object.assign({}, ...said) as Record<string, string | undefined>;
}
