/**
 * The SRT gate alone: one container of the engine's image that runs `srt-gate listen`, and beside it, in the same network, one with ffmpeg that plays
 * studios. Its inputs are in0, in1 …: SRT ports from 10000, PCM ports from 20000.
 */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute, run, until } from "../../../verbs/support/command";
import { list } from "../../../verbs/support/docker";

export interface InputStatus {
  name: string;
  connected: boolean;
  delivering: boolean;
  decodable: boolean;
  peer: string | null;
  codec: string | null;
  sample_rate: number;
  channels: number;
  level_dbfs: number;
  jitter_buffer_seconds: number;
  drift_ppm: number;
  concealed_seconds: number;
  underruns: number;
  packets_lost: number;
  packets_dropped: number;
  packets_retransmitted: number;
  decode_errors: number;
  connections: number;
  refusals: number;
  unfetched_bytes: number;
}

export interface GateOptions {
  /** What the pipeline takes. Default 2. */
  channels?: 2 | 6;
  /** Of each input: "listen" or the HOST:PORT that it calls. Default: two listeners. */
  inputs?: string[];
}

/** Before the first sample of what the gate hands over. */
export const wavHeadBytes = 68;

/** Without its head, which must be that of endless 48 kHz floats; nothing of nothing. */
function samplesOf(wav: Buffer, channels: number): Buffer {
  if (wav.length === 0) return wav;
  const head = Buffer.alloc(wavHeadBytes);
  head.write("RIFF\0\0\0\0WAVEfmt ");
  // WAVE_FORMAT_EXTENSIBLE, its length, and the GUID of floats (RFC 2361).
  head.writeUInt32LE(40, 16);
  head.writeUInt16LE(0xfffe, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(48000, 24);
  head.writeUInt32LE(48000 * channels * 4, 28);
  head.writeUInt16LE(channels * 4, 32);
  head.writeUInt16LE(32, 34);
  head.writeUInt16LE(22, 36);
  head.writeUInt16LE(32, 38);
  head.writeUInt32LE(channels === 6 ? 0x3f : 0x3, 40);
  head.write("0300000000001000800000aa00389b71", 44, "hex");
  head.write("data", 60);
  if (!wav.subarray(0, head.length).equals(head))
    throw new Error(`the gate's WAV begins with ${wav.subarray(0, head.length).toString("hex")}`);
  return wav.subarray(head.length);
}

/** Newest image of a component, unless the environment names one. */
async function image(component: string, variable: string): Promise<string> {
  const named = process.env[variable];
  if (named) return named;
  const [newest] = await list(["image", "ls", "--quiet", "--filter", `label=airpath.image=${component}`]);
  if (!newest)
    throw new Error(`no image of "${component}"; allowed: one on this machine; fix: make start, or ${variable}=TAG`);
  return newest;
}

export class Gate {
  private constructor(
    private readonly name: string,
    private readonly folder: string,
    /** IPv4 address of the gate, and of this machine as the gate sees it. */
    readonly ip: string,
    readonly gateway: string,
  ) {}

  static async start({ channels = 2, inputs = ["listen", "listen"] }: GateOptions = {}): Promise<Gate> {
    const name = `airpath-gate-${process.pid}-${Date.now()}`;
    const folder = mkdtempSync(join(tmpdir(), "airpath-gate-"));
    const lines = inputs.map((input, index) => {
      const place = input === "listen" ? `listen ${10000 + index}` : `call ${input}`;
      return `input in${index} ${place} ${20000 + index} 200 500 /gate/passphrase`;
    });
    writeFileSync(join(folder, "gate.conf"), [`engine test a`, `audio ${channels}`, ...lines, ""].join("\n"));
    writeFileSync(join(folder, "passphrase"), "a passphrase of the gate's tests");
    chmodSync(folder, 0o755);
    const [engine, studio] = await Promise.all([
      image("engine", "AIRPATH_ENGINE_IMAGE"),
      image("studio", "AIRPATH_STUDIO_IMAGE"),
    ]);
    const common = ["run", "--detach", "--volume", `${folder}:/gate:ro`, "--no-healthcheck", "--init"];
    // IPv6 on loopback, which Docker switches off.
    const network = ["--sysctl", "net.ipv6.conf.all.disable_ipv6=0"];
    await run("docker", [
      ...common,
      "--name",
      name,
      ...network,
      "--entrypoint=srt-gate",
      engine,
      "listen",
      "/gate/gate.conf",
    ]);
    const beside = [...common, "--name", `${name}-studio`, "--network", `container:${name}`];
    await run("docker", [...beside, "--entrypoint=sleep", studio, "infinity"]);
    const addresses = "{{.NetworkSettings.IPAddress}} {{.NetworkSettings.Gateway}}";
    const [ip = "", gateway = ""] = (await run("docker", ["inspect", "--format", addresses, name])).trim().split(" ");
    const gate = new Gate(name, folder, ip, gateway);
    await gate.becomes("the gate answers", 5, async () => (await gate.get("/liveness")) !== "");
    return gate;
  }

  async end(): Promise<void> {
    await execute("docker", ["rm", "--force", "--volumes", `${this.name}-studio`, this.name]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async get(path: string): Promise<string> {
    return (await fetch(`http://${this.ip}:6002${path}`, { signal: AbortSignal.timeout(2000) })).text();
  }

  async input(index: number): Promise<InputStatus> {
    const { inputs } = JSON.parse(await this.get("/status")) as { inputs: InputStatus[] };
    return inputs[index]!;
  }

  /** Waits until it is so. @throws naming `what`, with the gate's log */
  async becomes(what: string, seconds: number, ask: () => Promise<boolean>): Promise<void> {
    const complaint = await until(
      seconds * 1000,
      async () => ((await ask().catch(() => false)) ? undefined : "no"),
      50,
    );
    if (complaint) throw new Error(`waited ${seconds} s for this: ${what}; the gate's log:\n${await this.log()}`);
  }

  /** Runs a bash command in the studio's container; $PASS is the passphrase's file. It may end by itself. */
  async play(command: string): Promise<void> {
    await run("docker", [
      "exec",
      "--detach",
      "--env",
      "PASS=/gate/passphrase",
      `${this.name}-studio`,
      "bash",
      "-c",
      command,
    ]);
  }

  /** Sends what `command` writes to input `index`, or to HOST:PORT, for so many seconds. */
  send(to: number | string, seconds: number, command: string): Promise<void> {
    const destination = typeof to === "string" ? to : `127.0.0.1:${10000 + to}`;
    const quoted = command.replaceAll("'", `'\\''`);
    return this.play(`timeout ${seconds} bash -c '${quoted}' | srt-gate send ${destination} "$PASS"`);
  }

  /** Fetches an input's WAV as the pipeline does, from when it opens: each channel's samples. */
  async pcm(index: number, seconds: number, channels = 2): Promise<Float32Array[]> {
    const port = 20000 + index;
    const fetcher = `for _ in {1..200}; do exec 3<>/dev/tcp/127.0.0.1/${port} && break; sleep 0.05; done 2>/dev/null; exec timeout ${seconds} cat <&3`;
    const wav = await new Promise<Buffer>((resolve, reject) => {
      const child = spawn("docker", ["exec", this.name, "bash", "-c", fetcher], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      const chunks: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
      child.on("error", reject);
      child.on("close", () => resolve(Buffer.concat(chunks)));
    });
    const bytes = samplesOf(wav, channels);
    const frames = Math.floor(bytes.length / (4 * channels));
    return Array.from({ length: channels }, (_, channel) =>
      Float32Array.from({ length: frames }, (_, frame) => bytes.readFloatLE(4 * (frame * channels + channel))),
    );
  }

  /** Runs a command in the gate's own container, for as long as it takes. */
  inside = (command: string) => execute("docker", ["exec", this.name, "bash", "-c", command]);

  async log(): Promise<string> {
    const { stdout, stderr } = await execute("docker", ["logs", this.name]);
    return stdout + stderr;
  }

  /** Events that were logged, in order, of one input. */
  async events(input: string): Promise<{ event: string; message: string; level: string }[]> {
    const lines = (await this.log()).split("\n").filter((line) => line !== "");
    const all = lines.map(
      (line) => JSON.parse(line) as { input?: string; event: string; message: string; level: string },
    );
    return all.filter((line) => line.input === input);
  }
}
