import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import type { FleetPlan } from "../station-inventory/plan-types";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";

/** The plan that tests and docs look at: one station, two of everything. */
export const rivagePlan = (): FleetPlan => planFleet(selectStations(parseInventory(stationFiles), ["rivage"]));
