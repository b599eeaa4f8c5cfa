/** Where a cluster gets images from: nothing is built here. `make artifact` builds them, and with PUSH=1 brings them to a registry. */
import * as pulumi from "@pulumi/pulumi";
import { imageContent } from "./content-hash";
import type { Image, ImageSpec, Job } from "./workload";

/** What `make artifact PUSH=1` wrote down. */
export interface Release {
  /** Reference of the Debian image that images without a base were built on. */
  debian: string;
  /** Of each image that was pushed, by "NAME:CONTENT" (the tag that it has on the machine that built it), the digest: "sha256:…". */
  digests: Readonly<Record<string, string>>;
}

/** A registry that holds a release; or nodes that hold the images already, under the names that they are built by. */
export type ImageSource = { registry: string; release: Release } | { debian: string };

/** @throws when the registry has no image of that content, naming it and the command that brings it there */
export function releasedImage(spec: ImageSpec, source: ImageSource): Image {
  const debian = "registry" in source ? source.release.debian : source.debian;
  // As the Docker renderer counts: what is built there is what runs here.
  const { contentHash, tag } = imageContent(spec, spec.base?.contentHash ?? debian);
  const reference =
    "registry" in source
      ? `${source.registry}/airpath/${spec.name}@${digestOf(tag.slice("airpath/".length), source.release)}`
      : tag;
  return { name: pulumi.output(tag), reference: pulumi.output(reference), contentHash };
}

/** Proves that the cluster is given an image, and that something runs in it, before anybody is replaced by what would never begin. */
export const pullJob = (name: string, image: Image): Job => ({
  name: `pull-${name}`,
  image,
  command: ["true"],
  // Stacks of one platform share a namespace, and each proves its own.
  environment: { STACK: pulumi.getStack() },
  resources: { cpu: 0.01, memoryMebibytes: 16 },
  labels: { component: "pull" },
});

function digestOf(tag: string, { digests }: Release): string {
  const digest = digests[tag];
  if (digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  const [name] = tag.split(":");
  const known = Object.keys(digests).filter((each) => each.startsWith(`${name}:`));
  throw new Error(
    `image "${name}": ${digest === undefined ? `its content ${tag} was never pushed` : `its digest is "${digest}"`}; allowed: what the release has (${known.join(", ") || "nothing of that name"}), as sha256:…; fix: make artifact PUSH=1`,
  );
}
