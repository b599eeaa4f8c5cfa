/** `make drill`: one JSON line for each drill and station; what it is about goes to standard error. */
import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import { version } from "../../package.json";
import { repository } from "../../toolchain/paths";
import { execute, run } from "../../verbs/support/command";
import { Failure } from "../../verbs/verb";
import { withBrowser } from "../support/browser";
import { brokenOff, heed, heedSignals } from "./break-off";
import { type Drill, drills, wantedDrills } from "./drills";
import { type Ran, record, type Recorded } from "./record";
import { type Line, reached, runDrill } from "./run";
import { table } from "./table";

/**
 * Of us and of all listeners: a platform shares its machine with none of its own, and Docker puts all its containers into one group, which the kernel
 * gives as much as it gives any one process beside them.
 */
const niceness = 10;

async function main(): Promise<void> {
  heedSignals();
  setPriority(niceness);
  const wanted = wantedDrills(process.env.DRILL ?? "");
  const ran = await whatRuns();
  for (const [index, drill] of wanted.entries()) {
    heed();
    process.stderr.write(`  ${index + 1} of ${wanted.length}, ${drill.name}: ${drill.what}\n`);
    if (!(await runOne(drill, ran))) process.exitCode = 1;
  }
}

/** Tells and records it. @returns whether it was reached */
async function runOne(drill: Drill, ran: Ran): Promise<boolean> {
  const again = (first: readonly Line[]) => tell(first, "not reached, once more:");
  // A browser each: the whole takes hours, and one that dies must not end the others.
  const done = await withBrowser(({ browser }) => runDrill(drill, again, browser)).catch((error: unknown) => {
    if (brokenOff()) throw error;
    process.stderr.write(`  ${drill.name} could not be run: ${inWords(error)}\n`);
  });
  if (done === undefined) return false;
  const { lines, tries } = done;
  tell(lines);
  write(record(lines.map((line) => ({ ...line, tries, ran }))));
  return reached(lines);
}

function inWords(error: unknown): string {
  if (error instanceof Failure) return `${error.message}; fix: ${error.fix}`;
  return error instanceof Error ? error.message : String(error);
}

function write(all: readonly Recorded[]): void {
  const missing = drills.map(({ name }) => name).filter((name) => !all.some(({ drill }) => drill === name));
  writeFileSync(join(repository, "docs", "drills.md"), table(inOrder(all), missing));
}

/** A line that was not reached, and is tried again, is no result: it goes to standard error. */
function tell(lines: readonly Line[], again?: string): void {
  if (again !== undefined) process.stderr.write(`  ${again}\n`);
  for (const line of lines) (again === undefined ? process.stdout : process.stderr).write(`${JSON.stringify(line)}\n`);
}

function inOrder(lines: readonly Recorded[]): Recorded[] {
  const order = drills.map(({ name }) => name);
  return lines
    .filter(({ drill }) => order.includes(drill))
    .sort((a, b) => order.indexOf(a.drill) - order.indexOf(b.drill) || (a.station < b.station ? -1 : 1));
}

async function whatRuns(): Promise<Ran> {
  const git = (...args: string[]) => execute("git", ["-C", repository, ...args]).then(({ stdout }) => stdout.trim());
  const docker = (await run("docker", ["version", "--format", "{{.Server.Version}}"])).trim();
  const own = ":!docs/drills.*";
  const changed = (await git("status", "--porcelain", "--untracked-files=no", "--", ".", own)) === "" ? "" : "+";
  const commit = `${(await git("rev-parse", "--short", "HEAD")) || "none"}${changed}`;
  return { date: new Date().toISOString().slice(0, 10), airpath: version, commit, docker, node: process.version };
}

main().catch((error: unknown) => {
  process.stderr.write(`${inWords(error)}\n`);
  process.exitCode = 1;
});
