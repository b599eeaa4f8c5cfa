import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import * as fs from "node:fs";
import * as crypto from "node:crypto";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { loadNjs } from "./merge/load";
import { checkPlaylist } from "./rfc8216";

interface Request {
  method: string;
  uri: string;
  status: number;
  headersIn: Record<string, string>;
  headersOut: Record<string, string>;
  variables: Record<string, string>;
  requestText: string;
  subrequest(): Promise<{ responseText: string }>;
  return(status: number, text?: string): void;
}

let storage: string;
let dictionaries: Record<"merge" | "numbers", Dictionary>;
let uptime: number;

class Dictionary {
  readonly values = new Map<string, string | number>();
  get = (key: string) => this.values.get(key);
  set = (key: string, value: string | number) => void this.values.set(key, value);
  add = (key: string, value: string | number) => void (this.values.has(key) || this.values.set(key, value));
  delete = (key: string) => this.values.delete(key);
  incr = (key: string, by: number, first: number) =>
    this.values.set(key, ((this.values.get(key) as number | undefined) ?? first) + by);
}

const settings = () => ({
  self: "o1",
  origins: ["o1"],
  port: 8082,
  storage,
  storageBytes: 1000,
  stations: {
    rivage: {
      letters: ["a", "b"],
      renditions: ["hifi-"],
      formats: ["aac-hifi"],
      segment: 3840,
      listed: 6,
      kept: 13,
      unchosenSeconds: 80,
    },
  },
});

/** nginx's own objects, as far as the scripts use them. */
function load<T>(name: string): T {
  const read = (path: string, ...rest: [BufferEncoding]) => {
    if (path === "/proc/uptime") return `${(uptime / 1000).toFixed(2)} 1.00\n`;
    if (path.startsWith("/etc/airpath/secrets")) return "tokens";
    return readFileSync(path, ...rest);
  };
  const ngx = {
    shared: dictionaries,
    log: (_: number, message: string) => {
      throw new Error(message);
    },
    WARN: 5,
    ERR: 4,
    INFO: 7,
  };
  return loadNjs<T>(join(__dirname, name), { fs: { ...fs, readFileSync: read }, crypto, ngx, settings: settings() });
}

function request(change: Partial<Request> = {}): Request & { answer: { status?: number; text?: string } } {
  const answer: { status?: number; text?: string } = {};
  return {
    ...{ method: "GET", uri: "/", status: 200, headersIn: {}, headersOut: {}, variables: {}, requestText: "", answer },
    subrequest: () =>
      Promise.resolve({ responseText: "Active connections: 3 \nserver accepts handled requests\n 10 10 25 \n" }),
    return: (status, text) => void Object.assign(answer, { status, text }),
    ...change,
  };
}

