import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { debianMirrors, installPackages } from "./apt";
import { run } from "./command";
import { inCache, placeFolder } from "./paths";
import { runStep, type Step } from "./step";
import { versions } from "./versions";

/** What checks rules and routes before anything runs: the very programs of the images' Debian, whatever this machine is. */
export type PrometheusTool = "promtool" | "amtool";

const { suite } = versions.debian;
// amtool comes with Alertmanager. Both need libc 2.34, older than any machine that runs our Node.
const packages = ["promtool", "prometheus-alertmanager"];
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
const folder = () => inCache("tools", `prometheus-tools-${suite}`);
const pathOf = (tool: PrometheusTool) => join(folder(), "usr", "bin", tool);

export const prometheusTools = (): Step => ({
  name: "promtool and amtool",
  ways: [
    { name: "in the cache", attempt: cached },
    { name: `Debian ${suite}'s packages`, attempt: unpack },
  ],
  fix: "give this machine a Debian archive (AIRPATH_DEBIAN_MIRROR=http://…/debian names one); then run make setup again",
});

let ready: Promise<unknown> | undefined;

/** @returns the path of the program; brings it when it is not there yet, once in a run. */
export async function prometheusTool(tool: PrometheusTool): Promise<string> {
  if (!existsSync(pathOf(tool))) await (ready ??= runStep(prometheusTools()));
  return pathOf(tool);
}

async function cached(): Promise<string> {
  if (!existsSync(pathOf("promtool")) || !existsSync(pathOf("amtool"))) throw new Error("not there yet");
  return versionsOf();
}

/** Downloads with an apt of its own lists and state, so that nothing of this machine's apt changes, and unpacks without installing. */
async function unpack(): Promise<string> {
  const { main } = await debianMirrors();
  if (!existsSync(keyring)) await installPackages(["debian-archive-keyring"], "without recommends");
  await placeFolder(folder(), async (place) => {
    const work = join(place, "apt");
    for (const part of ["lists/partial", "cache/archives/partial"]) mkdirSync(join(work, part), { recursive: true });
    writeFileSync(join(work, "sources.list"), sourceLine(main));
    const apt = (...args: string[]) => run("apt-get", [...privateApt(work), "-qq", ...args], { cwd: work });
    await apt("update");
    await apt("download", ...packages);
    for (const name of readdirSync(work).filter((each) => each.endsWith(".deb")))
      await run("dpkg-deb", ["-x", join(work, name), place]);
    rmSync(work, { recursive: true });
  });
  return versionsOf();
}

export const sourceLine = (mirror: string): string => `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`;

/** Options that keep apt inside a folder. */
export const privateApt = (work: string): string[] =>
  Object.entries({
    "Dir::State::lists": join(work, "lists"),
    "Dir::State::status": "/dev/null",
    "Dir::Cache": join(work, "cache"),
    "Dir::Etc::sourcelist": join(work, "sources.list"),
    "Dir::Etc::sourceparts": "/dev/null",
    // The folder is ours alone: apt's own user may not read it.
    "APT::Sandbox::User": "root",
  }).flatMap(([key, value]) => ["-o", `${key}=${value}`]);

async function versionsOf(): Promise<string> {
  const told = await Promise.all([run(pathOf("promtool"), ["--version"]), run(pathOf("amtool"), ["--version"])]);
  return told.map((text) => /(\w+), version ([\d.]+)/.exec(text)?.slice(1).join(" ") ?? "unknown").join(", ");
}
