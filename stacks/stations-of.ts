import * as pulumi from "@pulumi/pulumi";
import { Fleet } from "../components/fleet";
import { Secrets } from "../components/secrets";
import { KubernetesRuntime } from "../components/workload/kubernetes";
import { plainClusterConfig } from "./config";
import { ConfigError, parseConfig } from "./parse-config";
import { declaredPart } from "./declared";
import { OtherStack } from "./handed-over";
import { inCluster } from "./on-kubernetes";
import { siteStack } from "./stack-name";
import { blockOf, stacksOf } from "./station-stacks";

/**
 * Stations of a stack that is divided: in its cluster and namespace, by its settings and secrets, planned with all the others.
 * @param block base port from which on they are
 * @param site whose engines of them are meant; absent: the first
 */
export async function stationsOf(whole: string, block: number, site?: string): Promise<Record<string, unknown>> {
  const before = siteStack({ whole, site });
  const stack = `${before}-${block}`;
  const platform = new OtherStack(stack, whole);
  const { rootSecret, secrets } = await platform.forStations();
  const config = parseConfig(plainClusterConfig, whole, await platform.settings());
  const { plan, cluster, outputs } = inCluster(whole, config, site);
  const { stationsPerStack = 1 } = config;
  const stations = plan.stations.filter((station) => blockOf(station, stationsPerStack) === block);
  // The last of its stations may have left the inventory; a block that no station could be in is a slip of the pen.
  if (stations.length === 0 && blockOf({ basePort: block }, stationsPerStack) !== block)
    throw new ConfigError(
      `stack "${stack}": no stack of stations begins at ${block}; allowed: ${stacksOf(before, plan.stations, stationsPerStack).join(", ")}; fix: pulumi stack select one of them`,
    );
  await platform.checkInventory(outputs.inventoryDigest);
  if (site !== undefined) await new OtherStack(stack, before).checkInventory(outputs.inventoryDigest);
  const runtime = new KubernetesRuntime("kubernetes", { ...cluster, ownsNamespace: false });
  new Fleet("fleet", {
    ...{ plan, runtime, studio: false, stations },
    secrets: new Secrets(pulumi.secret(rootSecret), pulumi.secret(secrets)),
  });
  const ids = new Set(stations.map(({ id }) => id));
  const { addresses } = runtime;
  const declared = declaredPart(outputs.declared, ids);
  return { ...outputs, declared, addresses, stations: outputs.stations.filter(({ station }) => ids.has(station)) };
}
