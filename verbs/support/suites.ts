import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { projectFolder, repository } from "../../toolchain/paths";
import { execute, interrupted, show } from "./command";
import { leastCapacity, lookAtMachine, type MachineSample, MachineWatch, starved, usual } from "./machine";
import { print, red, yellow } from "./terminal";

/** What came of tests, counted from Jest's own report. */
export interface Counts {
  passed: number;
  failed: number;
  /** Files or tests about which this machine could say nothing, each with the reason. */
  unjudged: string[];
}

const runner = join(repository, "node_modules", ".bin", "jest");

/** Runs Jest on our terminal. A runner that ends badly though every test passed counts as one failure more. */
export async function runJest(name: string, args: string[], limitMinutes?: number): Promise<Counts> {
  const report = join(projectFolder, "reports", `${name}.json`);
  mkdirSync(join(projectFolder, "reports"), { recursive: true });
  rmSync(report, { force: true });
  const timeout = limitMinutes && limitMinutes * 60_000;
  const code = await show(runner, [...args, "--json", `--outputFile=${report}`], { cwd: repository, timeout });
  const { passed, failed } = readReport(report);
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, unjudged: [] };
}

/** A file that did not even load counts as one failed test; so does a runner that wrote no report. */
function readReport(file: string): { passed: number; failed: number } {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Record<
      "numPassedTests" | "numFailedTests" | "numRuntimeErrorTestSuites",
      number
    >;
    return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Tests that listen: each file on its own, so that what the machine gave meanwhile belongs to that file. */
export async function runFilesInRealTime(
  name: string,
  config: string,
  minutes: { each: number; all: number },
): Promise<Counts> {
  const end = Date.now() + minutes.all * 60_000;
  const { stdout } = await execute(runner, ["--config", config, "--listTests"], { cwd: repository });
  const files = stdout.split("\n").filter(Boolean).sort();
  const all: Counts = { passed: 0, failed: files.length === 0 ? 1 : 0, unjudged: [] };
  for (const file of files) {
    if (interrupted()) break;
    if (Date.now() > end) {
      print(red(`${basename(file)}: not reached in ${minutes.all} minutes`));
      all.failed++;
      continue;
    }
    const part = basename(file, ".test.ts");
    const args = ["--config", config, "--runInBand", "--runTestsByPath", file];
    add(all, await runInRealTime(part, leastCapacity.engine, () => runJest(`${name}-${part}`, args, minutes.each)));
  }
  return all;
}

/** After that there is no time for a second try: all of `make test` must end within an hour and a half on a slow machine too. */
const secondTrySeconds = 45 * 60;

/** How the machine is looked at: a few seconds, or all along until `stop`. */
export interface Machine {
  look(): Promise<MachineSample[]>;
  watch(): { stop(): MachineSample[] };
}

const thisMachine: Machine = { look: () => lookAtMachine(), watch: () => new MachineWatch(5000) };

/**
 * Runs tests that listen, where the machine can carry them, and once more where they failed while it could not.
 * @returns as `unjudged` what it could carry neither time
 */
export async function runInRealTime(
  name: string,
  least: number,
  attempt: () => Promise<Counts>,
  machine: Machine = thisMachine,
): Promise<Counts> {
  const ahead = await untilItCan(machine, least);
  if (starved(ahead, least)) return { passed: 0, failed: 0, unjudged: [`${name}: not run, ${gave(ahead, least)}`] };
  for (const last of [false, true]) {
    const watch = machine.watch();
    const counts = await attempt();
    const samples = watch.stop();
    if (counts.failed === 0 || !starved(samples, least) || interrupted()) return counts;
    if (last || process.uptime() > secondTrySeconds)
      return { ...counts, failed: 0, unjudged: [`${name}: ${counts.failed} failed, ${gave(samples, least)}`] };
    print(yellow(`${name}: ${counts.failed} failed, but ${gave(samples, least)}: once more`));
    await untilItCan(machine, least);
  }
  throw new Error("unreachable: the second attempt returns");
}

const gave = (samples: MachineSample[], least: number) =>
  `the machine gave ${usual(samples)} of what the limits were set on (${Math.round(100 * least)} % carries the tests)`;

/** A busy host often has time again soon. @returns the last look, starved or not */
async function untilItCan(machine: Machine, least: number): Promise<MachineSample[]> {
  for (let waited = 0; ; waited++) {
    const samples = await machine.look();
    if (!starved(samples, least) || waited === 12 || interrupted()) return samples;
    if (waited === 0) print(yellow(`  waits up to a minute for the machine: ${gave(samples, least)}`));
  }
}

export function add(all: Counts, more: Counts): void {
  all.passed += more.passed;
  all.failed += more.failed;
  all.unjudged.push(...more.unjudged);
}
