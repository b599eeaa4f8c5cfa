/**
 * The rig: the engines of one station alone on Docker, without Pulumi's engine, with the Icecast masters and HLS origins they publish to, and all that a
 * test needs around them: senders, listeners, a network that loses packets. `end()` removes everything; what an interrupted run left behind goes at the
 * next start.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { planFleet } from "../../../station-inventory/plan";
import type { EnginePlan, FleetPlan, StationPlan } from "../../../station-inventory/plan-types";
import { parseStation } from "../../../station-inventory/inventory";
import { baseImage } from "../../../toolchain/base-image";
import { runStep } from "../../../toolchain/step";
import { execute, sleep, until } from "../../../verbs/support/command";
import { list } from "../../../verbs/support/docker";
import { ApiWatch } from "./api-watch";
import { docker, Group, type Place } from "./group";
import { build, soundImage } from "./images";
import { IcecastListener } from "./icecast-listener";
import { HlsListener } from "./hls-listener";
import { type Programme, Sender } from "./sender";
import { rigStation } from "./station";
import { sweep, sweepAfter } from "./sweep";
import { rigSecret, type Wanted, wanted } from "./workloads";
import { ownFolder } from "../../support/folders";

/** GET /livesource, the part that is used here. */
export interface LiveSource {
  preferred_output: string;
  real_output: string;
  is_output_blank: boolean;
}

export interface RigOptions {
  /** What differs from `rigStation`. */
  station?: Record<string, unknown>;
  /** How many of the station's engines run. Default 1. */
  engines?: 0 | 1 | 2;
  /** Default 1. */
  masters?: number;
  /** Default 1. */
  origins?: number;
  /** Default none. */
  relays?: number;
  /** Listeners at once on one relay. Default as a stack's. */
  listenersPerRelay?: number;
  /** Default none. */
  caches?: number;
}

/** A little more than `settling_seconds` in srt-gate/jitter.c. */
const settlingSeconds = 3.5;

export class Rig {
  readonly station: StationPlan;
  private readonly groups = new Map<string, Group>();
  private readonly listeners: { stop(): unknown }[] = [];
  private senders = 0;

  private constructor(
    readonly plan: FleetPlan,
    readonly place: Place,
    /** An image with ffmpeg. */
    readonly sound: string,
    /** Address of this machine on the rig's network. */
    readonly gateway: string,
  ) {
    this.station = plan.stations[0]!;
  }

  /** Builds what is missing, starts everything, and waits until every engine says that it is ready. */
  static async start(options: RigOptions = {}): Promise<Rig> {
    await sweep();
    sweepAfter(process.pid);
    const station = parseStation({ ...rigStation, ...options.station });
    const { masters = 1, origins = 1, relays = 0, caches = 0, listenersPerRelay } = options;
    const scale = { masters, origins, relays: relays || 1, caches: caches || 1 };
    const plan = planFleet([station], { ...scale, ...(listenersPerRelay && { listenersPerRelay }) });
    const { detail: debian } = await runStep(baseImage(), () => undefined);
    const all = await wanted(plan, debian, caches > 0);
    await build(
      all.images.filter(({ spec }) => spec.name !== "studio"),
      debian,
    );
    const sound = await soundImage(all.images, debian);
    const rig = await Rig.prepare(plan, all, sound);
    try {
      await rig.run(all, options);
      return rig;
    } catch (error) {
      const logs = await rig.logs();
      await rig.end();
      throw new Error(`${String(error)}\n${logs}`);
    }
  }

