import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** Programs of one test, behind everything else on the machine; each writes to a log of its own and is ended by its own process id. */
export class Processes {
  private readonly running: { name: string; child: ChildProcess }[] = [];

  constructor(private readonly folder: string) {}

  start(name: string, program: string, args: readonly string[]): void {
    const log = openSync(join(this.folder, `${name}.log`), "a");
    // Each becomes the next, so that the process id is the program's own. Whatever ends the tests, Ctrl-C too, ends it. It comes before Pulumi (15),
    // which elsewhere is on another machine: nodes that could not say in time that they are there lost their pods' readiness.
    const child = spawn("setpriv", ["--pdeathsig=KILL", "nice", "-n", "10", program, ...args], {
      cwd: this.folder,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.running.push({ name, child });
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

  /** Ends them, the last first, and waits until they are gone. */
  async stop(): Promise<void> {
    for (const { child } of [...this.running].reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 5000);
      await gone;
      clearTimeout(late);
    }
  }
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
