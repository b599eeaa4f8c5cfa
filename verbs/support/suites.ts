import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { projectFolder, repository } from "../../toolchain/paths";
import { execute, interrupted, show } from "./command";
import {
  lookAtMachine,
  type MachineSample,
  MachineWatch,
  type Need,
  needs,
  starved,
  stoodStill,
  whatItGave,
} from "./machine";
import { print, red, yellow } from "./terminal";

/** What came of tests, counted from Jest's own report. */
export interface Counts {
  passed: number;
  failed: number;
  /** Files or tests about which this machine could say nothing, each with the reason. */
  unjudged: string[];
  /** What failed, each test by its name with the first lines of what it said. */
  failures: string[];
  /** What failed at first and passed the second time, as in `failures`. */
  unsteady: string[];
}

export const none = (): Counts => ({ passed: 0, failed: 0, unjudged: [], failures: [], unsteady: [] });

const runner = join(repository, "node_modules", ".bin", "jest");

/**
 * All of `make test`, on a slow machine too: a gate that is killed from outside tells nothing. An hour and a half is what a gate has; making a bare machine
 * ready takes eight minutes of it, putting everything away two.
 */
const allMinutes = 70;

/** @param upSeconds for how long we have run @returns whole milliseconds that a runner may take; 0: none may begin */
export function mayTake(upSeconds: number, limitMinutes = allMinutes): number {
  return 1000 * Math.max(0, Math.floor(Math.min(allMinutes * 60 - upSeconds, limitMinutes * 60)));
}

/** What came of one run, and what it wrote that nobody has seen yet. */
export interface Run {
  counts: Counts;
  unseen: string;
}

/**
 * Runs Jest on our terminal; where there is none, into a file, so that a log shows as failed only what failed in the end.
 * A runner that ends badly though every test passed counts as one failure more.
 */
export async function runJest(name: string, args: string[], limitMinutes?: number): Promise<Run> {
  const folder = join(projectFolder, "reports");
  const [report, log] = [join(folder, `${name}.json`), join(folder, `${name}.log`)];
  mkdirSync(folder, { recursive: true });
  rmSync(report, { force: true });
  const timeout = mayTake(process.uptime(), limitMinutes);
  if (timeout === 0) {
    const failures = [`${name}: not reached, ${allMinutes} minutes are over`];
    return { counts: { ...none(), failed: 1, failures }, unseen: "" };
  }
  const into = process.stdout.isTTY ? undefined : openSync(log, "w");
  if (into !== undefined) print(`${name}: tests run, what they say comes after`);
  const code = await show(runner, [...args, "--json", `--outputFile=${report}`], { cwd: repository, timeout, into });
  if (into !== undefined) closeSync(into);
  const unseen = into === undefined ? "" : readFileSync(log, "utf8");
  const counts = readReport(report) ?? withoutReport(name, code, unseen);
  const endedWell = counts.failed > 0 || code === 0;
  return {
    counts: endedWell ? counts : { ...counts, failed: 1, failures: [`${name}: Jest ended with ${code}`] },
    unseen,
  };
}

/** Runs Jest, and shows what it wrote. */
export async function runJestOnce(name: string, args: string[], limitMinutes?: number): Promise<Counts> {
  const { counts, unseen } = await runJest(name, args, limitMinutes);
  print(unseen);
  return counts;
}

interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: {
    name: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

/** A runner that was killed, or for which the stack did not go on air or off it: what it said last is all that tells why. */
export function withoutReport(name: string, code: number, log: string): Counts {
  const last = stripVTControlCharacters(log).trimEnd().split("\n").slice(-40);
  const failure = [`${name}: no report, Jest ended with ${code}`, ...last.map((line) => `    ${line}`)].join("\n");
  return { ...none(), failed: 1, failures: [failure] };
}

/** A file that did not even load counts as one failed test. @returns undefined when there is no report */
function readReport(file: string): Counts | undefined {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as JestReport;
    const failures = report.testResults.flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === "failed");
      const all = failed.map(
        ({ fullName, failureMessages }) => `${basename(name)}: ${fullName}\n${brief(failureMessages[0])}`,
      );
      return assertionResults.length === 0 && message !== ""
        ? [`${basename(name)} did not run\n${brief(message)}`]
        : all;
    });
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
    return { ...none(), passed: report.numPassedTests, failed, failures };
  } catch {
    return undefined;
  }
}

/** What a test complained of, without colours and without the places in the code. */
function brief(message = ""): string {
  const lines = stripVTControlCharacters(message).split("\n");
  return lines
    .filter((line) => line.trim() !== "" && !line.startsWith("    at "))
    .slice(0, 8)
    .map((line) => `    ${line}`)
    .join("\n");
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
  const all: Counts = files.length > 0 ? none() : { ...none(), failed: 1, failures: [`${name}: no test files`] };
  for (const file of files) {
    if (interrupted()) break;
    if (Date.now() > end) {
      add(all, notReached(basename(file), minutes.all, all.unjudged.length > 0));
      continue;
    }
    const part = basename(file, ".test.ts");
    const args = ["--config", config, "--runInBand", "--runTestsByPath", file];
    add(all, await runInRealTime(part, needs.engine, () => runJest(`${name}-${part}`, args, minutes.each)));
  }
  return all;
}