function write(path: string, content = "0123456789", modified = Date.now() / 1000): string {
  const full = join(storage, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  utimesSync(full, modified, modified);
  return full;
}

/** As engine `letter` uploads: segments, then the playlist. */
function upload(letter: string, first: number, count: number): void {
  const slots = Array.from({ length: count }, (_, index) => first + index);
  slots.forEach((slot) => write(`rivage/${letter}/hifi-7-${slot}.ts`));
  const segments = slots.flatMap((slot) => [
    `#EXT-X-PROGRAM-DATE-TIME:${new Date(slot * 3840).toISOString()}`,
    "#EXTINF:3.840000,",
    `hifi-7-${slot}.ts`,
  ]);
  write(`rivage/${letter}/hifi.m3u8`, ["#EXTM3U", `#EXT-X-MEDIA-SEQUENCE:${first}`, ...segments, ""].join("\n"));
  const origin = load<{ uploaded(request: Request): void }>("origin.js");
  origin.uploaded(request({ method: "PUT", uri: `/rivage/${letter}/hifi.m3u8`, status: 204 }));
}

const tick = () => load<{ tick(): Promise<void> }>("origin.js").tick();

function play(): { status?: number; text?: string } {
  const asked = request({ uri: "/rivage/hifi.m3u8", variables: { playlist_known: "1" } });
  load<{ playlist(request: Request): void }>("player.js").playlist(asked);
  return asked.answer;
}

async function metrics(): Promise<string[]> {
  const asked = request();
  await load<{ metrics(request: Request): Promise<void> }>("metrics.js").metrics(asked);
  expect(asked.answer.status).toBe(200);
  return asked.answer.text!.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

const slot = () => Math.floor(Date.now() / 3840);

/** Both engines offer so many segments, and time passes. @returns the slot of the first */
async function offered(count: number): Promise<number> {
  await tick();
  const first = slot() - 3;
  upload("a", first, count);
  upload("b", first, count);
  await tick();
  return first;
}

beforeEach(() => {
  storage = mkdtempSync(join(tmpdir(), "airpath-origin-"));
  dictionaries = { merge: new Dictionary(), numbers: new Dictionary() };
  uptime = 5000;
});

afterEach(() => rmSync(storage, { recursive: true }));

describe("the origin", () => {
  it("answers 503 before there is a list, and 404 for what there never will be", () => {
    expect(play().status).toBe(503);
    const asked = request({ uri: "/rivage/nofi.m3u8" });
    load<{ playlist(request: Request): void }>("player.js").playlist(asked);
    expect(asked.answer.status).toBe(404);
  });

  it("shows what both engines offer as one list, until it is 1.5 segments old", async () => {
    const first = await offered(3);
    const { status, text } = play();
    expect(status).toBe(200);
    const { playlist, violations } = checkPlaylist(text!);
    expect(violations).toEqual([]);
    expect(playlist.segments.map(({ uri, sequence }) => [uri, sequence])).toEqual(
      [first, first + 1, first + 2].map((each) => [`a/hifi-7-${each}.ts`, each]),
    );
    const now = Date.now();
    const clock = jest.spyOn(Date, "now");
    clock.mockReturnValue(now + 5700);
    expect(play().status).toBe(200);
    clock.mockReturnValue(now + 5800);
    expect(play().status).toBe(503);
    // As a clock that was set back by a minute.
    clock.mockReturnValue(now - 60_000);
    expect(play().status).toBe(503);
    clock.mockRestore();
  });

  it("lists only what is here", async () => {
    await tick();
    const first = slot() - 3;
    upload("b", first, 3);
    rmSync(join(storage, `rivage/b/hifi-7-${first + 1}.ts`));
    dictionaries.merge = new Dictionary();
    const origin = load<{ uploaded(request: Request): void; tick(): Promise<void> }>("origin.js");
    await origin.tick();
    origin.uploaded(request({ method: "PUT", uri: "/rivage/b/hifi.m3u8", status: 201 }));
    uptime += 600;
    await origin.tick();
    uptime += 600;
    await origin.tick();
    await origin.tick();
    expect(checkPlaylist(play().text!).playlist.segments.map(({ sequence }) => sequence)).toEqual([first + 2]);
  });

  it("answers other origins only", () => {
    const origin = load<{ asked(request: Request): void }>("origin.js");
    const ask = (headersIn: Record<string, string>, requestText: string, method = "POST") => {
      const asked = request({ method, headersIn, requestText });
      origin.asked(asked);
      return asked.answer.status;
    };
    const right = { Authorization: `Bearer ${crypto.createHash("sha256").update("tokens").digest("hex")}` };
    expect(ask({}, "{}")).toBe(401);
    expect(ask(right, "{", "GET")).toBe(405);
    expect(ask(right, "{")).toBe(400);
    expect(ask(right, '{"from":"somebody","stations":{}}')).toBe(400);
  });

  it("sweeps what nobody chose, by the newest upload's time, and keeps what was", async () => {
    const first = await offered(2);
    const [newest, before] = [write("rivage/a/hifi-7-9.ts", "0", 9000), write("rivage/b/hifi-7-8.ts", "0", 8921)];
    const old = write("rivage/b/hifi-7-7.ts", "0", 8919);
    const chosen = [first, first + 1].map((each) => write(`rivage/a/hifi-7-${each}.ts`, "0", 100));
    [...fs.readdirSync(join(storage, "rivage/b"))]
      .filter((name) => name.includes(String(first)) || name.includes(String(first + 1)) || name.endsWith("m3u8"))
      .forEach((name) => utimesSync(join(storage, "rivage/b", name), 100, 100));
    utimesSync(join(storage, "rivage/a/hifi.m3u8"), 8999, 8999);
    load<{ sweep(): void }>("sweep.js").sweep();
    expect([newest, before, old, ...chosen].map((path) => existsSync(path))).toEqual([true, true, false, true, true]);
    expect(fs.readdirSync(join(storage, "rivage/b"))).toEqual(["hifi-7-8.ts"]);
    expect(dictionaries.numbers.get("swept")).toBe(4);
    expect(dictionaries.numbers.get("files/rivage")).toBe(5);
  });

  it("shows connections, uploads, the merge and storage as Prometheus text", async () => {
    await tick();
    upload("a", slot() - 3, 2);
    upload("b", slot() - 3, 2);
    await tick();
    const engine = (letter: string) => `{station="rivage",engine="${letter}",rendition="aac-hifi"}`;
    expect(await metrics()).toEqual([
      "nginx_connections_active 3",
      "nginx_connections_accepted_total 10",
      "nginx_http_requests_total 25",
      `hls_playlist_up${engine("a")} 1`,
      `hls_playlist_up${engine("b")} 1`,
      `hls_playlist_age_seconds${engine("a")} 0.000`,
      `hls_playlist_age_seconds${engine("b")} 0.000`,
      'hls_merge_on_air{station="rivage",engine="a"} 1',
      'hls_merge_on_air{station="rivage",engine="b"} 0',
      'hls_merge_age_seconds{station="rivage"} 0.000',
      'hls_merge_switches_total{station="rivage"} 0',
      'hls_merge_segments_total{how="decided"} 2',
      'hls_merge_segments_total{how="accepted"} 0',
      'hls_merge_segments_total{how="learned"} 0',
      "hls_merge_late_total 0",
      "hls_merge_decides 1",
      "hls_storage_bytes 0",
      "hls_storage_files 0",
      "hls_storage_limit_bytes 1000",
      "hls_swept_total 0",
    ]);
  });
});
