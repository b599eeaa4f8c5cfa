import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { shortHash } from "./content-hash";
import { checkFilePlace, type labels } from "./docker-container";
import { type ConfigFile, configFolder, type Image } from "./workload";

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

/**
 * Lays files into a volume named by their content. The volume's name tells a change (so that the container is replaced), never what
 * changed: it is a hash over contents that hold secrets of full entropy.
 */
export function carryFiles(
  name: string,
  prefix: string,
  image: Image,
  files: ConfigFile[],
  carrierLabels: ReturnType<typeof labels>,
  opts: pulumi.CustomResourceOptions,
): CarriedFiles | undefined {
  if (files.length === 0) return undefined;
  for (const { path } of files) checkFilePlace(name, path);
  const contents = pulumi.all(files.map(({ content }) => content));
  // The image is part of the name too: a carrier of the same files on a new image is another container, made before the old one goes.
  const paths = files.map(({ path }) => path);
  const hash = pulumi.unsecret(contents.apply((texts) => shortHash(image.contentHash, ...paths, ...texts)));
  // The new files are laid before the old container goes: its outage is its restart and nothing more.
  const keepOld = { ...opts, ...whateverItsLabels, deleteBeforeReplace: false };
  const volume = new docker.Volume(
    `${name}-files`,
    { name: pulumi.interpolate`${prefix}-${name}-files-${hash}`, labels: carrierLabels },
    keepOld,
  );
  const carrier = new docker.Container(
    `${name}-files`,
    {
      name: pulumi.interpolate`${prefix}-${name}-files-${hash}`,
      image: image.reference,
      labels: carrierLabels,
      volumes: [{ volumeName: volume.name, containerPath: configFolder }],
      uploads: files.map(({ path, content }) => ({ file: path, content })),
      networkMode: "none",
      start: false,
      mustRun: false,
      restart: "no",
    },
    keepOld,
  );
  return { carrier, hash, volumes: [{ volumeName: volume.name, containerPath: configFolder, readOnly: true }] };
}
