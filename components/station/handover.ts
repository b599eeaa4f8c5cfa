import * as pulumi from "@pulumi/pulumi";
import type { EnginePlan, StationPlan } from "../../station-inventory/plan-types";
import { shortHash } from "../workload/content-hash";
import type { Image, RunOptions, Runtime, Workload } from "../workload/workload";

export interface HandoverArgs {
  station: StationPlan;
  engine: EnginePlan;
  /** As the engine will run. */
  workload: Workload;
  engineImage: Image;
  runtime: Runtime;
}

/**
 * The proof, before an engine is replaced, that a listener hears another one meanwhile: a job that runs again whenever the engine's declaration
 * changes, whoever says `pulumi up`, and that fails with what to do when no other engine of the station has a programme.
 * @returns what the engine must wait for; nothing for a station's only engine
 */
export function handover(args: HandoverArgs, options: RunOptions): pulumi.Output<pulumi.Resource>[] {
  const { station, engine, workload, engineImage, runtime } = args;
  const peers = station.engines.filter(({ name }) => name !== engine.name);
  if (peers.length === 0) return [];
  const publisher = ({ name, metrics }: EnginePlan) => `${name}:${metrics.publisherPort}`;
  const job = runtime.job(
    {
      name: handoverName(engine),
      image: engineImage,
      command: ["airpath-handover", publisher(engine), ...peers.map(publisher)],
      environment: { AIRPATH_DECLARED: declarationHash(workload) },
      network: "private",
      resources: { cpu: 0.1, memoryMebibytes: 32 },
      labels: { component: "handover", station: station.id, engine: engine.letter },
    },
    options,
  );
  return [job];
}

/** The job's name, by which its connections are declared. */
export const handoverName = ({ name }: Pick<EnginePlan, "name">): string => `handover-${name}`;

/** Changes with anything that is declared of the workload. A hash over contents of full entropy: it tells that a secret changed, never what it is. */
const declarationHash = (workload: Workload): pulumi.Output<string> =>
  pulumi.unsecret(pulumi.output(workload).apply((declared) => shortHash(JSON.stringify(declared))));
