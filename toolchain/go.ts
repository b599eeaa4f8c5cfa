import { chmodSync, cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { installPackages } from "./apt";
import { findProgram, run } from "./command";
import { download } from "./download";
import { inCache, placeFolder, repository } from "./paths";
import { report } from "./report";
import { runStep } from "./step";
import { compareVersions, versions } from "./versions";

const wanted = versions.go.pinned;
const ownGo = () => inCache("tools", `go-${wanted}`);
const ownBinary = () => join(ownGo(), "bin", "go");
const platform = "linux-amd64";

/** Go's caches live in ours; nothing is read from the work tree's version control. */
const goEnvironment = () => ({
  ...process.env,
  CGO_ENABLED: "0",
  GOTOOLCHAIN: "local",
  GOWORK: "off",
  GOFLAGS: "-buildvcs=false",
  GOPATH: inCache("go"),
  GOMODCACHE: inCache("go", "mod"),
  GOCACHE: inCache("go", "build"),
});

let ready: Promise<string> | undefined;

/** The path of a Go command recent enough for our builds; brings one when there is none. Runs its step only once. */
export function ensureGo(): Promise<string> {
  ready ??= runStep({
    name: "Go",
    ways: [
      { name: "installed", attempt: installedGo },
      { name: "download", attempt: downloadGo },
      { name: "toolchain module", attempt: () => toolchainModule(findProgram("go")) },
      { name: "Debian's golang-go, then toolchain module", attempt: goFromDebian },
    ],
    fix: `install Go ${versions.go.minimum} or newer, or give this machine a Go module proxy (GOPROXY); then run make setup again`,
  }).then(() => (existsSync(ownBinary()) ? ownBinary() : "go"));
  return ready;
}

async function installedGo(): Promise<string> {
  if (existsSync(ownBinary())) return `${wanted}, in the cache`;
  const version = (await run("go", ["env", "GOVERSION"], { env: goEnvironment() })).trim();
  if (compareVersions(version, versions.go.minimum) < 0)
    throw new Error(`${version} is older than ${versions.go.minimum}`);
  return version;
}

async function downloadGo(): Promise<string> {
  await placeFolder(ownGo(), async (folder) => {
    const archive = join(folder, "go.tar.gz");
    await download(`https://go.dev/dl/go${wanted}.${platform}.tar.gz`, archive);
    await run("tar", ["-xzf", archive, "-C", folder, "--strip-components=1"]);
    rmSync(archive);
  });
  return wanted;
}

async function downloadedModule(go: string, module: string): Promise<string> {
  const said = await run(go, ["mod", "download", "-json", module], { env: goEnvironment(), cwd: "/" });
  return (JSON.parse(said) as { Dir: string }).Dir;
}

/** @param module with its version: "example.org/module@v1.2.3" @returns the folder that its files are in, read-only, until Go's caches are dropped */
export const goModule = async (module: string): Promise<string> => downloadedModule(await ensureGo(), module);

/** Any Go, however old, can fetch a newer one as a module; its programs come without the executable bit. */
async function toolchainModule(go: string | undefined): Promise<string> {
  if (go === undefined) throw new Error("there is no Go yet to fetch it with");
  const source = await downloadedModule(go, `golang.org/toolchain@v0.0.1-go${wanted}.${platform}`);
  await placeFolder(ownGo(), async (folder) => {
    cpSync(source, folder, { recursive: true });
    await run("chmod", ["-R", "u+w", folder]);
    for (const programs of ["bin", `pkg/tool/${platform.replace("-", "_")}`])
      for (const name of readdirSync(join(folder, programs))) chmodSync(join(folder, programs, name), 0o755);
  });
  return wanted;
}

async function goFromDebian(): Promise<string> {
  if (findProgram("go")) throw new Error("there is a go already");
  await installPackages(["golang-go"], "without recommends");
  return toolchainModule(findProgram("go"));
}

/** Builds one package of `toolchain/build/<name>` into `output`; the module files stay as they are committed. */
export async function goBuild(name: string, packagePath: string, output: string, linkerFlags: string): Promise<void> {
  const go = await ensureGo();
  const args = ["build", "-mod=readonly", "-trimpath", "-ldflags", `-s -w ${linkerFlags}`, "-o", output, packagePath];
  await run("nice", ["-n", "5", go, ...args], {
    cwd: join(repository, "toolchain", "build", name),
    env: goEnvironment(),
  });
}

/** Frees the several gigabytes of Go's caches once everything is built; a later build fetches what it needs again. */
export async function dropGoCaches(): Promise<void> {
  if (ready === undefined || !existsSync(inCache("go"))) return;
  report("  removes Go's module and build caches (several GB, no longer needed)");
  await run("chmod", ["-R", "u+w", inCache("go")]);
  rmSync(inCache("go"), { recursive: true, force: true });
}
