/** Decodes what was received, in a container with ffmpeg that ends with it. */
import { spawn } from "node:child_process";

/** Where ffmpeg is: an image that has it, and the label by which its containers are found. */
export interface Ear {
  sound: string;
  place: { label: string };
}

export interface Decoded {
  /** One array a channel, -1 to 1. */
  channels: Float32Array[];
  /** Hz, as the stream itself says: nothing is resampled. */
  rate: number;
  /** ffmpeg's words for the stream: "aac (LC), 48000 Hz, stereo, fltp, 128 kb/s". */
  said: string;
  /** What ffmpeg said against it. */
  complaints: string[];
}

/** @param demuxer ffmpeg's: "aac", "mp3", "ogg", "mpegts" */
export async function decode(ear: Ear, bytes: Buffer, demuxer: string): Promise<Decoded> {
  const { stdout, stderr } = await ffmpeg(ear, bytes, demuxer, ["-f", "f32le", "-c:a", "pcm_f32le"]);
  const said = /Stream #0:0.*?: Audio: (.*)/.exec(stderr)?.[1] ?? "";
  const rate = Number(/(\d+) Hz/.exec(said)?.[1] ?? NaN);
  const count = /5\.1/.test(said) ? 6 : /mono/.test(said) ? 1 : 2;
  const all = new Float32Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 4));
  const frames = Math.floor(all.length / count);
  const channels = Array.from({ length: count }, (_, channel) =>
    Float32Array.from({ length: frames }, (_, frame) => all[frame * count + channel] ?? 0),
  );
  const complaints = stderr
    .split("\n")
    .filter((line) => /error|invalid|corrupt|missing|overread|discarding/i.test(line));
  return { channels, rate, said, complaints };
}

/** Sound of one channel. */
export interface Outline {
  /** -1 to 1. */
  pcm: Float32Array;
  /** Hz. */
  rate: number;
}

/** The studios' tones end at 3700 Hz. */
const outlineRate = 16_000;

/** The first channel at 16 kHz: enough to tell sound from silence, and a twelfth of what there is to carry out of the container. */
export async function outline(ear: Ear, bytes: Buffer, demuxer: string): Promise<Outline> {
  const coarse = ["-af", "pan=mono|c0=c0", "-ar", `${outlineRate}`, "-f", "s16le", "-c:a", "pcm_s16le"];
  const { stdout } = await ffmpeg(ear, bytes, demuxer, coarse);
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 2));
  return { pcm: Float32Array.from(samples, (sample) => sample / 32768), rate: outlineRate };
}

function ffmpeg(
  ear: Ear,
  bytes: Buffer,
  demuxer: string,
  output: readonly string[],
): Promise<{ stdout: Buffer; stderr: string }> {
  const args = ["-hide_banner", "-f", demuxer, "-i", "pipe:0", "-map", "0:a:0", ...output, "pipe:1"];
  const own = [
    "run",
    "--rm",
    "--interactive",
    "--label",
    ear.place.label,
    "--network=none",
    "--no-healthcheck",
    // Nobody waits for it: it must not take the time of what still plays.
    "--cpu-shares=2",
    "--entrypoint=ffmpeg",
  ];
  return new Promise((resolve, reject) => {
    const child = spawn("docker", [...own, ear.sound, ...args], { stdio: ["pipe", "pipe", "pipe"] });
    const out: Buffer[] = [];
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", () => {
      const joined = Buffer.concat(out);
      // A Float32Array needs its bytes at a multiple of four.
      resolve({
        stdout: Buffer.from(joined.buffer.slice(joined.byteOffset, joined.byteOffset + joined.length)),
        stderr,
      });
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(bytes);
  });
}
