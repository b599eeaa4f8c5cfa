/**
 * What the last `up` of this clone went by, as digests: everything that the program reads, and the state that came of it. While both are as they were, the same
 * program would tell Pulumi the same and Pulumi would find nothing to do, which takes it 15-25 s beside a stack that is on air. What is really there is looked at
 * by other means each time (recovery.ts, probe.ts).
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hashSources, readSources, sha256 } from "../../components/workload/content-hash";
import { passphraseFile } from "../../toolchain/environment";
import { certificateFile } from "../../toolchain/certificate";
import { projectFolder, repository } from "../../toolchain/paths";
import { recordFile, writeWhole } from "../../toolchain/record";
import { rootSecretFile } from "../../toolchain/state";
import type { Deployment } from "./pulumi";

export interface LastUp {
  /** SHA-256 of what the program reads. */
  inputs: string;
  /** SHA-256 of the state that was left. */
  state: string;
}

/** What the program reads in a clone. */
interface Inputs {
  folder: string;
  /** Files and folders in it, which are there. */
  sources: string[];
  /** Paths of files, whether they are there or not. */
  secrets: string[];
}

/** Packages count by their lock file. */
const own: Inputs = {
  folder: repository,
  sources: [
    ...["stacks", "components", "station-inventory", "alerts", "dashboards", "runbooks", "toolchain"],
    ...["Pulumi.yaml", "package.json", "package-lock.json", "tsconfig.json"],
  ],
  secrets: [recordFile(), rootSecretFile, certificateFile, passphraseFile],
};

/** Settings of Pulumi's and of ours that a shell may carry. */
const isSetting = (name: string): boolean => /^(PULUMI|AIRPATH|DOCKER)_/.test(name);

export function digestOfInputs(stack: string, { folder, sources, secrets } = own, env = process.env): string {
  const settings = Object.entries(env)
    .filter(([name]) => isSetting(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const held = secrets.map((path) => (existsSync(path) ? sha256(readFileSync(path)) : "none"));
  const salt = JSON.stringify([stack, process.version, settings, held]);
  return hashSources(readSources(folder, sources), [salt]);
}

export const digestOfState = (state: Deployment): string => sha256(JSON.stringify(state));

const file = (stack: string): string => join(projectFolder, `last-up-${stack}.json`);

/** @returns undefined: there was none, or what is written of it cannot be read */
export function lastUp(stack: string): LastUp | undefined {
  try {
    return JSON.parse(readFileSync(file(stack), "utf8")) as LastUp;
  } catch {
    return undefined;
  }
}

export const rememberUp = (stack: string, up: LastUp): void => writeWhole(file(stack), `${JSON.stringify(up)}\n`);
