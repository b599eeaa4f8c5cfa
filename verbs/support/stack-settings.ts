/** What the files of stacks in clusters set, without asking Pulumi, a cluster or a secret. */
import { namespaceOf, planOf } from "../../stacks/cluster-plan";
import { plainClusterConfig, type PlainClusterConfig } from "../../stacks/config";
import { ConfigError, parseConfig, plainSettings } from "../../stacks/parse-config";
import { readStackName } from "../../stacks/stack-name";
import { atSite } from "../../stacks/sites";
import { fileSettings } from "../../stacks/stack-file";
import type { StationFile } from "../../station-inventory/inventory";
import { InventoryError } from "../../station-inventory/mistake";
import type { FleetPlan } from "../../station-inventory/plan-types";
import { stationFiles } from "../../station-inventory/stations";
import { Failure, UsageError } from "../verb";

/**
 * @param variable by which it was named: "STACK"
 * @returns with the cluster and the address of the site that the stack is
 * @throws UsageError when there is no such stack, Failure with every mistake of its settings
 */
export function settingsOf(variable: string, stack: string): PlainClusterConfig {
  const named = readStackName(stack);
  if (!named || named.whole === "local" || named.part !== undefined)
    throw new UsageError(`${variable} is "${stack}"; allowed: preprod, prod, and prod-SITE of another site of theirs`);
  const { whole, site } = named;
  return inWords(() => atSite(whole, wholeSettings(whole), site));
}

const wholeSettings = (whole: string): PlainClusterConfig =>
  parseConfig(plainClusterConfig, whole, plainSettings(fileSettings(whole)));

/** @throws likewise, and Failure with every mistake of the inventory */
export function settledStack(
  variable: string,
  stack: string,
  files: readonly StationFile[] = stationFiles,
): { config: PlainClusterConfig; plan: FleetPlan } {
  const config = settingsOf(variable, stack);
  // The plan is of all sites, and the same at each.
  const { whole } = readStackName(stack)!;
  return { config, plan: inWords(() => planOf(wholeSettings(whole), namespaceOf(stack), files)) };
}

/** @throws Failure in the place of what is wrong with settings or inventory */
export function inWords<T>(read: () => T, fix = "correct what is named above"): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError || error instanceof InventoryError) throw new Failure(error.message, fix);
    throw error;
  }
}
