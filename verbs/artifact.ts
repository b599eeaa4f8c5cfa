import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../package.json";
import { repository } from "../toolchain/paths";
import { baseImageRef } from "../toolchain/record";
import { versions } from "../toolchain/versions";
import { billOfMaterials } from "./support/artifact/bill-of-materials";
import { seal } from "./support/artifact/checksums";
import { debianPackages, dpkgCommand, npmPackages } from "./support/artifact/packages";
import { provenance } from "./support/artifact/provenance";
import { sign, signingKey } from "./support/artifact/signature";
import { run } from "./support/command";
import { list, requireDocker } from "./support/docker";
import { git } from "./support/git";
import { stackOutputs } from "./support/pulumi";
import { print, step } from "./support/terminal";
import { heldImages, pushRelease, pushTarget } from "./support/release";
import { Failure, positionals, type Verb } from "./verb";

export const artifact: Verb = {
  summary: "a versioned archive of images, source, bill of materials and checksums in artifacts/; SIGN=KEY signs these",
  help: `artifacts/airpath-VERSION-COMMIT.tar holds
  source.tar.gz     what git has, changes to tracked files included
  images.tar.gz     docker load reads it
  manifest.json     version, image ids, digest of the inventory
  sbom.cdx.json     what others made of it: npm's packages, and Debian's in each image (CycloneDX 1.6)
  provenance.json   from which commit, by which tools (in-toto, SLSA 1.0)
  SHA256SUMS        of all of these
  SHA256SUMS.sig    with SIGN=: who vouches for them
  STACK=local   the stack
  SIGN=KEY      signs with a private SSH key's file (ssh-keygen -Y sign), or with the ssh-agent that has it; docs/upgrading.md tells how that is verified
  PUSH=1        also brings the images of what the source holds now to REGISTRY=HOST[/PATH], and writes down their digests in stacks/release.json, from which
                stacks in clusters take them: commit it`,
  run: async (args) => {
    positionals(args, 0);
    const registry = pushTarget(process.env);
    const key = await signingKey(process.env, process.stdin.isTTY);
    await requireDocker();
    const { inventoryDigest } = await stackOutputs();
    const source = await sourceNow();
    const folder = join(repository, "artifacts", source.name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    try {
      await pack(folder, source, inventoryDigest);
      if (key !== undefined) await sign(join(folder, "SHA256SUMS"), key);
      const archive = `${folder}.tar`;
      await step("Archive", () => run("tar", ["-C", join(repository, "artifacts"), "-cf", archive, source.name]));
      print(archive);
      if (registry !== undefined) await step("Push", async () => pushRelease(registry, await heldImages()));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return 0;
  },
};

interface Source {
  /** "airpath-0.1.0-0123456789". */
  name: string;
  commit: string;
  /** Whether tracked files differ from the commit. */
  changed: boolean;
}

/** An image of ours that this machine holds. */
interface OwnImage {
  name: string;
  id: string;
}

async function pack(folder: string, source: Source, inventoryDigest: string): Promise<void> {
  const started = new Date();
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  const images = await ownImages();
  await step("Source", () => archiveSource(source.name, join(folder, "source.tar.gz")));
  await step("Images", () => saveImages(images, join(folder, "images.tar.gz")));
  write("manifest.json", { name: source.name, inventoryDigest, images });
  write("sbom.cdx.json", await step("Bill of materials", () => materials(images)));
  const docker = (await run("docker", ["version", "--format", "{{.Server.Version}}"])).trim();
  const tools = { node: process.version, docker, pulumi: versions.pulumi.pinned };
  const baseImage = baseImageRef();
  await step("Checksums", () =>
    seal(folder, (subjects) =>
      provenance({ ...source, subjects, inventoryDigest, baseImage, tools, started, finished: new Date() }),
    ),
  );
}

async function sourceNow(): Promise<Source> {
  const commit = await git("rev-parse", "HEAD").catch(() => {
    throw new Failure("this is no clone with a commit, so the source has no version", "git commit first");
  });
  const changed = (await git("status", "--porcelain", "--untracked-files=no")) !== "";
  return { name: `airpath-${version}-${commit.slice(0, 10)}${changed ? "-changed" : ""}`, commit, changed };
}

/** A stash commit holds changes to tracked files and touches nothing. */
async function archiveSource(name: string, file: string): Promise<void> {
  const tree = (await git("stash", "create")) || "HEAD";
  await run("git", ["archive", `--prefix=${name}/`, "--output", file, tree], { cwd: repository });
}

async function ownImages(): Promise<OwnImage[]> {
  const format = "{{.Repository}}:{{.Tag}} {{.ID}}";
  const lines = await list(["image", "ls", "--no-trunc", "--filter", "reference=airpath/*", "--format", format]);
  if (lines.length === 0) throw new Failure("there are no images of ours", "make start builds them");
  return lines.map((line) => ({ name: line.split(" ")[0] ?? "", id: line.split(" ")[1] ?? "" }));
}

const saveImages = (images: readonly OwnImage[], file: string): Promise<string> =>
  run("bash", [
    "-o",
    "pipefail",
    "-c",
    'out=$1; shift; docker save "$@" | gzip -1 >"$out"',
    "save",
    file,
    ...images.map(({ name }) => name),
  ]);

/** Images without dpkg would be no images of ours: all stand on the same Debian. */
async function materials(images: readonly OwnImage[]) {
  const [program = "", ...args] = dpkgCommand;
  const contents = await Promise.all(
    images.map(async ({ name, id }) => {
      const told = await run("docker", ["run", "--rm", "--network=none", `--entrypoint=${program}`, id, ...args]);
      return { name, id, packages: debianPackages(told, versions.debian.suite) };
    }),
  );
  const npm = npmPackages(readFileSync(join(repository, "package-lock.json"), "utf8"));
  return billOfMaterials({ version, made: new Date(), serial: randomUUID(), npm, images: contents });
}
