import type * as pulumi from "@pulumi/pulumi";
import type { EnginePlan, StationPlan } from "../../station-inventory/plan-types";
import { proveHandover } from "../workload/handover";
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
 * The proof, before an engine is replaced, that a listener hears another one of its station meanwhile.
 * @returns what the engine must wait for; nothing for a station's only engine
 */
export function handover(args: HandoverArgs, options: RunOptions): pulumi.Output<pulumi.Resource>[] {
  const { station, engine, workload, engineImage: image, runtime } = args;
  const publisher = ({ name, metrics }: EnginePlan) => `${name}:${metrics.publisherPort}`;
  const peers = station.engines.filter(({ name }) => name !== engine.name).map(publisher);
  const labels = { station: station.id, engine: engine.letter };
  const asked = { workload, program: "airpath-handover", own: publisher(engine), peers, image, labels };
  return proveHandover(runtime, asked, options);
}
