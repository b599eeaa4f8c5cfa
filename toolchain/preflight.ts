import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { cacheFolder } from "./paths";
import { DeadEnd } from "./step";
import { compareVersions, versions } from "./versions";

const gigabyte = 1e9;

/** Free space, in bytes, under which images or builds would fail half-way. */
export const neededSpace = 6 * gigabyte;

/** What is looked at before anything is touched. */
export interface Machine {
  platform: string;
  architecture: string;
  node: string;
  /** Free bytes where each thing is kept. */
  free: { what: string; folder: string; bytes: number }[];
}

/** Throws a DeadEnd on the first thing that makes set-up impossible here. */
export function checkMachine({ platform, architecture, node, free }: Machine): void {
  if (platform !== "linux" || architecture !== "x64")
    throw new DeadEnd(
      `this machine is ${platform}/${architecture}; allowed: linux/x64`,
      "run Airpath on a Debian or Ubuntu machine or VM with an amd64 processor",
    );
  if (compareVersions(node, versions.node.minimum) < 0)
    throw new DeadEnd(`Node is ${node}; allowed: ${versions.node.minimum} or newer`, "install Node 20 or newer");
  for (const { what, folder, bytes } of free) checkSpace(what, folder, bytes);
}

/** Throws a DeadEnd when there is too little room; figures in GB of 10^9 bytes. */
export function checkSpace(what: string, folder: string, bytes: number): void {
  if (bytes >= neededSpace) return;
  throw new DeadEnd(
    `the disk of ${what} (${folder}) has ${(bytes / gigabyte).toFixed(1)} GB free; needed: ${neededSpace / gigabyte} GB`,
    what === "Docker"
      ? "docker system prune, or more disk"
      : "free some space, or set AIRPATH_CACHE to a folder on a larger disk",
  );
}

/** The machine that we run on. */
export function thisMachine(): Machine {
  const folder = cacheFolder();
  return {
    platform: process.platform,
    architecture: process.arch,
    node: process.versions.node,
    free: [{ what: "the cache", folder, bytes: freeBytes(folder) }],
  };
}

/** Free bytes for this user on the disk of a folder that may not exist yet. */
export function freeBytes(folder: string): number {
  if (!existsSync(folder) && dirname(folder) !== folder) return freeBytes(dirname(folder));
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
