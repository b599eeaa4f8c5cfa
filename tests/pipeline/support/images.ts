/** Builds the images that are not there yet, from exactly their sources, as the stack does, with Docker's own command. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readSources } from "../../../components/workload/content-hash";
import { repository } from "../../../toolchain/paths";
import { execute, run } from "../../../verbs/support/command";
import { list } from "../../../verbs/support/docker";
import type { WantedImage } from "./workloads";
import { ownFolder } from "../../support/folders";

/** @throws with the last lines of a build that failed */
export async function build(images: readonly WantedImage[], debian: string): Promise<void> {
  for (const image of images) {
    if (!(await isThere(image.tag))) await buildOne(image, image.base ?? debian);
  }
}

async function isThere(reference: string): Promise<boolean> {
  const { code } = await execute("docker", ["image", "inspect", reference]);
  return code === 0;
}

async function buildOne({ tag, spec }: WantedImage, base: string): Promise<void> {
  process.stderr.write(`  builds ${tag}\n`);
  const folder = ownFolder("airpath-rig-");
  try {
    for (const { path, content, executable } of readSources(join(repository, spec.context), spec.sources)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
      chmodSync(join(folder, path), executable ? 0o755 : 0o644);
    }
    const args = [
      "build",
      "--quiet",
      // Where it fails, too: what the legacy builder leaves holds an image of ours, and make clean could not take it away.
      "--force-rm",
      "--tag",
      tag,
      "--build-arg",
      `BASE=${base}`,
      "--label",
      `airpath.image=${spec.name}`,
    ];
    // BuildKit's cache is the one that the stack's own builds fill. Docker's command has it built in, or in buildx, or not at all.
    const built = await execute("docker", [...args, folder], { env: { ...process.env, DOCKER_BUILDKIT: "1" } });
    if (built.code !== 0) await run("docker", [...args, folder], { env: { ...process.env, DOCKER_BUILDKIT: "0" } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * An image with ffmpeg, for senders and for decoding: any studio image that is there, since its own srt-gate is not used; else this tree's.
 * @returns its reference
 */
export async function soundImage(images: readonly WantedImage[], debian: string): Promise<string> {
  const tagged = ["--filter", "label=airpath.image=studio", "--filter", "dangling=false"];
  const [there] = await list(["image", "ls", ...tagged, "--format", "{{.Repository}}:{{.Tag}}"]);
  if (there !== undefined) return there;
  const studio = images.filter(({ spec }) => spec.name === "studio");
  await build(studio, debian);
  return studio[0]!.tag;
}
