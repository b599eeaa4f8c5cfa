import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "../../../toolchain/process";

const prefix = "airpath-cluster-";

/** @returns a new folder for a cluster; those of tests that were killed go: their processes went with them, and gigabytes stayed */
export function clusterFolder(): string {
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith(prefix));
  const dead = left.filter((name) => !isAlive(Number(name.slice(prefix.length).split("-")[0])));
  for (const name of dead) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
}