  private static async prepare(plan: FleetPlan, all: Wanted, sound: string): Promise<Rig> {
    const prefix = `airpath-rig-${process.pid}`;
    const label = `airpath.rig=${process.pid}`;
    await docker("network", "create", "--label", label, prefix);
    const gateway = (
      await docker("network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", prefix)
    ).trim();
    const tag = (name: string) => all.images.find(({ spec }) => spec.name === name)!.tag;
    const folder = ownFolder("airpath-rig-");
    const rig = new Rig(plan, { prefix, label, network: prefix, folder, base: tag("base") }, sound, gateway);
    // Every sender gets this tree's gate, whichever studio image lends its ffmpeg.
    const donor = (await docker("create", "--label", label, tag("engine"))).trim();
    await docker("cp", `${donor}:/usr/local/bin/srt-gate`, join(folder, "srt-gate"));
    await docker("rm", donor);
    return rig;
  }

  private async run({ workloads }: Wanted, { engines = 1, relays = 0 }: RigOptions): Promise<void> {
    const running = this.station.engines.slice(0, engines).map(({ name }) => name);
    const mine = workloads.filter(
      ({ name, labels }) =>
        (labels.component !== "icecast-relay" || relays > 0) &&
        (labels.component !== "engine" || running.includes(name)),
    );
    for (const workload of mine) this.groups.set(workload.name, new Group(workload, this.place));
    const isEngine = ({ workload }: Group) => workload.labels.component === "engine";
    const all = [...this.groups.values()];
    await Promise.all(all.filter((group) => !isEngine(group)).map((group) => group.up()));
    await Promise.all(all.filter(isEngine).map((group) => group.up()));
    for (const name of running) await this.ready(name.at(-1) as "a" | "b");
  }

  /** "icecast-master-1", "hls-origin-1". */
  group(name: string): Group {
    const found = this.groups.get(name);
    if (!found) throw new Error(`the rig runs no "${name}"; it runs: ${[...this.groups.keys()].join(", ")}`);
    return found;
  }

  engine(letter: "a" | "b" = "a"): Group {
    return this.group(this.enginePlan(letter).name);
  }

  enginePlan(letter: "a" | "b" = "a"): EnginePlan {
    return this.station.engines.find((engine) => engine.letter === letter)!;
  }

  /** The operator API, or a port of a sidecar. */
  api(path: string, letter: "a" | "b" = "a", port = this.enginePlan(letter).api.port): string {
    return this.engine(letter).url(port, path);
  }

  async status(letter: "a" | "b" = "a"): Promise<Record<string, unknown>> {
    return (await fetch(this.api("/status", letter), { signal: AbortSignal.timeout(3000) })).json() as Promise<
      Record<string, unknown>
    >;
  }

  async ready(letter: "a" | "b" = "a", seconds = 30): Promise<void> {
    await eventually(`engine ${letter} is ready`, seconds, async () => {
      const answer = await fetch(this.api("/readiness", letter), { signal: AbortSignal.timeout(2000) });
      return answer.status === 200 ? undefined : `HTTP ${answer.status}: ${await answer.text()}`;
    });
  }

  /** The operator's choice; "auto" takes it back. @returns the answer of POST or DELETE /livesource */
  async choose(input: string, letter: "a" | "b" = "a"): Promise<Response> {
    const headers = { Authorization: `Bearer ${rigSecret(this.station.secrets.api)}` };
    const how = input === "auto" ? { method: "DELETE" } : { method: "POST", body: input };
    return fetch(this.api("/livesource", letter), { ...how, headers, signal: AbortSignal.timeout(3000) });
  }

  async liveSource(letter: "a" | "b" = "a"): Promise<LiveSource> {
    return (
      await fetch(this.api("/livesource", letter), { signal: AbortSignal.timeout(3000) })
    ).json() as Promise<LiveSource>;
  }

  /** Waits until an input, or "safe_blank", is on air. */
  onAir(input: string, seconds = 15, letter: "a" | "b" = "a"): Promise<void> {
    return eventually(`${input} is on air`, seconds, async () => {
      const { real_output } = await this.liveSource(letter);
      return real_output === input ? undefined : `${real_output} is`;
    });
  }

