import * as pulumi from "@pulumi/pulumi";
import type { StationPlan } from "../../station-inventory/plan-types";
import { declarationHash } from "../workload/handover";
import type { Image, RunOptions, Runtime, Workload } from "../workload/workload";

export interface CanaryArgs {
  station: StationPlan;
  /** Of its engines, as they run. */
  workloads: readonly Workload[];
  engineImage: Image;
  runtime: Runtime;
}

/** The job's name, by which its connections are declared. */
export const canaryName = ({ id }: Pick<StationPlan, "id">): string => `canary-${id}`;

/**
 * The proof that a station which was changed first is well: a job that runs again whenever the declaration of one of its engines changes, and that fails
 * with what to do.
 * @returns what all other stations must wait for
 */
export function proveCanary(args: CanaryArgs, options: RunOptions): pulumi.Output<pulumi.Resource> {
  const { station, workloads, engineImage: image, runtime } = args;
  const job = {
    name: canaryName(station),
    image,
    command: ["airpath-canary", ...station.engines.map(({ name, metrics }) => `${name}:${metrics.publisherPort}`)],
    environment: { AIRPATH_DECLARED: pulumi.all(workloads.map(declarationHash)).apply((hashes) => hashes.join("-")) },
    network: "private" as const,
    resources: { cpu: 0.1, memoryMebibytes: 32 },
    labels: { component: "canary", station: station.id },
  };
  return runtime.job(job, options);
}
