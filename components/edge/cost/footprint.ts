import type { FleetPlan } from "../../../station-inventory/plan-types";
import { listedFleet } from "../../listed-fleet";
import type { Footprint } from "./cost";

/** @returns what everything that runs of a platform asks for, as its components declare it: nothing is run */
export async function footprintOf(plan: FleetPlan): Promise<Footprint> {
  const { workloads } = await listedFleet(plan, { stations: plan.stations, studio: false, platform: true });
  const containers = workloads.flatMap((workload) => [workload, ...(workload.sidecars ?? [])]);
  const sum = (of: (container: (typeof containers)[number]) => number) =>
    containers.reduce((all, each) => all + of(each), 0);
  const kept = (container: (typeof containers)[number]) =>
    (container.volumes ?? []).filter(({ kind }) => kind === "persistent");
  return {
    cores: sum(({ resources }) => resources.cpu),
    mebibytes: sum(({ resources }) => resources.memoryMebibytes),
    persistentMebibytes: sum((each) => kept(each).reduce((all, { mebibytes }) => all + mebibytes, 0)),
  };
}
