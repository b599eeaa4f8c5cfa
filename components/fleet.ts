import * as pulumi from "@pulumi/pulumi";
import type { FleetPlan } from "../station-inventory/plan-types";
import { Caches } from "./cache/cache";
import { fleetConnections } from "./connections";
import { checkPipelines, engineImage } from "./engine/engine";
import { Fronts, haproxyImage } from "./front/front";
import { HlsOrigins } from "./hls/hls";
import { Icecast } from "./icecast/icecast";
import { type AlertingArgs, Monitoring } from "./monitoring/monitoring";
import type { Secrets } from "./secrets";
import { Station } from "./station/station";
import { studioImage } from "./studio/studio";
import type { Image, Runtime } from "./workload/workload";

export interface FleetArgs {
  plan: FleetPlan;
  runtime: Runtime;
  secrets: Secrets;
  /** What listeners are shown over HTTPS: certificate and private key, in PEM. */
  certificate: pulumi.Input<string>;
  /** Whether simulated studios call the stations. */
  studio: boolean;
  /** Who is told of what is wrong, and where links lead. */
  alerting: AlertingArgs;
}

/** The whole platform, in the order of the air path. Read on in station/station.ts. */
export class Fleet extends pulumi.ComponentResource {
  private readonly engineImage: Image;

  constructor(
    name: string,
    private readonly args: FleetArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airpath:fleet:Fleet", name, {}, opts);
    this.engineImage = engineImage(args.runtime, { parent: this });
    const pipelines = checkPipelines(args.plan, args.runtime, this.engineImage, { parent: this });
    const icecast = new Icecast("icecast", args, { parent: this });
    const origins = new HlsOrigins("hls", args, { parent: this });
    this.createStations([pipelines, ...icecast.masters, ...origins.origins]);
    this.deliver();
    new Monitoring("monitoring", args, { parent: this });
    const { plan, runtime, studio, alerting } = args;
    runtime.connect(fleetConnections(plan, { studio, receivers: alerting.receivers }), { parent: this });
    this.registerOutputs({});
  }

  private createStations(dependsOn: pulumi.Input<pulumi.Resource>[]): void {
    const { engineImage } = this;
    const studio = this.args.studio ? studioImage(this.args.runtime, engineImage, { parent: this }) : undefined;
    for (const station of this.args.plan.stations) {
      const args = { ...this.args, station, engineImage, studioImage: studio, dependsOn };
      new Station(`station-${station.id}`, args, { parent: this });
    }
  }

  /** What listeners connect to, and what stands between them and the origins. */
  private deliver(): void {
    const haproxy = haproxyImage(this.args.runtime, { parent: this });
    new Caches("caches", { ...this.args, haproxy }, { parent: this });
    new Fronts("fronts", { ...this.args, haproxy }, { parent: this });
  }
}
