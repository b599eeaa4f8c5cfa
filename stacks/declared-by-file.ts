/**
 * What a stack declares by its committed file and the inventory, asking neither Pulumi nor any runtime. Previews lay this file, and what it describes a plan
 * with, into the tree of another commit and run it there: nothing else of that commit has to know of it.
 */
import { namespaceOf, planOf } from "./cluster-plan";
import { localConfig, parseConfig, plainClusterConfig, plainSettings } from "./config";
import { type Declared, declaredOf, declaredPart } from "./declared";
import { fileSettings } from "./stack-file";
import { blockOf } from "./station-stacks";
import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";

/** @returns undefined for what has no stations: "prod-edge". @throws ConfigError, InventoryError */
export function declaredByFile(stack: string): Declared | undefined {
  const [, whole = stack, part] = /^(preprod|prod)-(edge|[0-9]{5})$/.exec(stack) ?? [];
  if (part === "edge") return undefined;
  const raw = plainSettings(fileSettings(whole));
  if (whole === "local") {
    const config = parseConfig(localConfig, whole, raw);
    const inventory = parseInventory(stationFiles, { minimumRedundancy: config.minimumRedundancy });
    return declaredOf(planFleet(selectStations(inventory, config.stations), config), config.minimumRedundancy);
  }
  const config = parseConfig(plainClusterConfig, whole, raw);
  const plan = planOf(config, namespaceOf(whole));
  const all = declaredOf(plan, config.minimumRedundancy);
  if (part === undefined) return all;
  const own = plan.stations.filter((station) => blockOf(station, config.stationsPerStack ?? 1) === Number(part));
  return declaredPart(all, new Set(own.map(({ id }) => id)));
}

if (require.main === module)
  process.stdout.write(`${JSON.stringify(declaredByFile(process.argv[2] ?? "local") ?? null)}\n`);
