import * as pulumi from "@pulumi/pulumi";
import type { CachePlan, FleetPlan } from "../../station-inventory/plan-types";
import { haproxyCommand, haproxyPath, haproxyReload, runFolder } from "../front/haproxy";
import { inTurn } from "../in-turn";
import { labelsOf } from "../labels";
import { nginxReload } from "../nginx";
import { answers } from "../workload/answers";
import type { ContainerSpec, Image, Runtime, Sidecar, Workload } from "../workload/workload";
import { cacheFiles } from "./config";
import { originsConfig } from "./origins";
import { healthPath, storageMebibytes, storagePath } from "./settings";

export interface CachesArgs {
  plan: FleetPlan;
  runtime: Runtime;
  /** HAProxy, which finds the origins. */
  haproxy: Image;
}

/** Between fronts and origins: what many ask for is fetched once. They serve the player page too. */
export class Caches extends pulumi.ComponentResource {
  readonly caches: pulumi.Resource[];

  constructor(name: string, { plan, runtime, haproxy }: CachesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airpath:cache:Caches", name, {}, opts);
    const cache = runtime.image(
      { name: "cache", context: "components/cache", sources: ["Dockerfile", "metrics.js"] },
      { parent: this },
    );
    const page = runtime.image(
      { name: "page", context: "components/page", base: cache, sources: ["Dockerfile", "site"] },
      { parent: this },
    );
    this.caches = inTurn(plan.hls.caches, [], (each, dependsOn) =>
      runtime.run(cacheWorkload(plan, each, page, haproxy), { parent: this, dependsOn }),
    );
    this.registerOutputs({});
  }
}

function cacheWorkload(plan: FleetPlan, cache: CachePlan, page: Image, haproxy: Image): Workload {
  const storage = storageMebibytes(plan);
  const nginx: ContainerSpec = {
    image: page,
    files: cacheFiles(plan, cache),
    reload: nginxReload,
    volumes: [{ name: "kept", path: storagePath, kind: "memory", mebibytes: storage }],
    readiness: answers(cache.statusPort, healthPath),
    liveness: answers(cache.statusPort, healthPath),
    // What is kept lies in memory and counts as the container's.
    resources: { cpu: 0.25, memoryMebibytes: 128 + storage },
  };
  return {
    ...nginx,
    name: cache.name,
    ports: [
      { name: "http", number: cache.publicPort, protocol: "tcp" },
      { name: "status", number: cache.statusPort, protocol: "tcp" },
      { name: "origins-status", number: cache.originsStatusPort, protocol: "tcp" },
    ],
    sidecars: [origins(plan, cache, haproxy)],
    gracePeriodSeconds: 10,
    spreadGroup: "cache",
    labels: labelsOf(plan, "cache"),
  };
}

function origins(plan: FleetPlan, cache: CachePlan, image: Image): Sidecar {
  return {
    name: "origins",
    image,
    command: haproxyCommand,
    files: [{ path: haproxyPath, content: originsConfig(plan, cache) }],
    reload: haproxyReload,
    volumes: [{ name: "run", path: runFolder, kind: "memory", mebibytes: 1 }],
    readiness: answers(cache.originsStatusPort, healthPath),
    liveness: answers(cache.originsStatusPort, healthPath),
    resources: { cpu: 0.1, memoryMebibytes: 128 },
  };
}
