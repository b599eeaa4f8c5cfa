import * as pulumi from "@pulumi/pulumi";
import type { FleetPlan, StationPlan } from "../../station-inventory/plan-types";
import { Engine } from "../engine/engine";
import type { Secrets } from "../secrets";
import { Studio } from "../studio/studio";
import type { Image, Runtime } from "../workload/workload";

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
    this.registerOutputs({});
  }

  /** One after the other: the next engine is touched only when the one before it is ready again. */
  private createEngines(): void {
    const { station, dependsOn } = this.args;
    let before = dependsOn;
    for (const engine of station.engines) {
      const ready = new Engine(engine.name, { ...this.args, engine }, { parent: this, dependsOn: before });
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
