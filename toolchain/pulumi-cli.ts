import { existsSync, lstatSync, mkdirSync, realpathSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, delimiter, dirname, join, relative } from "node:path";
import { findProgram, run } from "./command";
import { download } from "./download";
import { goBuild } from "./go";
import { inCache, placeFolder } from "./paths";
import type { Step } from "./step";
import { compareVersions, versions } from "./versions";

const pinned = versions.pulumi.pinned;
const host = "pulumi-language-nodejs";
const toolFolder = (origin: "official" | "built") => inCache("tools", `pulumi-${pinned}-${origin}`);
const linkerVersion = (version: string) => `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;

/** Where the chosen CLI is linked; first on PATH for everything that we run. */
export const binFolder = () => inCache("bin");

/** The Pulumi CLI. An installed one serves when it is recent and brings the Node language host. */
export const pulumiCli: () => Step = () => ({
  name: "Pulumi CLI",
  ways: [
    { name: "in the cache", attempt: cachedCli },
    { name: "installed", attempt: installedCli },
    { name: "download", attempt: downloadCli },
    { name: "build", announce: "builds from Go modules, 2-4 minutes", attempt: buildCli },
  ],
  fix:
    `install Pulumi ${versions.pulumi.minimum} or newer, or give this machine the internet or a Go module proxy (GOPROXY); ` +
    "then run make setup again",
});

/** The Node language host. It must stand in the CLI's own folder, or the CLI warns at each command. */
export const languageHost: () => Step = () => ({
  name: "Pulumi's Node language host",
  ways: [
    { name: "beside the CLI", attempt: hostBesideCli },
    { name: "build", announce: "builds from Go modules, about half a minute", attempt: buildHost },
  ],
  fix: "give this machine a Go module proxy (GOPROXY), or install Pulumi's official archive; then run make setup again",
});

const linked = () => join(binFolder(), "pulumi");

async function cachedCli(): Promise<string> {
  if (!existsSync(linked())) throw new Error("not there yet");
  for (const origin of ["official", "built"] as const)
    if (realpathSync(linked()) === join(toolFolder(origin), "pulumi")) return `${pinned} ${origin}`;
  throw new Error(`the cache has another version than ${pinned}`);
}

async function installedCli(): Promise<string> {
  const program = installedProgram();
  if (program === undefined) throw new Error("there is no pulumi on PATH");
  const version = (
    await run(program, ["version"], { env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" } })
  ).trim();
  const { minimum } = versions.pulumi;
  if (compareVersions(version, minimum) < 0) throw new Error(`${program} is ${version}, older than ${minimum}`);
  if (version.replace(/^v/, "").split(".")[0] !== minimum.split(".")[0])
    throw new Error(`${program} is ${version}, another major version than ${minimum}`);
  if (!findProgram(host, `${dirname(program)}${delimiter}${process.env.PATH ?? ""}`))
    throw new Error(`${program} has no ${host} beside it`);
  rmSync(linked(), { force: true });
  return `${version} at ${program}`;
}

function installedProgram(): string | undefined {
  const elsewhere = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== binFolder());
  return findProgram("pulumi", elsewhere.join(delimiter));
}

async function downloadCli(): Promise<string> {
  await placeFolder(toolFolder("official"), async (folder) => {
    const archive = join(folder, "pulumi.tar.gz");
    await download(`https://get.pulumi.com/releases/sdk/pulumi-v${pinned}-linux-x64.tar.gz`, archive);
    await run("tar", ["-xzf", archive, "-C", folder, "--strip-components=1"]);
    rmSync(archive);
  });
  linkCli("official");
  return pinned;
}

async function buildCli(): Promise<string> {
  const target = join(toolFolder("built"), "pulumi");
  if (!existsSync(target))
    await placeFolder(toolFolder("built"), (folder) =>
      goBuild("pulumi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", join(folder, "pulumi"), linkerVersion(pinned)),
    );
  linkCli("built");
  return pinned;
}

function linkCli(origin: "official" | "built"): void {
  mkdirSync(binFolder(), { recursive: true });
  const temporary = join(binFolder(), `.pulumi-${process.pid}`);
  rmSync(temporary, { force: true });
  symlinkSync(relative(binFolder(), join(toolFolder(origin), "pulumi")), temporary);
  renameSync(temporary, linked());
}

async function hostBesideCli(): Promise<string> {
  const besides = isLink(linked()) ? dirname(realpathSync(linked())) : dirname(installedProgram() ?? linked());
  const program = findProgram(host, besides) ?? (isLink(linked()) ? undefined : findProgram(host));
  if (program === undefined) throw new Error(`there is no ${host} in ${besides}`);
  return basename(dirname(program));
}

async function buildHost(): Promise<string> {
  const version = versions.languageHost.built;
  const unfinished = inCache("unfinished", `${process.pid}-host`, host);
  await goBuild(host, `github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/${host}`, unfinished, linkerVersion(version));
  renameSync(unfinished, join(dirname(realpathSync(linked())), host));
  rmSync(dirname(unfinished), { recursive: true, force: true });
  return version;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
