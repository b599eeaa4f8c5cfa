import * as pulumi from "@pulumi/pulumi";
import type { FleetPlan, StationPlan } from "../station-inventory/plan-types";
import { Caches } from "./cache/cache";
import { fleetConnections } from "./connections";
import { checkPipelines, engineImage } from "./engine/engine";
import { Fronts, haproxyImage } from "./front/front";
import { HlsOrigins } from "./hls/hls";
import { Icecast } from "./icecast/icecast";
import { LogStore } from "./logs/logs";
import { type AlertingArgs, Monitoring } from "./monitoring/monitoring";
import type { Secrets } from "./secrets";
import { inOrder } from "./station/roll-out";
import { Station } from "./station/station";
import { studioImage } from "./studio/studio";
import type { Image, Runtime } from "./workload/workload";

export interface FleetArgs {
  plan: FleetPlan;
  runtime: Runtime;
  secrets: Secrets;
  /** Whether simulated studios call the stations. */
  studio: boolean;
  /** Those of the plan that are declared here. */
  stations: readonly StationPlan[];
  /** What stations share: what delivers them, and what watches. Absent: another stack declares it. */
  platform?: PlatformArgs;
}

export interface PlatformArgs {
  /** What listeners are shown over HTTPS: certificate and private key, in PEM. */
  certificate: pulumi.Input<string>;
  /** Who is told of what is wrong, and where links lead. */
  alerting: AlertingArgs;
}

/** The whole platform, in the order of the air path, or a part of it. Read on in station/station.ts. */
export class Fleet extends pulumi.ComponentResource {
  constructor(
    name: string,
    private readonly args: FleetArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airpath:fleet:Fleet", name, {}, opts);
    const { plan, runtime, studio, stations, platform } = args;
    const engine = stations.length > 0 ? engineImage(runtime, { parent: this }) : undefined;
    const pipelines = engine && checkPipelines(plan, stations, runtime, engine, { parent: this });
    const taken = platform ? this.takeIn() : [];
    if (engine && pipelines) this.createStations(engine, [pipelines, ...taken]);
    if (platform) this.deliver(platform);
    const receivers = platform?.alerting.receivers ?? {};
    runtime.connect(fleetConnections(plan, { studio, receivers }), { parent: this });
    this.registerOutputs({});
  }

  /** @returns what engines publish to */
  private takeIn(): pulumi.Resource[] {
    const { masters } = new Icecast("icecast", this.args, { parent: this });
    const { origins } = new HlsOrigins("hls", this.args, { parent: this });
    return [...masters, ...origins];
  }

  private createStations(engineImage: Image, dependsOn: pulumi.Input<pulumi.Resource>[]): void {
    const { plan, runtime, studio, stations } = this.args;
    const image = studio ? studioImage(runtime, engineImage, { parent: this }) : undefined;
    const byId = new Map(stations.map((station) => [station.id, station]));
    const ready = new Map<string, pulumi.Input<pulumi.Resource>[]>();
    for (const { id, after } of inOrder([...byId.keys()], plan.settings)) {
      const before = [...dependsOn, ...after.flatMap((each) => ready.get(each)!)];
      const args = { ...this.args, station: byId.get(id)!, engineImage, studioImage: image, dependsOn: before };
      ready.set(id, new Station(`station-${id}`, args, { parent: this }).ready);
    }
  }

  /** What listeners connect to, what stands between them and the origins, and what watches. */
  private deliver({ certificate, alerting }: PlatformArgs): void {
    const haproxy = haproxyImage(this.args.runtime, { parent: this });
    new Caches("caches", { ...this.args, haproxy }, { parent: this });
    new Fronts("fronts", { ...this.args, haproxy, certificate }, { parent: this });
    new Monitoring("monitoring", { ...this.args, alerting }, { parent: this });
    if (this.args.plan.logs) new LogStore("logs", this.args, { parent: this });
  }
}
