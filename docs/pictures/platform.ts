/** What pictures are made from: a platform's plan, and what its components declare to run and to connect. */
import { rivagePlan } from "../../alerts/docs-plan";
import { listedFleet } from "../../components/listed-fleet";
import type { Workload } from "../../components/workload/workload";
import { plannedByFile } from "../../stacks/declared-by-file";
import type { FleetPlan } from "../../station-inventory/plan-types";
import type { Calling } from "./calls";

export interface Platform extends Calling {
  plan: FleetPlan;
  workloads: readonly Workload[];
}

/** @param studio whether simulated studios call */
export async function declared(plan: FleetPlan, studio: boolean): Promise<Platform> {
  const { workloads, jobs, connections } = await listedFleet(plan, { stations: plan.stations, studio, platform: true });
  const kinds = new Map([...workloads, ...jobs].map(({ name, labels }) => [name, labels.component!]));
  return { plan, workloads, connections, kinds };
}

/** The stack `local` with nothing set, and one station: the same wherever this runs, however many stations there are. */
export const localPlatform = (): Promise<Platform> => declared(rivagePlan(), true);

/** The stack `prod`, as its file sets it. */
export async function prodPlatform() {
  const { plan, cluster } = plannedByFile("prod")!;
  return { platform: await declared(plan, false), config: cluster! };
}
