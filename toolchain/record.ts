import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectFolder } from "./paths";

/** What set-up decided for this clone, and what the stack reads from it. */
export interface ToolchainRecord {
  /** The image that every Dockerfile of ours starts from: `ref` names it by content, `id` is Docker's own. */
  baseImage?: { ref: string; id: string };
  /** Which Docker plugin each stack was made with, by stack name: a copy of the tag in the state. */
  dockerPlugins?: Record<string, PluginOrigin>;
}

/** The plugin that Pulumi publishes, or ours from `build/pulumi-resource-docker`. */
export type PluginOrigin = "official" | "built";

export const recordFile = () => join(projectFolder, "toolchain.json");

export function readRecord(): ToolchainRecord {
  try {
    return JSON.parse(readFileSync(recordFile(), "utf8")) as ToolchainRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || error instanceof SyntaxError) return {};
    throw error;
  }
}

export function updateRecord(change: ToolchainRecord): void {
  writeWhole(recordFile(), JSON.stringify({ ...readRecord(), ...change }, null, 2) + "\n");
}

/** Writes a file by rename, so that an interruption leaves the old one. */
export function writeWhole(file: string, content: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, content, { mode });
  renameSync(temporary, file);
}

/** The base image that set-up made ready. Throws when set-up has not run in this clone. */
export function baseImageRef(): string {
  const ref = readRecord().baseImage?.ref;
  if (ref === undefined) throw new Error(".airpath/toolchain.json: no base image is recorded. Fix: make setup");
  return ref;
}
