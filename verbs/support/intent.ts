/** What the stack is about to be, known before Pulumi runs: the same inventory and settings that its program reads. */
import { localConfig } from "../../stacks/config";
import { parseConfig } from "../../stacks/parse-config";
import { parseInventory } from "../../station-inventory/inventory";
import { planFleet } from "../../station-inventory/plan";
import type { FleetPlan } from "../../station-inventory/plan-types";
import { selectStations } from "../../station-inventory/selection";
import { stationFiles } from "../../station-inventory/stations";
import { Failure } from "../verb";
import { pulumi } from "./pulumi";
import { stackName } from "./stack";
import { inWords } from "./stack-settings";

/** @throws Failure with every mistake of the inventory and of the stack's settings */
export async function intendedPlan(): Promise<FleetPlan> {
  const stack = stackName();
  const raw = await readConfig();
  return inWords(() => {
    const config = parseConfig(localConfig, stack, raw);
    const inventory = parseInventory(stationFiles, { minimumRedundancy: config.minimumRedundancy });
    return planFleet(selectStations(inventory, config.stations), config);
  }, "correct what is named above; nothing was changed");
}

/** Plain settings as text, as the program gets them. Secret ones decide nothing about ports and are left out. */
async function readConfig(): Promise<Record<string, string>> {
  const said = await pulumi("config", "--json").catch((error: unknown) => {
    throw wordsFor(error as Error, stackName());
  });
  const settings = JSON.parse(said) as Record<string, { value?: string; secret: boolean }>;
  const plain = Object.entries(settings).filter(([, { secret }]) => !secret);
  return Object.fromEntries(plain.map(([key, { value }]) => [key, value ?? ""]));
}

/** Pure: what Pulumi says of a stack's file that is no YAML, with the file's name, which it leaves out; any other error as it is. */
export function wordsFor(error: Error, stack: string): Error {
  const found = /invalid YAML file: (?:yaml: )?(.+)/.exec(error.message)?.[1];
  if (found === undefined) return error;
  return new Failure(`stacks/Pulumi.${stack}.yaml is no YAML: ${found}`, "correct it there; nothing was changed");
}
