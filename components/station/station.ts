import * as pulumi from "@pulumi/pulumi";
import type { FleetPlan, StationPlan } from "../../station-inventory/plan-types";
import { Engine, engineWorkload } from "../engine/engine";
import type { Secrets } from "../secrets";
import { Studio } from "../studio/studio";
import type { Image, Runtime } from "../workload/workload";
import { handover } from "./handover";

export interface StationArgs {
  station: StationPlan;
  plan: FleetPlan;
  runtime: Runtime;
  secrets: Secrets;
  engineImage: Image;
  /** Absent: real studios call. */
  studioImage?: Image;
  /** What must be there before an engine can publish. */
  dependsOn: pulumi.Input<pulumi.Resource>[];
}

/** One station: its redundant engines, and on a demonstration stack the studio that calls them. */
export class Station extends pulumi.ComponentResource {
  constructor(
    name: string,
    private readonly args: StationArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airpath:station:Station", name, {}, opts);
    this.createEngines();
    this.createStudios();
  }

  /** One after the other: an engine is touched when the one before it is ready again, and while another one has the programme. */
  private createEngines(): void {
    const { station, dependsOn } = this.args;
    let before = dependsOn;
    for (const engine of station.engines) {
      const args = { ...this.args, engine };
      const proof = handover({ ...args, workload: engineWorkload(args) }, { parent: this, dependsOn: before });
      const ready = new Engine(engine.name, args, { parent: this, dependsOn: [...before, ...proof] });
      before = [...dependsOn, ready];
    }
  }

  private createStudios(): void {
    const { station, studioImage, runtime, secrets } = this.args;
    if (!studioImage) return;
    for (const studio of station.studios) {
      new Studio(studio.name, { studio, station, runtime, secrets, image: studioImage }, { parent: this });
    }
  }
}