  /**
   * Waits until an input is on air and its gate keeps what it holds: in the first seconds it lets go at once of what a sender piled up
   * at its start, which may be heard (srt-gate/jitter.c).
   */
  async settled(input: string): Promise<void> {
    await this.onAir(input);
    await sleep(settlingSeconds * 1000);
  }

  /** Asks the engine's ports all along. Stopped with the listeners. */
  watch(): ApiWatch {
    return this.keep(new ApiWatch(this));
  }

  /** Nobody listens and nobody asks any more: for after a test, which may have ended half-way. */
  hush(): void {
    for (const listener of this.listeners.splice(0)) void listener.stop();
  }

  /** Sends a programme to an input: by its name on engine a, or to any HOST:PORT. */
  async send(to: string, programme: Programme = {}): Promise<Sender> {
    const names = to.split(",").map((one) => (one.includes(":") ? one : this.inputAddress(one)));
    return Sender.start(this, `${this.place.prefix}-sender-${++this.senders}`, names.join(","), programme);
  }

  inputAddress(input: string, letter: "a" | "b" = "a"): string {
    const plan = this.enginePlan(letter);
    const found = plan.inputs.find(({ name }) => name === input);
    if (!found)
      throw new Error(`the station has no input "${input}"; it has: ${plan.inputs.map(({ name }) => name).join(", ")}`);
    return `${plan.name}:${found.port}`;
  }

  /** Hears an engine's mount on a master, live, from now on. */
  listen(
    format: string = this.station.streams[0]!.format,
    letter: "a" | "b" = "a",
    master = "icecast-master-1",
  ): IcecastListener {
    const mount = this.enginePlan(letter).mounts.find((each) => each.format === format);
    if (!mount) throw new Error(`the station has no mount ${format}`);
    return this.keep(new IcecastListener(this, this.group(master).url(8000, mount.mount), format));
  }

  /** Hears one engine's rendition, on the private port of an origin, from its newest segment on. */
  listenHls(
    format: string = this.enginePlan().renditions[0]!.format,
    letter: "a" | "b" = "a",
    origin = "hls-origin-1",
  ): HlsListener {
    const rendition = this.enginePlan(letter).renditions.find((each) => each.format === format);
    if (!rendition) throw new Error(`the station has no rendition ${format}`);
    return this.keep(new HlsListener(this, this.group(origin).url(8082, rendition.playlist)));
  }

  /** Plays a rendition as the public does, from one origin. */
  listenPublicHls(origin = "hls-origin-1", rendition = this.station.hls.renditions[0]!): HlsListener {
    return this.keep(new HlsListener(this, this.group(origin).url(8080, rendition.playlist)));
  }

  private keep<T extends { stop(): unknown }>(listener: T): T {
    this.listeners.push(listener);
    return listener;
  }

  /** The last lines of every container, for messages. */
  async logs(lines = 15): Promise<string> {
    const names = [...this.groups.values()].flatMap(({ containers }) => containers);
    const all = await Promise.all(
      names.map(async (name) => {
        const { stdout, stderr } = await execute("docker", ["logs", "--tail", String(lines), name]);
        return `--- ${name}\n${stdout}${stderr}`;
      }),
    );
    return all.join("\n");
  }

  async end(): Promise<void> {
    this.hush();
    await sweep(String(process.pid));
    rmSync(this.place.folder, { recursive: true, force: true });
  }

  /** Ids of the rig's containers. */
  containers(): Promise<string[]> {
    return list(["ps", "--all", "--quiet", "--filter", `label=${this.place.label}`]);
  }
}

/** @throws with the last complaint when it is not so in time */
export async function eventually(what: string, seconds: number, ask: () => Promise<string | undefined>): Promise<void> {
  const complaint = await until(seconds * 1000, async () => ask().catch((error: unknown) => String(error)), 100);
  if (complaint !== undefined) throw new Error(`waited ${seconds} s for this: ${what}; last seen: ${complaint}`);
}
