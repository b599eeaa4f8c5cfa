/** Programs of Debian's packages, unpacked into the cache and not installed: nothing of this machine changes, whatever Debian or Ubuntu it is. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { debianMirrors, installPackages } from "./apt";
import { run } from "./command";
import { placeFolder } from "./paths";
import { versions } from "./versions";

const { suite } = versions.debian;
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Downloads with an apt of its own lists and state, and puts what is in the packages below the folder: "usr/bin/promtool". */
export async function unpackPackages(folder: string, packages: readonly string[]): Promise<void> {
  const { main } = await debianMirrors();
  if (!existsSync(keyring)) await installPackages(["debian-archive-keyring"], "without recommends");
  await placeFolder(folder, async (place) => {
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
