/** What loads servers: wrk and our own crowd, in a container on the rig's network, on a core of its own. */
import { join } from "node:path";
import { repository } from "../../toolchain/paths";
import type { Rig } from "../../tests/pipeline/support/rig";
import { docker } from "../../tests/pipeline/support/group";
import { baseImage } from "../../toolchain/base-image";
import { runStep } from "../../toolchain/step";
import { run } from "../../verbs/support/command";

const image = "airpath/bench-load";
/** The server under load has one core, the load the other one: neither takes time from the other. */
export const cores = { server: "0", load: "1" } as const;

export interface Crowd {
  /** How many were being served when one was not, or when no more came. */
  listeners: number;
  /** What became of that one; "most": nothing of it, until all had come. */
  why: "refused" | "ended" | "gap" | "most";
  longest_gap_ms: number;
  megabytes: number;
}

export class Load {
  private constructor(private readonly place: string[]) {}

  static async prepare({ place }: Rig): Promise<Load> {
    const { detail: base } = await runStep(baseImage(), () => undefined);
    const labels = ["--label", "airpath.image=bench-load", "--build-arg", `BASE=${base}`];
    await docker("build", "--quiet", "--tag", image, ...labels, join(repository, "bench/delivery"));
    const how = ["--rm", "--label", place.label, "--network", place.network, "--cpuset-cpus", cores.load];
    return new Load(how);
  }

  /** @returns requests a second over `seconds`, all answered 200 */
  async requests(url: string, seconds: number): Promise<number> {
    const said = await run("docker", ["run", ...this.place, image, "wrk", "-t1", "-c16", `-d${seconds}s`, url]);
    if (/Non-2xx|Socket errors/.test(said)) throw new Error(`${url}: not every answer was well:\n${said}`);
    const rate = /Requests\/sec:\s*([\d.]+)/.exec(said)?.[1];
    if (rate === undefined) throw new Error(`wrk said no rate for ${url}:\n${said}`);
    return Number(rate);
  }

  /** More and more listeners of one stream, `perSecond` more each second, until one of them is not served well, or `most` are there. */
  async crowd(url: string, most: number, perSecond: number, bytesPerSecond: number): Promise<Crowd> {
    const { hostname, port, pathname } = new URL(url);
    const args = [hostname, port, pathname, ...[most, perSecond, bytesPerSecond].map(String)];
    return JSON.parse(await run("docker", ["run", ...this.place, image, "crowd", ...args])) as Crowd;
  }
}

/** Keeps what runs under load on its core. */
export const pin = (...containers: string[]): Promise<string> =>
  docker("update", "--cpuset-cpus", cores.server, ...containers);
