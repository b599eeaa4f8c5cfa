import * as pulumi from "@pulumi/pulumi";
import type { FleetPlan, StationPlan } from "../../station-inventory/plan-types";
import { Engine, engineWorkload } from "../engine/engine";
import { inTurn } from "../in-turn";
import type { Secrets } from "../secrets";
import { Studio } from "../studio/studio";
import type { Image, Runtime, Workload } from "../workload/workload";
import { proveCanary } from "./canary";
import { handover } from "./handover";

export interface StationArgs {
  station: StationPlan;
  plan: FleetPlan;
  runtime: Runtime;
  secrets: Secrets;
  engineImage: Image;
  /** Absent: real studios call. */
  studioImage?: Image;
  /** What must be there before an engine can publish, and stations that are changed before this one. */
  dependsOn: pulumi.Input<pulumi.Resource>[];
}

/** One station: its redundant engines, and on a demonstration stack the studio that calls them. */
export class Station extends pulumi.ComponentResource {
  /** There when all of its engines are ready; of a canary, when they have proved to be well. */
  readonly ready: pulumi.Input<pulumi.Resource>[];

  constructor(
    name: string,
    private readonly args: StationArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airpath:station:Station", name, {}, opts);
    this.ready = this.createEngines();
    this.createStudios();
  }

  /** One after the other: an engine is touched when the one before it is ready again, and while another one has the programme. */
  private createEngines(): pulumi.Input<pulumi.Resource>[] {
    const { station, plan, dependsOn } = this.args;
    const workloads: Workload[] = [];
    let before = dependsOn;
    for (const engine of station.engines) {
      const args = { ...this.args, engine };
      const workload = engineWorkload(args);
      const proof = handover({ ...args, workload }, { parent: this, dependsOn: before });
      const ready = new Engine(engine.name, args, { parent: this, dependsOn: [...before, ...proof] });
      workloads.push(workload);
      before = [...dependsOn, ready];
    }
    const last = before.slice(dependsOn.length);
    if (!plan.settings.canaries.includes(station.id)) return last;
    return [proveCanary({ ...this.args, workloads }, { parent: this, dependsOn: last })];
  }

  private createStudios(): void {
    const { station, studioImage, runtime, secrets } = this.args;
    if (!studioImage) return;
    const shared = { station, runtime, secrets, image: studioImage };
    // A changed gate changes them all: while one is replaced, the others still send the programme.
    inTurn(
      station.studios,
      [],
      (studio, dependsOn) => new Studio(studio.name, { ...shared, studio }, { parent: this, dependsOn }),
    );
  }
}
