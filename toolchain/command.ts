import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { DeadEnd } from "./step";

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Written to the command's standard input. */
  input?: string;
}

const running = new Set<ChildProcess>();

/** Ends the commands that still run, for a process that is about to give up. */
export function stopCommands(): void {
  for (const child of running) child.kill();
}

/** Runs a command quietly and resolves to its standard output; rejects with its last lines and exit code. */
export function run(command: string, args: string[], options: CommandOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env });
    running.add(child);
    let [output, errors] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (output += chunk));
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk));
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? new Error(`there is no ${command} on PATH`) : error),
    );
    child.on("close", (code, signal) => {
      running.delete(child);
      if (code === 0) return resolve(output);
      const said = lastLines(errors.trim() || output.trim(), 12);
      reject(
        new Error(`${command} ${args[0] ?? ""} ended with ${signal ?? `exit code ${code}`}${said && `:\n${said}`}`),
      );
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}

/** The full path of a program on `path`, or undefined. */
export function findProgram(name: string, path = process.env.PATH ?? ""): string | undefined {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder || ".", name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Runs a command as root: directly, or through sudo; `what` says in the error what root is needed for. */
export function runAsRoot(
  what: string,
  command: string,
  args: string[],
  options: CommandOptions = {},
): Promise<string> {
  if (process.getuid?.() === 0) return run(command, args, options);
  if (!findProgram("sudo"))
    throw new DeadEnd(
      `${what} needs root, this user has the id ${process.getuid?.()} and there is no sudo`,
      `run as root: ${[command, ...args].join(" ")}`,
    );
  const kept = Object.entries(options.env ?? {}).filter(([name, value]) => process.env[name] !== value);
  return run("sudo", [...kept.map(([name, value]) => `${name}=${value}`), command, ...args], {
    ...options,
    env: process.env,
  });
}

const lastLines = (text: string, count: number) => text.split("\n").slice(-count).join("\n");
