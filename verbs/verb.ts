import { parseArgs } from "node:util";

/** One word after `make`. */
export interface Verb {
  /** One line for `make help`. */
  summary: string;
  /** What `--help` prints below the summary: variables, exit codes, examples. */
  help: string;
  run: (args: string[]) => Promise<number>;
  /** Whether it is about stacks on Docker only; else it knows those in clusters, or asks for no stack. */
  onDockerOnly?: true;
}

/** Something a person must put right: one message and the fix. Ends with exit code 1, without a stack trace. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly fix: string,
  ) {
    super(message);
  }
}

/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {}

/**
 * A number given as `make VERB NAME=…` or as the first argument.
 * @throws UsageError outside least…most
 */
export function numberFrom(
  name: string,
  given: string | undefined,
  fallback: number,
  least: number,
  most: number,
): number {
  if (given === undefined || given === "") return fallback;
  const value = Number(given);
  if (Number.isFinite(value) && value >= least && value <= most) return value;
  throw new UsageError(`${name} is ${given}; allowed: ${least}-${most}; fix: make … ${name}=${fallback}`);
}

/** @throws UsageError naming the first argument that is too many, or an option nobody knows */
export function positionals(args: string[], most: number): string[] {
  try {
    const { positionals: found } = parseArgs({ args, allowPositionals: true, options: {}, strict: true });
    if (found.length <= most) return found;
    throw new Error(`"${found[most]}" is one argument too many`);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
