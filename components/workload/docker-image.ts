import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import * as docker from "@pulumi/docker";
import { imageContent, root, type SourceFile } from "./content-hash";
import type { Image, ImageSpec, RunOptions } from "./workload";

/**
 * Builds an image from exactly its sources, tagged by what they hold: an unchanged image is never rebuilt, a changed one has another name.
 * @param debian reference of the Debian image that an image without `base` starts from
 */
export function buildImage(spec: ImageSpec, debian: string, options: RunOptions): Image {
  const { files, contentHash, tag } = imageContent(spec, spec.base?.contentHash ?? debian);
  const image = new docker.RemoteImage(
    `image-${spec.name}`,
    {
      name: tag,
      build: {
        context: stageContext(spec.name, contentHash, files),
        buildArgs: { BASE: spec.base?.name ?? debian },
        label: { "airpath.image": spec.name },
      },
    },
    { parent: options.parent, dependsOn: options.dependsOn },
  );
  return { name: image.name, reference: image.imageId, contentHash };
}

/**
 * Copies the sources to a folder named by their hash, so that nothing else reaches the build, and the path is the same on every machine.
 * @returns the folder, relative to where the program and its plugins run
 */
function stageContext(name: string, contentHash: string, files: SourceFile[]): string {
  const place = join(root, ".airpath", "contexts", `${name}-${contentHash.slice(0, 12)}`);
  const folder = relative(process.cwd(), place);
  if (existsSync(place)) return folder;
  const unfinished = `${place}.${process.pid}`;
  for (const { path, content, executable } of files) {
    const target = join(unfinished, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    chmodSync(target, executable ? 0o755 : 0o644);
  }
  try {
    renameSync(unfinished, place);
  } catch (error) {
    // Another run staged the same content meanwhile: theirs is as good.
    rmSync(unfinished, { recursive: true });
    if (!existsSync(place)) throw error;
  }
  return folder;
}
