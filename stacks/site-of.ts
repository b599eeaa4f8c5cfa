import { digestOf, namespaceOf, planOf } from "./cluster-plan";
import { plainClusterConfig } from "./config";
import { OtherStack } from "./handed-over";
import { declarePlatform } from "./on-kubernetes";
import { parseConfig } from "./parse-config";
import { atSite } from "./sites";

/** Another site of a platform: what of it stands in that site's cluster, by the platform's settings, secrets and plan. */
export async function siteOf(whole: string, site: string): Promise<Record<string, unknown>> {
  const platform = new OtherStack(`${whole}-${site}`, whole);
  const config = parseConfig(plainClusterConfig, whole, await platform.settings());
  atSite(whole, config, site);
  await platform.checkInventory(digestOf(planOf(config, namespaceOf(whole))));
  return declarePlatform(whole, { ...config, ...(await platform.forSites()) }, site);
}
