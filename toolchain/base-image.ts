import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { debianMirrors, installPackages, type DebianMirrors } from "./apt";
import { findProgram, run, runAsRoot } from "./command";
import { mustReach } from "./download";
import { inCache } from "./paths";
import { readRecord, updateRecord } from "./record";
import type { Step } from "./step";
import { versions } from "./versions";

const { suite, image } = versions.debian;
const archive = () => inCache("base-image", `debian-${suite}.tar`);

/** The Debian image under all of ours; its name holds its content, so that it is the same at each run. */
export const baseImage: () => Step = () => ({
  name: "Debian base image",
  ways: [
    { name: "in Docker", attempt: recordedImage },
    { name: "in the cache", attempt: loadArchive },
    { name: "pull", attempt: pullImage },
    { name: "build", announce: `builds Debian ${suite} with mmdebstrap, about half a minute`, attempt: buildImage },
  ],
  fix:
    "give this machine the internet, or an apt source with Debian's archive (AIRPATH_DEBIAN_MIRROR=http://…/debian names one " +
    "for the image alone); then run make setup again",
});

async function imageId(ref: string): Promise<string> {
  return (await run("docker", ["image", "inspect", "--format", "{{.Id}}", ref])).trim();
}

/** Names an image by its own id and records it for the stack. */
async function adopt(id: string): Promise<string> {
  const ref = `airpath/debian:${suite}-${id.replace("sha256:", "").slice(0, 12)}`;
  await run("docker", ["tag", id, ref]);
  updateRecord({ baseImage: { ref, id } });
  return ref;
}

async function recordedImage(): Promise<string> {
  const recorded = readRecord().baseImage;
  if (recorded === undefined) throw new Error("none is recorded yet");
  if (!recorded.ref.startsWith(`airpath/debian:${suite}-`))
    throw new Error(`${recorded.ref} is recorded, ${suite} is wanted`);
  if ((await imageId(recorded.ref)) !== recorded.id) throw new Error(`${recorded.ref} is another image now`);
  return recorded.ref;
}

async function loadArchive(): Promise<string> {
  if (!existsSync(archive())) throw new Error("not there yet");
  const { Config } = (JSON.parse(await run("tar", ["-xOf", archive(), "manifest.json"])) as [{ Config: string }])[0];
  await run("docker", ["load", "--quiet", "--input", archive()]);
  return adopt(`sha256:${Config.replace(".json", "")}`);
}

async function pullImage(): Promise<string> {
  // Docker itself waits long for a registry that does not answer; it says which one it would ask.
  const [mirrors, registry] = (await run("docker", ["info", "--format", infoFormat])).trim().split(" ");
  if (mirrors === "0") await mustReach(registry ?? "");
  await run("docker", ["pull", "--quiet", image]);
  return adopt(await imageId(image));
}

const infoFormat = "{{len .RegistryConfig.Mirrors}} {{.IndexServerAddress}}";

async function buildImage(): Promise<string> {
  const mirrors = await debianMirrors();
  if (!findProgram("mmdebstrap")) await installPackages(["mmdebstrap", "debian-archive-keyring"], "without recommends");
  const folder = inCache("unfinished", `${process.pid}-base-image`);
  mkdirSync(folder, { recursive: true });
  try {
    const layer = join(folder, "layer.tar");
    // One fixed date for every file newer than it: equal packages give an equal image.
    const env = { ...process.env, SOURCE_DATE_EPOCH: "0" };
    await runAsRoot(
      "mmdebstrap",
      "mmdebstrap",
      ["--mode=root", "--variant=minbase", "--quiet", suite, layer, ...sourceLines(mirrors)],
      { env },
    );
    await packArchive(folder, layer);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return loadArchive();
}

/** The apt sources that go into the image: what this machine itself uses, for our suite. */
export function sourceLines({ main, security }: DebianMirrors): string[] {
  return [
    `deb ${main} ${suite} main`,
    `deb ${main} ${suite}-updates main`,
    ...(security === undefined ? [] : [`deb ${security} ${suite}-security main`]),
  ];
}

/** Packs a root file system as `docker load` reads it; unlike `docker import`, equal content gets an equal id. */
async function packArchive(folder: string, layer: string): Promise<void> {
  const config = JSON.stringify({
    architecture: "amd64",
    os: "linux",
    created: "1970-01-01T00:00:00Z",
    config: { Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], Cmd: ["bash"] },
    rootfs: { type: "layers", diff_ids: [`sha256:${await sha256OfFile(layer)}`] },
    history: [{ created: "1970-01-01T00:00:00Z", created_by: `mmdebstrap ${suite}` }],
  });
  const name = `${createHash("sha256").update(config).digest("hex")}.json`;
  writeFileSync(join(folder, name), config);
  writeFileSync(
    join(folder, "manifest.json"),
    JSON.stringify([{ Config: name, RepoTags: null, Layers: ["layer.tar"] }]),
  );
  const packed = join(folder, "packed");
  await run("tar", ["-cf", packed, "-C", folder, "manifest.json", name, "layer.tar"]);
  mkdirSync(dirname(archive()), { recursive: true });
  renameSync(packed, archive());
}

async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
