/**
 * What the stack's own components would run, taken at the seam: the rig is a third runtime beside Docker and Kubernetes, so that it tests the very
 * images, configurations, secrets, volumes and sidecars that a stack gets.
 */
import * as pulumi from "@pulumi/pulumi";
import { Caches } from "../../../components/cache/cache";
import { Engine, engineImage } from "../../../components/engine/engine";
import { haproxyImage } from "../../../components/front/front";
import { HlsOrigins } from "../../../components/hls/hls";
import { Icecast } from "../../../components/icecast/icecast";
import { declareFleet } from "../../../components/listed-fleet";
import { register } from "../../../components/mocks";
import { deriveSecret, Secrets } from "../../../components/secrets";
import { studioImage } from "../../../components/studio/studio";
import { baseImage } from "../../../components/workload/container";
import { imageContent } from "../../../components/workload/content-hash";
import type { Image, ImageSpec, Job, Runtime, Workload } from "../../../components/workload/workload";
import type { FleetPlan } from "../../../station-inventory/plan-types";

/** Secrets of the rig: no stack's. */
const root = "4169727061746820726967".padEnd(64, "0");
export const rigSecret = (name: string): string => deriveSecret(root, name);

/** An image as the components ask for it, not yet built. */
export interface WantedImage {
  tag: string;
  /** Tag of the image that it starts from; absent: the machine's Debian image. */
  base?: string;
  spec: Pick<ImageSpec, "name" | "context" | "sources">;
}

export interface Wanted {
  images: WantedImage[];
  /** Without Outputs: every value is there. */
  workloads: pulumi.Unwrap<Workload>[];
}

/**
 * Every image, and the workloads of Icecast, the HLS origins and all engines of the plan.
 * @param withCaches those between origins and listeners too
 */
export async function wanted(plan: FleetPlan, debian: string, withCaches = false): Promise<Wanted> {
  const runtime = new Collector(debian);
  const secrets = new Secrets(root);
  await register(() => {
    const parent = new pulumi.ComponentResource("airpath:rig:Rig", "rig");
    const image = engineImage(runtime, { parent });
    studioImage(runtime, image, { parent });
    const args = { plan, runtime, secrets };
    new Icecast("icecast", args);
    new HlsOrigins("hls", args);
    if (withCaches) new Caches("caches", { ...args, haproxy: haproxyImage(runtime, { parent }) });
    for (const station of plan.stations) {
      for (const engine of station.engines) {
        new Engine(engine.name, { ...args, station, engine, engineImage: image }, { parent });
      }
    }
  });
  return { images: [...runtime.images.values()], workloads: await Promise.all(runtime.workloads) };
}

/** @returns images of a whole platform, each after the one that it starts from */
export async function imagesOf(plan: FleetPlan, debian: string): Promise<WantedImage[]> {
  const runtime = new Collector(debian);
  await declareFleet(runtime, plan, { stations: plan.stations, studio: true, platform: true });
  return [...runtime.images.values()];
}

/** Runs nothing: remembers what it was asked for. */
class Collector implements Runtime {
  readonly images = new Map<string, WantedImage>();
  readonly workloads: Promise<pulumi.Unwrap<Workload>>[] = [];
  private readonly base: Image;

  constructor(private readonly debian: string) {
    this.base = this.wanted(baseImage);
  }

  image(spec: ImageSpec): Image {
    return this.wanted(spec, spec.base ?? this.base);
  }

  run(workload: Workload): pulumi.Resource {
    this.workloads.push(new Promise((resolve) => pulumi.output(workload).apply(resolve)));
    return new pulumi.ComponentResource("airpath:rig:Workload", workload.name);
  }

  /** What a job proves is asked before something is replaced: nothing is, here. */
  job({ name }: Job): pulumi.Output<pulumi.Resource> {
    return pulumi.output(new pulumi.ComponentResource("airpath:rig:Job", name));
  }

  connect(): void {
    // One network for all, as on Docker.
  }

  /** Tagged as the stack tags its images: what is built for one is found by the other. */
  private wanted(spec: ImageSpec, base?: Image): Image {
    const { contentHash, tag } = imageContent(spec, base?.contentHash ?? this.debian);
    const known = base && [...this.images.values()].find((image) => image.tag.endsWith(base.contentHash.slice(0, 12)));
    this.images.set(spec.name, { tag, spec, ...(known && { base: known.tag }) });
    return { name: pulumi.output(tag), reference: pulumi.output(tag), contentHash };
  }
}
