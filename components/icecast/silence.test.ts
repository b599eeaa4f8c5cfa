import { type ChildProcess, spawn } from "node:child_process";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

let port: number;
let server: ChildProcess;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port: free } = probe.address() as AddressInfo;
      probe.close(() => resolve(free));
    });
  });
}

const open = (path: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => get({ host: "127.0.0.1", port, path }, resolve).on("error", reject));

/** All bytes that come in so many milliseconds. */
async function listen(path: string, milliseconds: number): Promise<{ type?: string; bytes: Buffer; seconds: number }> {
  const started = process.hrtime.bigint();
  const response = await open(path);
  const chunks: Buffer[] = [];
  response.on("data", (chunk: Buffer) => chunks.push(chunk));
  response.on("error", () => undefined);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  response.destroy();
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { type: response.headers["content-type"], bytes: Buffer.concat(chunks), seconds };
}

beforeAll(async () => {
  port = await freePort();
  server = spawn("perl", [join(__dirname, "silence"), String(port)], { stdio: "ignore" });
  for (let tries = 0; tries < 100; tries += 1) {
    const up = await open("/health").then(
      (response) => response.statusCode === 200,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("silence did not answer within 2 s");
});

afterAll(() => server.kill("SIGKILL"));

describe("silence", () => {
  it("sends ADTS frames: AAC-LC, 48 kHz, stereo, of exactly the bitrate's size", async () => {
    const { type, bytes } = await listen("/silence-aac-32.aac", 900);
    expect(type).toBe("audio/aac");
    const lengths: number[] = [];
    for (let at = 0; at + 7 <= bytes.length; at += lengths.at(-1)!) {
      expect(bytes.readUInt16BE(at)).toBe(0xfff1);
      // Profile AAC-LC (1), sampling frequency 48 kHz (index 3), two channels.
      expect([bytes[at + 2]! >> 6, (bytes[at + 2]! >> 2) & 15, bytes[at + 3]! >> 6]).toEqual([1, 3, 2]);
      lengths.push(((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5));
    }
    // 32 kbit/s × 1024 / 48000 = 85⅓ bytes a frame.
    expect(lengths.slice(0, 6)).toEqual([85, 85, 86, 85, 85, 86]);
  });

  it("sends layer 3 frames without any side information", async () => {
    const { type, bytes } = await listen("/silence-mp3-128.mp3", 900);
    expect(type).toBe("audio/mpeg");
    const frame = bytes.subarray(0, 384);
    expect(frame.subarray(0, 4).toString("hex")).toBe("fffb9400");
    expect(frame.subarray(4).every((byte) => byte === 0)).toBe(true);
    expect(bytes.subarray(384, 388).toString("hex")).toBe("fffb9400");
  });

  it("keeps real time", async () => {
    const [aac, mp3] = await Promise.all([listen("/silence-aac-96.aac", 1600), listen("/silence-mp3-320.mp3", 1600)]);
    // Half a second ahead of the clock, never more; behind it as far as a busy machine lets a process wait.
    expect(aac.bytes.length / 12000).toBeLessThanOrEqual(aac.seconds + 0.5);
    expect(mp3.bytes.length / 40000).toBeLessThanOrEqual(mp3.seconds + 0.5);
    expect(aac.bytes.length / 12000).toBeGreaterThan(aac.seconds - 1);
    expect(mp3.bytes.length / 40000).toBeGreaterThan(mp3.seconds - 1);
  });

  it.each(["/silence-mp3-33.mp3", "/silence-aac-192.mp3", "/silence-aac-999.aac", "/", "/../etc/passwd"])(
    "has no %s",
    async (path) => {
      const response = await open(path);
      response.resume();
      expect(response.statusCode).toBe(404);
    },
  );
});
