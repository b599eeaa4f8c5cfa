import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "../../toolchain/process";

/** @returns a new folder of this process, named by it: "airpath-rig-4711-…" for "airpath-rig-" */
export const ownFolder = (prefix: string): string => mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));

/** Removes folders that processes left which are gone. */
export function sweepFolders(prefix: string): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(prefix))) {
    const pid = /^(\d+)-/.exec(name.slice(prefix.length))?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
