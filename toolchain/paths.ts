import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { isAlive } from "./process";

/** The root of this repository. */
export const repository = resolve(__dirname, "..");

/** What set-up keeps for this clone alone: state, passphrase, root secret, records. Git ignores it. */
export const projectFolder = join(repository, ".airpath");

/** What set-up keeps for every clone of this user: `$AIRPATH_CACHE`, else the XDG cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.AIRPATH_CACHE) return resolve(env.AIRPATH_CACHE);
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache"), "airpath");
}

/** A path inside the cache. */
export const inCache = (...parts: string[]): string => join(cacheFolder(), ...parts);

const unfinished = () => inCache("unfinished");

/**
 * Fills a temporary folder, then moves it to `target` in one rename: what is in the cache is whole, however set-up
 * ended. The folder's name carries this process's id, so that the next run can sweep what an interrupted one left.
 */
export async function placeFolder(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const folder = join(unfinished(), `${process.pid}-${Date.now()}`);
  mkdirSync(folder, { recursive: true });
  try {
    await fill(folder);
    mkdirSync(resolve(target, ".."), { recursive: true });
    rmSync(target, { recursive: true, force: true });
    renameSync(folder, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes what interrupted runs left behind; runs that still live keep theirs. */
export function sweepUnfinished(alive: (pid: number) => boolean = isAlive): string[] {
  const left = readFolder(unfinished()).filter((name) => !alive(Number(name.split("-")[0])));
  for (const name of left) rmSync(join(unfinished(), name), { recursive: true, force: true });
  return left;
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
