import { readRunbooks } from "../../../alerts/runbooks";
import type { FleetPlan } from "../../../station-inventory/plan-types";
import { Fleet } from "../../fleet";
import { register } from "../../mocks";
import { Secrets } from "../../secrets";
import { ListedRuntime } from "../../workload/listed";
import type { Footprint } from "./cost";

/** @returns what everything that runs of a platform asks for, as its components declare it: nothing is run */
export async function footprintOf(plan: FleetPlan): Promise<Footprint> {
  const runtime = new ListedRuntime();
  await register(() => {
    const links = { runbooks: "http://runbooks/", dashboards: "http://dashboards/" };
    new Fleet("fleet", {
      ...{ plan, runtime, secrets: new Secrets("00".repeat(32)), studio: false, stations: plan.stations },
      platform: { certificate: "none", alerting: { receivers: {}, links, runbooks: readRunbooks() } },
    });
  });
  const containers = runtime.workloads.flatMap((workload) => [workload, ...(workload.sidecars ?? [])]);
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
