/**
 * What a stack declares by its committed file and the inventory, asking neither Pulumi nor any runtime. Previews lay this file, and what it describes a plan
 * with, into the tree of another commit and run it there: nothing else of that commit has to know of it.
 */
import { namespaceOf, planOf } from "./cluster-plan";
import { localConfig, type PlainClusterConfig, plainClusterConfig } from "./config";
import { ConfigError, parseConfig, plainSettings } from "./parse-config";
import { type Declared, declaredOf, declaredPart } from "./declared";
import { fileSettings } from "./stack-file";
import { allowedStacks, type NamedStack, readStackName } from "./stack-name";
import { blockOf } from "./station-stacks";
import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import type { FleetPlan } from "../station-inventory/plan-types";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";

/** Of a platform, whichever of its stacks is asked for. */
export interface ByFile {
  plan: FleetPlan;
  minimumRedundancy: number;
  /** Absent: it stands on one machine, in Docker. */
  cluster?: PlainClusterConfig;
}

/** @throws ConfigError */
function named(stack: string): NamedStack {
  const found = readStackName(stack);
  if (!found) throw new ConfigError(`there is no stack "${stack}"; allowed: ${allowedStacks}; fix: name one of these`);
  return found;
}

/** @returns undefined for what has no stations: "prod-edge". @throws ConfigError, InventoryError */
export function plannedByFile(stack: string): ByFile | undefined {
  const { whole, part } = named(stack);
  if (part === "edge") return undefined;
  const raw = plainSettings(fileSettings(whole));
  if (whole === "local") {
    const config = parseConfig(localConfig, whole, raw);
    const { minimumRedundancy } = config;
    const inventory = parseInventory(stationFiles, { minimumRedundancy });
    return { plan: planFleet(selectStations(inventory, config.stations), config), minimumRedundancy };
  }
  const cluster = parseConfig(plainClusterConfig, whole, raw);
  return { plan: planOf(cluster, namespaceOf(whole)), minimumRedundancy: cluster.minimumRedundancy, cluster };
}

/** @returns undefined for what has no stations. @throws ConfigError, InventoryError */
export const declaredByFile = (stack: string): Declared | undefined => {
  const found = plannedByFile(stack);
  return found && declaredFrom(stack, found);
};

/** @param found of its platform */
export function declaredFrom(stack: string, found: ByFile): Declared {
  const { plan, minimumRedundancy, cluster } = found;
  const all = declaredOf(plan, minimumRedundancy);
  const { part } = named(stack);
  if (part === undefined) return all;
  const own = plan.stations.filter((station) => blockOf(station, cluster?.stationsPerStack ?? 1) === part);
  return declaredPart(all, new Set(own.map(({ id }) => id)));
}

if (require.main === module)
  process.stdout.write(`${JSON.stringify(declaredByFile(process.argv[2] ?? "local") ?? null)}\n`);
