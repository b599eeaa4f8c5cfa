import { findProgram, run, runAsRoot } from "./command";
import { report } from "./report";
import { DeadEnd } from "./step";

let listsUpdated: Promise<string> | undefined;
let installing: Promise<unknown> = Promise.resolve();

/** Brings apt's package lists up to date, once in a run of set-up. */
export function updatePackageLists(): Promise<string> {
  listsUpdated ??= runAsRoot("apt-get update", "apt-get", ["update", "-qq"]);
  return listsUpdated;
}

/**
 * Installs Debian or Ubuntu packages and says which. One call at a time: apt holds a lock.
 * `--no-install-recommends` is left out for the daemons, whose recommended packages mount control groups and the like.
 */
export function installPackages(
  packages: string[],
  recommends: "with recommends" | "without recommends",
): Promise<void> {
  if (!findProgram("apt-get"))
    throw new DeadEnd(
      "this machine has no apt-get",
      `install by hand: ${packages.join(", ")}; then run make setup again`,
    );
  const next = installing.then(async () => {
    report(`  installs with apt-get: ${packages.join(" ")}`);
    await updatePackageLists();
    const options = [
      "install",
      "-y",
      "-qq",
      ...(recommends === "without recommends" ? ["--no-install-recommends"] : []),
    ];
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_MODE: "a" };
    await runAsRoot(`installing ${packages.join(", ")}`, "apt-get", [...options, ...packages], { env });
  });
  installing = next.catch(() => undefined);
  return next;
}

/** Where this machine's apt fetches Debian's archive, and its security archive when it uses one. */
export interface DebianMirrors {
  main: string;
  security?: string;
}

/**
 * Asks apt itself, which reads one-line and deb822 sources alike. Rejects where no configured source is Debian's
 * (an Ubuntu machine): AIRPATH_DEBIAN_MIRROR names one there.
 */
export async function debianMirrors(env = process.env): Promise<DebianMirrors> {
  if (env.AIRPATH_DEBIAN_MIRROR) return { main: env.AIRPATH_DEBIAN_MIRROR };
  const ask = () => run("apt-get", ["indextargets", "--format", "$(CREATED_BY)|$(LABEL)|$(COMPONENT)|$(REPO_URI)"]);
  const known = parseMirrors(await ask());
  if (known) return known;
  await updatePackageLists();
  const found = parseMirrors(await ask());
  if (!found)
    throw new Error("none of this machine's apt sources is a Debian archive (AIRPATH_DEBIAN_MIRROR can name one)");
  return found;
}

/** Reads lines of `created by|label|component|URI`; undefined when no line is Debian's main archive. */
export function parseMirrors(targets: string): DebianMirrors | undefined {
  const lines = targets.split("\n").map((line) => line.split("|"));
  const uriOf = (wanted: string) =>
    lines.find(([by, label, component]) => by === "Packages" && label === wanted && component === "main")?.[3];
  const main = uriOf("Debian");
  const security = uriOf("Debian-Security");
  return main === undefined ? undefined : { main, ...(security !== undefined && { security }) };
}
