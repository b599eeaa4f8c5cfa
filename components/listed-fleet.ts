import { readRunbooks } from "../alerts/runbooks";
import type { FleetPlan, StationPlan } from "../station-inventory/plan-types";
import { Fleet } from "./fleet";
import { register } from "./mocks";
import { Secrets } from "./secrets";
import { ListedRuntime } from "./workload/listed";
import type { Runtime } from "./workload/workload";

export interface Listed {
  stations: readonly StationPlan[];
  /** Whether simulated studios call. */
  studio: boolean;
  /** Whether what stations share is listed too. */
  platform: boolean;
}

/** @returns what would run of a fleet, as its components declare it: nothing is run, and no secret is a real one */
export async function listedFleet(plan: FleetPlan, listed: Listed): Promise<ListedRuntime> {
  const runtime = new ListedRuntime();
  await declareFleet(runtime, plan, listed);
  return runtime;
}

/** Declares it to a runtime that runs nothing. */
export async function declareFleet(runtime: Runtime, plan: FleetPlan, listed: Listed): Promise<void> {
  const { stations, studio, platform } = listed;
  const links = { runbooks: "http://runbooks/", dashboards: "http://dashboards/" };
  const shared = { certificate: "none", alerting: { receivers: {}, links, runbooks: readRunbooks() } };
  await register(() => {
    const secrets = new Secrets("00".repeat(32));
    new Fleet("fleet", { plan, runtime, secrets, studio, stations, ...(platform && { platform: shared }) });
  });
}
