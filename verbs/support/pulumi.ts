/** How verbs run the Pulumi command line; the program that it runs is none of theirs. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackOutputs } from "../../stacks/outputs";
import { pulumiEnvironment } from "../../toolchain/environment";
import { repository } from "../../toolchain/paths";
import { readRecord } from "../../toolchain/record";
import { Failure } from "../verb";
import { execute, type Finished, interrupted, run } from "./command";
import { type EngineEvent, type Outcome, UpProgress } from "./progress";
import { stackName } from "./stack";
import { live } from "./terminal";

const options = () => ({ cwd: repository, env: pulumiEnvironment(stackName()) });

/** Whether set-up has made this clone ready for the stack. */
export const isSetUp = (): boolean => readRecord().dockerPlugins?.[stackName()] !== undefined;

/** @throws Failure before set-up has run */
export function requireSetUp(): void {
  if (isSetUp()) return;
  throw new Failure(`stack "${stackName()}" has not been set up in this clone`, "make start (or make setup)");
}

/** A quick Pulumi command. @throws with what it said */
export const pulumi = (...args: string[]): Promise<string> => run("pulumi", [...args, "--non-interactive"], options());

/** The stack's state as Pulumi exports it. */
export interface Deployment {
  deployment: {
    resources?: StateResource[];
    pending_operations?: { resource: StateResource; type: "creating" | "updating" | "deleting" | "reading" }[];
  };
}

export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  custom?: boolean;
  /** Whether a replacement has made its successor, under the same URN, and has yet to remove it. */
  delete?: boolean;
  /** Whether it was removed to make room for its successor, which is not there yet. */
  pendingReplacement?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** Puts a state in the place of the stack's own, in whichever backend. The file that Pulumi reads it from is this user's alone, and goes again. */
export async function importState(state: Deployment): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "airpath-state-"));
  const file = join(folder, "state.json");
  try {
    writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
    await pulumi("stack", "import", "--file", file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const exportState = async (): Promise<Deployment> => JSON.parse(await pulumi("stack", "export")) as Deployment;

/** @throws Failure when the stack has never been up */
export async function stackOutputs(): Promise<StackOutputs> {
  requireSetUp();
  const outputs = JSON.parse(await pulumi("stack", "output", "--json")) as Partial<StackOutputs>;
  if (outputs.stations !== undefined) return outputs as StackOutputs;
  throw new Failure(`stack "${stackName()}" is not up`, "make start");
}

/**
 * Runs a command that changes the stack, behind what is on air.
 * @param say told the progress, a line for each resource; absent: nothing is said
 * @returns what was changed and what failed
 */
export async function deploy(
  command: "up" | "destroy" | "refresh",
  flags: readonly string[],
  say?: (line: string) => void,
): Promise<Outcome & Finished> {
  const progress = new UpProgress(say ?? (() => undefined), say ? live : () => undefined);
  const ticker = say && process.stdout.isTTY ? setInterval(() => progress.tick(), 1000) : undefined;
  const args = [command, "--yes", "--skip-preview", "--json", "--non-interactive", ...flags];
  try {
    const finished = await execute("pulumi", args, {
      ...options(),
      background: true,
      interruptible: true,
      onLine: (line) => {
        const event = parseEvent(line);
        if (event) progress.take(event);
      },
    });
    if (interrupted())
      throw new Failure(
        `pulumi ${command} was interrupted; what was begun is finished or recorded`,
        "make start goes on from there",
      );
    return { ...progress.outcome(), ...finished };
  } finally {
    clearInterval(ticker);
    if (say) live("");
  }
}

function parseEvent(line: string): EngineEvent | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as EngineEvent;
  } catch {
    return undefined;
  }
}
