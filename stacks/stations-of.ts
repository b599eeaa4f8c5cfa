import * as pulumi from "@pulumi/pulumi";
import { Fleet } from "../components/fleet";
import { Secrets } from "../components/secrets";
import { KubernetesRuntime } from "../components/workload/kubernetes";
import { ConfigError, parseConfig, plainClusterConfig } from "./config";
import { takeOver } from "./handed-over";
import { inCluster } from "./on-kubernetes";
import { blockOf, stacksOf } from "./station-stacks";

/**
 * Stations of a stack that is divided: in its cluster and namespace, by its settings and secrets, planned with all the others.
 * @param block base port from which on they are
 */
export async function stationsOf(whole: string, block: number): Promise<Record<string, unknown>> {
  const stack = `${whole}-${block}`;
  const { settings, rootSecret, secrets, inventoryDigest } = await takeOver(stack, whole);
  const config = parseConfig(plainClusterConfig, whole, settings);
  const { plan, cluster, outputs } = inCluster(whole, config);
  const { stationsPerStack = 1 } = config;
  const stations = plan.stations.filter((station) => blockOf(station, stationsPerStack) === block);
  // The last of its stations may have left the inventory; a block that no station could be in is a slip of the pen.
  if (stations.length === 0 && blockOf({ basePort: block }, stationsPerStack) !== block)
    throw new ConfigError(
      `stack "${stack}": no stack of stations begins at ${block}; allowed: ${stacksOf(whole, plan.stations, stationsPerStack).join(", ")}; fix: pulumi stack select one of them`,
    );
  checkDigest(stack, whole, inventoryDigest, outputs.inventoryDigest);
  const runtime = new KubernetesRuntime("kubernetes", { ...cluster, ownsNamespace: false });
  new Fleet("fleet", {
    ...{ plan, runtime, studio: false, stations },
    secrets: new Secrets(pulumi.secret(rootSecret), pulumi.secret(secrets)),
  });
  const ids = new Set(stations.map(({ id }) => id));
  return { ...outputs, stations: outputs.stations.filter(({ station }) => ids.has(station)) };
}

/** What delivers must know a station before its engines publish. A preview says so and goes on: the other stack may be about to be brought up. */
function checkDigest(stack: string, whole: string, theirs: string, ours: string): void {
  if (theirs === ours) return;
  const words = `stack "${stack}": ${whole} was last brought up with another inventory (${theirs}) than this one (${ours}); allowed: the same; fix: pulumi up --stack ${whole} first`;
  if (!pulumi.runtime.isDryRun()) throw new ConfigError(words);
  void pulumi.log.warn(words);
}
