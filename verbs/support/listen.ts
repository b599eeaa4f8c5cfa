/**
 * Hears streams as listeners do: each is decoded by an ffmpeg of its own, all at once, in one container of an image that has ffmpeg, so
 * that the machine needs none.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../verb";
import { ourImage } from "./docker";
import { stackPrefix } from "./stack";

/** Hz; voices and signature tones lie well below half of it. */
export const sampleRate = 16000;

export interface Heard {
  url: string;
  /** Mono, -1 to 1; empty when nothing could be decoded. */
  pcm: Float32Array;
  /** What ffmpeg said against it. */
  complaint: string;
}

/** One decode each; a stream that does not come within the time costs nobody else anything. */
const script = `
seconds=$1; limit=$2; shift 2; n=0
for url in "$@"; do
  timeout -k 2 "$limit" ffmpeg -nostdin -hide_banner -v error -rw_timeout 8000000 -i "$url" -map 0:a:0 -t "$seconds" -ac 1 -ar ${sampleRate} -f s16le -y "/tmp/$n.pcm" 2>"/tmp/$n.txt" &
  n=$((n + 1))
done
wait
cd /tmp && exec tar -cf - .`;

/**
 * @param urls what ffmpeg opens: Icecast mounts, HLS media playlists
 * @param seconds of audio to decode from each
 */
export async function listen(urls: string[], seconds: number): Promise<Heard[]> {
  if (urls.length === 0) return [];
  const image = await listenerImage();
  const folder = mkdtempSync(join(tmpdir(), "airpath-listen-"));
  try {
    const limit = String(Math.ceil(seconds) + 20);
    const docker = [
      "run",
      "--rm",
      "--network=host",
      // Whoever is on air comes first: who checks that it is must not be what takes it off.
      "--cpu-shares=2",
      "--read-only",
      "--tmpfs=/tmp:mode=1777",
      "--cap-drop=ALL",
      "--user=1000:1000",
    ];
    const own = ["--label", `airpath.listener=${stackPrefix()}`, "--entrypoint=sh", image, "-c", script, "listen"];
    const complaint = await pipe(
      ["docker", ...docker, ...own, String(seconds), limit, ...urls],
      ["tar", "-xf", "-", "-C", folder],
    );
    return urls.map((url, index) => {
      const pcm = samples(read(join(folder, `${index}.pcm`)));
      const said =
        read(join(folder, `${index}.txt`))
          .toString("utf8")
          .trim()
          .split("\n")
          .at(-1) ?? "";
      return { url, pcm, complaint: pcm.length === 0 ? said || complaint || "no answer in time" : "" };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws Failure when no image of ours has ffmpeg */
async function listenerImage(): Promise<string> {
  const image = await ourImage("studio");
  if (image !== undefined) return image;
  throw new Failure(
    "nothing to listen with: the image airpath/studio, which brings ffmpeg, is not there",
    "make start with airpath:studio true (the default) builds it",
  );
}

function pipe([command = "", ...args]: string[], [sink = "", ...sinkArgs]: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const source = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    const target = spawn(sink, sinkArgs, { stdio: ["pipe", "ignore", "ignore"] });
    let errors = "";
    source.stderr.on("data", (chunk: Buffer) => (errors += chunk));
    source.stdout.pipe(target.stdin);
    target.stdin.on("error", () => undefined);
    source.on("error", reject);
    target.on("error", reject);
    target.on("close", () => resolve(errors.trim()));
  });
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Signed 16-bit little-endian to -1 … 1. */
export function samples(bytes: Buffer): Float32Array {
  const count = Math.floor(bytes.length / 2);
  return Float32Array.from({ length: count }, (_, index) => bytes.readInt16LE(index * 2) / 32768);
}

/** Pure: the media playlists that a master playlist names, as absolute URLs, each once. */
export function renditionUrls(master: string, text: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"));
  return [...new Set(lines.map((line) => new URL(line, master).href))];
}
