import { existsSync } from "node:fs";
import { dim, green, red, type Report, report as toTerminal } from "./report";

/**
 * One way to get something. `attempt` resolves to a few words on what it found or made, and rejects with the reason
 * when this way is closed. `announce` is printed before a way that takes long or changes the machine.
 */
export interface Way {
  name: string;
  announce?: string;
  attempt: () => Promise<string>;
}

/** The way of what an earlier run brought. @param files all of them, by their whole paths */
export const thereAlready = (version: string, ...files: string[]): Way => ({
  name: "in the cache",
  attempt: async () => {
    if (!files.every((file) => existsSync(file))) throw new Error("not there yet");
    return version;
  },
});

/** A step: what it brings, the ways to it in order, and what a person can do when none is open. */
export interface Step {
  name: string;
  ways: Way[];
  fix: string;
}

/** A reason that no further way can heal (a refused permission, say): the step ends with it at once. */
export class DeadEnd extends Error {
  constructor(
    message: string,
    readonly fix: string,
  ) {
    super(message);
  }
}

/** Why a step failed: every way with its reason, then the fix. */
export class StepFailure extends Error {
  constructor(step: string, tried: { way: string; reason: string }[], fix: string) {
    const lines = tried.map(({ way, reason }) => `  tried ${way}: ${indent(reason)}`);
    super([`${step}: could not be had`, ...lines, `  fix: ${indent(fix)}`].join("\n"));
  }
}

export interface StepResult {
  way: string;
  detail: string;
  seconds: number;
}

/** Tries the ways in order and reports the one taken with its seconds; rejects with a StepFailure. */
export async function runStep(step: Step, report: Report = toTerminal, now = Date.now): Promise<StepResult> {
  const start = now();
  const seconds = () => (now() - start) / 1000;
  const tried: { way: string; reason: string }[] = [];
  for (const way of step.ways) {
    if (way.announce) report(`  ${step.name}: ${way.announce} …`);
    const ticker = setInterval(
      () => report(dim(`  ${step.name}: ${way.name}, ${seconds().toFixed(0)} s so far`)),
      20_000,
    );
    try {
      const detail = await way.attempt();
      report(`${green("✔")} ${step.name}: ${detail} ${dim(`(${way.name}, ${seconds().toFixed(1)} s)`)}`);
      return { way: way.name, detail, seconds: seconds() };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      tried.push({ way: way.name, reason });
      if (error instanceof DeadEnd) throw failed(new StepFailure(step.name, tried, error.fix));
    } finally {
      clearInterval(ticker);
    }
  }
  throw failed(new StepFailure(step.name, tried, step.fix));

  function failed(failure: StepFailure): StepFailure {
    report(`${red("✘")} ${step.name} ${dim(`(${seconds().toFixed(1)} s)`)}`);
    return failure;
  }
}

const indent = (text: string) => text.trim().split("\n").join("\n    ");
