import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { manifest, shortHash } from "./content-hash";
import { checkFilePlace } from "./container";
import type { labels } from "./docker-container";
import { type ConfigFile, configFolder, type Image, manifestPath } from "./workload";

/** What a container needs of its files: the volume to mount, and the carrier to wait for. */
export interface CarriedFiles {
  carrier: docker.Container;
  hash: pulumi.Output<string>;
  volumes: { volumeName: pulumi.Output<string>; containerPath: string; readOnly: boolean }[];
}

/**
 * For what holds data. Docker cannot change the labels of a volume, so Pulumi would replace it: what an operator chose, or weeks of samples, would be gone
 * for a word; and of a volume with the same name, the new one is the old one, which cannot be removed while it is in use.
 */
export const whateverItsLabels = { ignoreChanges: ["labels"] };

export interface Carried {
  /** Of the container that needs the files. */
  name: string;
  prefix: string;
  image: Image;
  files: ConfigFile[];
  /** Whether the container takes up changed files while it runs. */
  inPlace: boolean;
  labels: ReturnType<typeof labels>;
}

/**
 * Lays files into a volume by a container that is never started. The volume is named by their content, so that the container is replaced with them; or, for
 * one that takes up changed files, keeps its name: then the new files are laid over the old ones, and a manifest tells when they are complete.
 * The name tells a change, never what changed: it is a hash over contents that hold secrets of full entropy.
 */
export function carryFiles(carried: Carried, opts: pulumi.CustomResourceOptions): CarriedFiles | undefined {
  const { name, prefix, image, files, inPlace } = carried;
  if (files.length === 0) return undefined;
  for (const { path } of files) checkFilePlace(name, path);
  const contents = pulumi.all(files.map(({ content }) => content));
  // The image is part of the name too: a carrier of the same files on a new image is another container, made before the old one goes.
  const paths = files.map(({ path }) => path);
  const hash = pulumi.unsecret(contents.apply((texts) => shortHash(image.contentHash, ...paths, ...texts)));
  // The new files are laid before the old container goes: its outage is its restart and nothing more.
  const keepOld = { ...opts, ...whateverItsLabels, deleteBeforeReplace: false };
  const hashed = pulumi.interpolate`${prefix}-${name}-files-${hash}`;
  const volume = new docker.Volume(
    `${name}-files`,
    { name: inPlace ? `${prefix}-${name}-files` : hashed, labels: carried.labels },
    keepOld,
  );
  const listed = contents.apply((texts) => manifest(paths.map((path, index) => ({ path, text: texts[index]! }))));
  const laid = inPlace ? [...files, { path: manifestPath, content: listed }] : files;
  const carrier = new docker.Container(
    `${name}-files`,
    {
      name: hashed,
      image: image.reference,
      labels: carried.labels,
      volumes: [{ volumeName: volume.name, containerPath: configFolder }],
      uploads: laid.map(({ path, content }) => ({ file: path, content })),
      networkMode: "none",
      start: false,
      mustRun: false,
      restart: "no",
    },
    keepOld,
  );
  return { carrier, hash, volumes: [{ volumeName: volume.name, containerPath: configFolder, readOnly: true }] };
}