/** Second tries take the time of others: where it was the machine that asked for them, that says nothing of the others either. */
function notReached(file: string, minutes: number, short: boolean): Counts {
  const words = `${file}: not reached in ${minutes} minutes`;
  return short ? { ...none(), unjudged: [words] } : { ...none(), failed: 1, failures: [words] };
}

/** After that there is no time for a second try. */
const secondTrySeconds = 45 * 60;

/** How many suites may need a second try in one run though the machine carried them: a few of thirteen are bad luck, more are a fault. */
const mostUnsteady = 3;
let unsteadySuites = 0;

/** How the machine is looked at: a few seconds, or all along until `stop`. */
export interface Machine {
  look(): Promise<MachineSample[]>;
  watch(): { stop(): MachineSample[] };
}

const thisMachine: Machine = { look: () => lookAtMachine(), watch: () => new MachineWatch(5000) };

/**
 * Runs tests that listen, where the machine can carry them, and once more where they failed.
 * @param how `tries`: 1 for tests that each have their own second try
 * @returns as `unjudged` what it could carry neither time, as `unsteady` what passed the second time
 */
export async function runInRealTime(
  name: string,
  need: Need,
  attempt: () => Promise<Run>,
  { tries = 2, machine = thisMachine }: { tries?: 1 | 2; machine?: Machine } = {},
): Promise<Counts> {
  const ahead = await untilItCan(machine, need.start);
  if (starved(ahead, need.start)) return { ...none(), unjudged: [`${name}: not run, ${gave(ahead, need.start)}`] };
  const first = await judged(need.judge, attempt, machine);
  // A standstill excuses nothing that failed at both of its own tries.
  if (tries === 1) return lastWord(name, { ...first, short: starved(first.samples, need.judge) });
  const maySecond = process.uptime() < secondTrySeconds && (first.short || unsteadySuites < mostUnsteady);
  if (first.run.counts.failed === 0 || interrupted() || !maySecond) return lastWord(name, first);
  const { failures } = first.run.counts;
  print(yellow(`${name}: once more, ${gave(first.samples, need.judge)}; at first:\n  ${failures.join("\n  ")}`));
  if (!first.short) unsteadySuites++;
  await untilItCan(machine, need.judge);
  const second = await judged(need.judge, attempt, machine);
  // A machine stands still now and then; what fails each time fails by itself.
  const again = second.run.counts.failures.some((failure) =>
    failures.some((first) => titleOf(first) === titleOf(failure)),
  );
  return lastWord(
    name,
    { ...second, short: starved(second.samples, need.judge) || (second.short && !again) },
    failures,
  );
}

interface Judged {
  run: Run;
  samples: MachineSample[];
  /** Whether the machine gave too little for it, or stood still. */
  short: boolean;
  least: number;
}

async function judged(least: number, attempt: () => Promise<Run>, machine: Machine): Promise<Judged> {
  const watch = machine.watch();
  const run = await attempt();
  const samples = watch.stop();
  return { run, samples, short: starved(samples, least) || stoodStill(samples), least };
}

/** Of a failure, which test it is. */
const titleOf = (failure: string): string => failure.split("\n")[0]!;

/** Shows what the run wrote. @param unsteady what failed before it */
function lastWord(name: string, judged: Judged, unsteady: string[] = []): Counts {
  const { run, short, samples, least } = judged;
  const { counts } = run;
  print(run.unseen);
  if (counts.failed === 0) return { ...counts, unsteady };
  print(yellow(`${name}: ${gave(samples, least)}`));
  return short ? unjudged(name, judged) : counts;
}

const unjudged = (name: string, { run: { counts }, samples, least }: Judged): Counts => ({
  ...counts,
  failed: 0,
  failures: [],
  unjudged: [`${name}: ${counts.failed} failed, ${gave(samples, least)}`],
});

const gave = (samples: MachineSample[], least: number) =>
  `the machine gave ${whatItGave(samples)} (${Math.round(100 * least)} % and 300 ms carry the tests)`;

/** A busy host often has time again soon. @returns the last look, starved or not */
async function untilItCan(machine: Machine, least: number): Promise<MachineSample[]> {
  for (let waited = 0; ; waited++) {
    const samples = await machine.look();
    if (!starved(samples, least) || waited === 12 || interrupted()) return samples;
    if (waited === 0) print(yellow(`  waits up to a minute for the machine: ${gave(samples, least)}`));
  }
}

/** Shows what was not judged, what was unsteady, and what failed. */
export function tell({ unjudged, unsteady, failures }: Counts): void {
  if (unjudged.length > 0) print(yellow(`not judged on this machine:\n  ${unjudged.join("\n  ")}`));
  if (unsteady.length > 0)
    print(yellow(`failed at first, passed the second time; find the cause:\n  ${unsteady.join("\n  ")}`));
  if (failures.length > 0) print(red(`failed:\n  ${failures.join("\n  ")}`));
}

export function add(all: Counts, more: Counts): void {
  all.passed += more.passed;
  all.failed += more.failed;
  all.unjudged.push(...more.unjudged);
  all.failures.push(...more.failures);
  all.unsteady.push(...more.unsteady);
}
