import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

interface Running {
  name: string;
  child: ChildProcess;
}

/** Programs of one test; each writes to a log of its own and is ended by its own process id. */
export class Processes {
  private running: Running[] = [];

  constructor(private readonly folder: string) {}

  /**
   * @param niceness default 10: behind everything else on the machine
   * @returns its process id
   */
  start(
    name: string,
    program: string,
    args: readonly string[],
    { env = {}, niceness = 10 }: { env?: NodeJS.ProcessEnv; niceness?: number } = {},
  ): number {
    const log = openSync(join(this.folder, `${name}.log`), "a");
    // Each becomes the next, so that the process id is the program's own. Whatever ends the tests, Ctrl-C too, ends it. It comes before Pulumi (15),
    // which elsewhere is on another machine: nodes that could not say in time that they are there lost their pods' readiness.
    const child = spawn("setpriv", ["--pdeathsig=KILL", "nice", "-n", `${niceness}`, program, ...args], {
      cwd: this.folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.running.push({ name, child });
    if (child.pid === undefined) throw new Error(`${name} could not be started`);
    return child.pid;
  }

  /** @throws with the last lines of its log when one has ended by itself */
  check(): void {
    for (const { name, child } of this.running) {
      if (child.exitCode === null && child.signalCode === null) continue;
      const said = readFileSync(join(this.folder, `${name}.log`), "utf8")
        .trim()
        .split("\n")
        .slice(-15)
        .join("\n");
      throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode}:\n${said}`);
    }
  }

  signal(name: string, signal: NodeJS.Signals): void {
    this.running.find((each) => each.name === name)?.child.kill(signal);
  }

  /** Ends one by intent: nobody misses it. */
  async end(name: string, signal: NodeJS.Signals): Promise<void> {
    const ending = this.running.filter((each) => each.name === name);
    this.running = this.running.filter((each) => each.name !== name);
    for (const { child } of ending) await ended(child, signal);
  }

  /** Ends them, the last first, and waits until they are gone. */
  async stop(): Promise<void> {
    for (const { child } of [...this.running].reverse()) await ended(child, "SIGTERM");
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const late = setTimeout(() => child.kill("SIGKILL"), 5000);
  await gone;
  clearTimeout(late);
}

/** @returns free TCP ports on loopback */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
