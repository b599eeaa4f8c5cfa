import * as pulumi from "@pulumi/pulumi";
import type { FleetPlan, HlsOriginPlan } from "../../station-inventory/plan-types";
import { inTurn } from "../in-turn";
import { nginxReload } from "../nginx";
import { labelsOf } from "../labels";
import type { Secrets } from "../secrets";
import { answers } from "../workload/answers";
import type { Image, Runtime, Workload } from "../workload/workload";
import { originFiles, statusPort, tokensPath, uploadTokens } from "./config";
import { memoryKibibytes, storageMebibytes, storagePath } from "./settings";

export interface HlsOriginsArgs {
  plan: FleetPlan;
  runtime: Runtime;
  secrets: Secrets;
}

const rules = ["chain", "choose", "node", "offers", "peers", "playlist"].map((name) => `merge/${name}.js`);
const programs = ["clock.js", "metrics.js", "origin.js", "plans.js", "player.js", "store.js", "sweep.js", ...rules];

/** Where engines push segments and playlists, and players fetch them. */
export class HlsOrigins extends pulumi.ComponentResource {
  /** What an engine needs before it can publish. */
  readonly origins: pulumi.Resource[];

  constructor(name: string, { plan, runtime, secrets }: HlsOriginsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airpath:hls:HlsOrigins", name, {}, opts);
    const image = runtime.image(
      { name: "hls-origin", context: "components/hls", sources: ["Dockerfile", "start", ...programs] },
      { parent: this },
    );
    const engines = plan.stations.flatMap((station) => station.engines);
    const given = engines.map((engine) => [engine.name, secrets.get(engine.secrets.upload)] as const);
    const tokens = pulumi.all(Object.fromEntries(given)).apply((values) => uploadTokens(plan, values));
    this.origins = inTurn(plan.hls.origins, [], (origin, dependsOn) =>
      runtime.run(originWorkload(plan, origin, image, tokens), { parent: this, dependsOn }),
    );
    this.registerOutputs({});
  }
}

const healthy = answers(statusPort, "/health");

function originWorkload(plan: FleetPlan, origin: HlsOriginPlan, image: Image, tokens: pulumi.Output<string>): Workload {
  const storage = storageMebibytes(plan);
  return {
    name: origin.name,
    image,
    files: originFiles(plan, origin),
    secretFiles: [{ path: tokensPath, content: tokens }],
    reload: nginxReload,
    ports: [
      { name: "http", number: origin.publicPort, protocol: "tcp" },
      { name: "upload", number: origin.uploadPort, protocol: "tcp" },
      { name: "status", number: statusPort, protocol: "tcp" },
    ],
    volumes: [{ name: "segments", path: storagePath, kind: "memory", mebibytes: storage }],
    readiness: healthy,
    liveness: healthy,
    // Segments and playlists live in memory and count as the container's.
    resources: { cpu: 0.25, memoryMebibytes: 128 + storage + Math.ceil(memoryKibibytes(plan) / 1024) },
    gracePeriodSeconds: 10,
    spreadGroup: "hls-origin",
    labels: labelsOf(plan, "hls-origin"),
  };
}
