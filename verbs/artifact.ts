import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "../toolchain/paths";
import { run } from "./support/command";
import { list, requireDocker } from "./support/docker";
import { stackOutputs } from "./support/pulumi";
import { print, step } from "./support/terminal";
import { pushRelease, pushTarget } from "./support/release";
import { Failure, positionals, type Verb } from "./verb";

export const artifact: Verb = {
  summary: "a versioned archive of images, source and checksums in artifacts/",
  help: `artifacts/airpath-VERSION-COMMIT.tar holds source.tar.gz (what git has, changes to tracked files included), images.tar.gz
(docker load reads it), manifest.json (versions, image ids, digest of the inventory) and SHA256SUMS.
  STACK=local   the stack
  PUSH=1        also brings the images of what the source holds now to REGISTRY=HOST[/PATH], and writes down their digests in stacks/release.json, from which
                stacks in clusters take them: commit it`,
  run: async (args) => {
    positionals(args, 0);
    const registry = pushTarget(process.env);
    await requireDocker();
    const { inventoryDigest } = await stackOutputs();
    const name = await versionName();
    const folder = join(repository, "artifacts", name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    try {
      await step("Source", () => archiveSource(name, join(folder, "source.tar.gz")));
      const images = await step("Images", () => saveImages(join(folder, "images.tar.gz")));
      writeFileSync(join(folder, "manifest.json"), `${JSON.stringify({ name, inventoryDigest, images }, null, 2)}\n`);
      await step("Checksums", () => writeChecksums(folder));
      const archive = `${folder}.tar`;
      await step("Archive", () => run("tar", ["-C", join(repository, "artifacts"), "-cf", archive, name]));
      print(archive);
      if (registry !== undefined) await step("Push", () => pushRelease(registry));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return 0;
  },
};

const git = async (...args: string[]) => (await run("git", args, { cwd: repository })).trim();

async function versionName(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as { version: string };
  const commit = await git("rev-parse", "--short=10", "HEAD").catch(() => {
    throw new Failure("this is no clone with a commit, so the source has no version", "git commit first");
  });
  const changed = await git("status", "--porcelain", "--untracked-files=no");
  return `airpath-${version}-${commit}${changed === "" ? "" : "-changed"}`;
}

/** A stash commit holds changes to tracked files and touches nothing. */
async function archiveSource(name: string, file: string): Promise<void> {
  const tree = (await git("stash", "create")) || "HEAD";
  await run("git", ["archive", `--prefix=${name}/`, "--output", file, tree], { cwd: repository });
}

async function saveImages(file: string): Promise<{ name: string; id: string }[]> {
  const lines = await list([
    "image",
    "ls",
    "--no-trunc",
    "--filter",
    "reference=airpath/*",
    "--format",
    "{{.Repository}}:{{.Tag}} {{.ID}}",
  ]);
  const images = lines.map((line) => ({ name: line.split(" ")[0] ?? "", id: line.split(" ")[1] ?? "" }));
  if (images.length === 0) throw new Failure("there are no images of ours", "make start builds them");
  const names = images.map(({ name }) => name);
  await run("bash", [
    "-o",
    "pipefail",
    "-c",
    'out=$1; shift; docker save "$@" | gzip -1 >"$out"',
    "save",
    file,
    ...names,
  ]);
  return images;
}

async function writeChecksums(folder: string): Promise<void> {
  const names = ["images.tar.gz", "manifest.json", "source.tar.gz"];
  const sums = await Promise.all(names.map(async (name) => `${await sha256(join(folder, name))}  ${name}\n`));
  writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
