/** What synthetic metrics are of: a plan, an end, and what goes wrong before it. */
import type { FleetPlan } from "../../station-inventory/plan-types";

export interface SyntheticSeries {
  name: string;
  labels: Record<string, string>;
  /** @param time Unix seconds @returns undefined while there is no sample */
  value: (time: number) => number | undefined;
}

export interface World {
  plan: FleetPlan;
  /** Unix seconds of the last sample. */
  end: number;
  /** Whether exporters that a stack may lack are there: what tells of machines, containers and programs, HAProxy. */
  exporters: boolean;
}

/** Seconds before the end at which things go wrong, at stations by their place in the plan. */
const faults = {
  engineDied: [5, 600],
  inputLost: [9, 1200],
  silence: [12, 300],
  blank: [15, 240],
  faint: [20, 3600],
} as const;

type Fault = keyof typeof faults;
export const since = (world: World, place: number, fault: Fault, time: number): boolean =>
  world.plan.stations.length > 2 && faults[fault][0] === place && time > world.end - faults[fault][1];

export type Value = SyntheticSeries["value"];
export type Emit = (name: string, labels: Record<string, string>, value: Value) => SyntheticSeries;
