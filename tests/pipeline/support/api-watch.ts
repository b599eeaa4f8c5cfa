/** Asks an engine's HTTP ports several times a second, and remembers the slowest answer. */
import { get } from "node:http";
import { sleep } from "../../../verbs/support/command";
import type { Rig } from "./rig";
import { median } from "./tone";

export interface SlowAnswer {
  path: string;
  milliseconds: number;
  status: number;
}

export class ApiWatch {
  readonly answers: SlowAnswer[] = [];
  private stopped = false;
  private readonly running: Promise<void>;

  constructor(rig: Rig, letter: "a" | "b" = "a") {
    const { api, metrics } = rig.enginePlan(letter);
    const ask: [number, string][] = [
      [api.port, "/livesource"],
      [api.port, "/status"],
      [api.port, "/liveness"],
      [metrics.port, "/metrics"],
      [metrics.gatePort, "/metrics"],
      [metrics.publisherPort, "/metrics"],
    ];
    this.running = this.run(ask.map(([port, path]) => ({ path: `:${port}${path}`, url: rig.api(path, letter, port) })));
  }

  private async run(list: { path: string; url: string }[]): Promise<void> {
    while (!this.stopped) {
      for (const { path, url } of list) this.answers.push({ path, ...(await timed(url)) });
      await sleep(200);
    }
  }

  private times(path: string): number[] {
    return this.answers.filter((answer) => answer.path === path).map(({ milliseconds }) => milliseconds);
  }

  stop(): void {
    this.stopped = true;
  }

  /**
   * Stops. One late answer is the machine's, half of them late is the engine's; ten times as late is somebody who waited in vain.
   * @returns the paths whose usual answer takes longer than so many milliseconds, and every answer ten times slower or absent, in words
   */
  async slowerThan(milliseconds: number): Promise<string[]> {
    this.stop();
    await this.running;
    const late = this.answers.filter((answer) => answer.milliseconds > 10 * milliseconds || answer.status === 0);
    const usual = [...new Set(this.answers.map(({ path }) => path))]
      .map((path) => ({ path, took: median(this.times(path)) }))
      .filter(({ took }) => took > milliseconds);
    return [
      ...late.map((answer) => `${answer.path} took ${answer.milliseconds} ms (HTTP ${answer.status})`),
      ...usual.map(({ path, took }) => `${path} usually took ${took} ms`),
    ];
  }
}

function timed(url: string): Promise<{ milliseconds: number; status: number }> {
  const start = performance.now();
  return new Promise((resolve) => {
    const done = (status: number) => resolve({ milliseconds: Math.round(performance.now() - start), status });
    const request = get(url, { agent: false, timeout: 3000 }, (response) => {
      response.resume();
      response.on("end", () => done(response.statusCode ?? 0));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => done(0));
  });
}
