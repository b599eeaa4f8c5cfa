/** What drills have shown, the newest of each: the whole takes hours, and may be run in parts, on days apart. It is kept beside the table made of it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../toolchain/paths";
import { writeWhole } from "../../toolchain/record";
import type { Line } from "./run";

/** What a run was of. */
export interface Ran {
  /** "2026-11-23". */
  date: string;
  airpath: string;
  /** Of the work tree, shortened; with "+" where something was not committed. */
  commit: string;
  docker: string;
  node: string;
}

export interface Recorded extends Line {
  /** 2: it was not reached the first time. */
  tries: number;
  ran: Ran;
}

const file = join(repository, "docs", "drills.jsonl");

/** A line that was cut off, and one of another shape, is as if it were not there. */
export function recorded(): Recorded[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Recorded];
      } catch {
        return [];
      }
    })
    .filter(({ drill, station, ran }) => [drill, station, ran?.commit].every((each) => typeof each === "string"));
}

/** Every line of the same drill is replaced: a station that is gone leaves none behind. */
export function record(lines: readonly Recorded[]): Recorded[] {
  const again = new Set(lines.map(({ drill }) => drill));
  const all = [...recorded().filter(({ drill }) => !again.has(drill)), ...lines];
  writeWhole(file, all.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return all;
}
