import { spawn } from "node:child_process";

export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Called with each line of standard output as it comes. */
  onLine?: (line: string) => void;
  /** Milliseconds after which it is killed. */
  timeout?: number;
  /** Ctrl-C reaches it once, as one SIGINT, so that it can end in order; we wait for it. */
  interruptible?: boolean;
  /** Ctrl-C does not reach it, and it has no terminal to ask on. */
  apart?: boolean;
  /** It and what it starts come after what is on air on the same machine. */
  background?: boolean;
}

/** Where engines share the machine they come first: ten seconds of Pulumi's work made inputs run dry, which is heard. */
const behindTheAir = ["nice", "-n", "15"];

/** Runs a command to its end. Resolves whatever its exit code; rejects only when it cannot be started. */
export function execute(command: string, args: string[], options: CommandOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const [program = command, ...own] = [...(options.background ? behindTheAir : []), command, ...args];
    const child = spawn(program, own, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      // A session of its own: a terminal's Ctrl-C would reach it twice, and Pulumi takes the second as "at once".
      detached: options.interruptible === true || options.apart === true,
    });
    // Node's own would run on where there is nothing to run, and keep us until then.
    const timer = options.timeout === undefined ? undefined : setTimeout(() => child.kill(), options.timeout);
    const heedless = options.interruptible ? onInterrupts(() => child.kill("SIGINT")) : () => undefined;
    const forget = () => {
      clearTimeout(timer);
      heedless();
    };
    let [stdout, stderr, rest] = ["", "", ""];
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      if (!options.onLine) return void (stdout += chunk);
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(options.onLine);
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    child.on("error", (error: NodeJS.ErrnoException) => {
      forget();
      reject(error.code === "ENOENT" ? new Error(`there is no ${command} on PATH`) : error);
    });
    child.on("close", (code) => {
      forget();
      if (rest) options.onLine?.(rest);
      resolve({ code: code ?? 137, stdout, stderr });
    });
  });
}

/** Runs a command quietly. @throws with its last lines when it fails */
export async function run(command: string, args: string[], options: CommandOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await execute(command, args, options);
  if (code === 0) return stdout;
  const said = (stderr.trim() || stdout.trim()).split("\n").slice(-12).join("\n");
  throw new Error(`${command} ${args[0] ?? ""} ended with exit code ${code}${said && `:\n${said}`}`);
}

/**
 * Runs a command that writes to our own terminal, or to the open file `into`.
 * @returns its exit code; 137: it took longer than `timeout`
 */
export function show(
  command: string,
  args: string[],
  options: Pick<CommandOptions, "cwd" | "env" | "timeout"> & { into?: number } = {},
): Promise<number> {
  const output = options.into ?? "inherit";
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", output, output],
      timeout: options.timeout,
    });
    // A terminal's Ctrl-C or end reaches it too; SIGTERM is sent to us alone. We stay to report how it ended.
    const forget = onInterrupts((signal) => signal === "SIGTERM" && child.kill(signal));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      forget();
      resolve(code ?? (signal === "SIGINT" ? 130 : 137));
    });
  });
}

let interruptions = 0;
/** Whether somebody pressed Ctrl-C, or asked this process to end, while a command ran. */
export const interrupted = (): boolean => interruptions > 0;

function onInterrupts(act: (signal: NodeJS.Signals) => void): () => void {
  const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  const handle = (signal: NodeJS.Signals) => {
    interruptions++;
    act(signal);
  };
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}

/** Being asked to end waits until the work has ended: `interrupted()` tells of it. Commands that end at Ctrl-C are its own to undo. */
export async function undisturbed<T>(work: () => Promise<T>): Promise<T> {
  const forget = onInterrupts(() => undefined);
  try {
    return await work();
  } finally {
    forget();
  }
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Asks until the answer is no complaint.
 * @param ask resolves to undefined when all is well, else to what is wrong
 * @returns the last complaint when the time is over, undefined when all is well
 */
export async function until(
  milliseconds: number,
  ask: () => Promise<string | undefined>,
  pause = 500,
): Promise<string | undefined> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const complaint = await ask();
    if (complaint === undefined || Date.now() >= end) return complaint;
    await sleep(pause);
  }
}
