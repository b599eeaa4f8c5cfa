/** Which stations stand together in a stack, where a platform is divided: by their base ports, which they keep, whoever comes or goes. Pure. */
import type { StationPlan } from "../station-inventory/plan-types";
import { basePorts } from "../station-inventory/schema";

type Placed = Pick<StationPlan, "basePort">;

/** @returns the base port from which on stations stand in one stack with a station */
export const blockOf = ({ basePort }: Placed, stationsPerStack: number): number =>
  basePort - ((basePort - basePorts.least) % (basePorts.step * stationsPerStack));

/** @returns names of the stacks of stations, in order: "prod-10000" */
export const stacksOf = (whole: string, stations: readonly Placed[], stationsPerStack: number): string[] =>
  [...new Set(stations.map((station) => `${whole}-${blockOf(station, stationsPerStack)}`))].sort();
