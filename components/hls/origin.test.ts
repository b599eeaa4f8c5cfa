import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

interface Origin {
  metrics(request: object): Promise<void>;
  sweepPlaylists(): void;
  sweepSegments(): void;
}

let storage: string;
let counters: Map<string, number>;
let origin: Origin;

/** origin.js as nginx runs it: the same text, with nginx's own objects in their place. */
function load(): Origin {
  const source = readFileSync(join(__dirname, "origin.js"), "utf8");
  const body = source.replace(/^import .*$/m, "").replace("export default", "return");
  const settings = {
    storage,
    storageBytes: 1000,
    playlists: [
      { path: "/rivage/a/hifi.m3u8", station: "rivage", engine: "a", rendition: "aac-hifi" },
      { path: "/rivage/b/hifi.m3u8", station: "rivage", engine: "b", rendition: "aac-hifi" },
    ],
    playlistSeconds: 5.76,
    folders: ["/rivage/a/", "/rivage/b/"],
    segmentSeconds: 80,
  };
  const shared = {
    get: (key: string) => counters.get(key),
    set: (key: string, value: number) => counters.set(key, value),
    incr: (key: string, by: number, first: number) => counters.set(key, (counters.get(key) ?? first) + by),
  };
  const files = { ...fs, readFileSync: () => JSON.stringify(settings) };
  return new Function("fs", "ngx", body)(files, { shared: { origin: shared }, log: fail, ERR: 4 }) as Origin;
}

const fail = (_: number, message: string): never => {
  throw new Error(message);
};

function write(path: string, ageSeconds: number, content = "0123456789"): string {
  const full = join(storage, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  const then = Date.now() / 1000 - ageSeconds;
  utimesSync(full, then, then);
  return full;
}

beforeEach(() => {
  storage = mkdtempSync(join(tmpdir(), "airpath-origin-"));
  counters = new Map();
  origin = load();
});

afterEach(() => rmSync(storage, { recursive: true }));

describe("origin.js", () => {
  it("withdraws a playlist older than one and a half segments, and no other", () => {
    const stale = write("rivage/a/hifi.m3u8", 6);
    const fresh = write("rivage/b/hifi.m3u8", 5.5);
    origin.sweepPlaylists();
    expect([existsSync(stale), existsSync(fresh)]).toEqual([false, true]);
    expect(counters.get("swept")).toBe(1);
  });

  it("sweeps segments that no engine deleted, and counts what is left", () => {
    const old = write("rivage/a/hifi-1-1.ts", 81);
    const kept = write("rivage/a/hifi-1-2.ts", 79);
    const playlist = write("rivage/b/hifi.m3u8", 100, "12345");
    origin.sweepSegments();
    expect([existsSync(old), existsSync(kept), existsSync(playlist)]).toEqual([false, true, true]);
    expect(Object.fromEntries(counters)).toEqual({ swept: 1, bytes: 15, files: 2 });
  });

  it("finds nothing to do where nothing was uploaded yet", () => {
    origin.sweepPlaylists();
    origin.sweepSegments();
    expect(Object.fromEntries(counters)).toEqual({ bytes: 0, files: 0 });
  });

  it("shows connections, playlists and storage as Prometheus text", async () => {
    write("rivage/a/hifi.m3u8", 2);
    let answered: { status: number; text: string } | undefined;
    const request = {
      headersOut: {},
      subrequest: () =>
        Promise.resolve({
          responseText: "Active connections: 3 \nserver accepts handled requests\n 10 10 25 \nReading: 0",
        }),
      return: (status: number, text: string) => (answered = { status, text }),
    };
    await origin.metrics(request);
    expect(answered!.status).toBe(200);
    const samples = answered!.text.split("\n").filter((line) => !line.startsWith("#"));
    expect(samples.map((line) => line.replace(/(age_seconds\{.*\}) .*/, "$1"))).toEqual([
      "nginx_connections_active 3",
      "nginx_connections_accepted_total 10",
      "nginx_http_requests_total 25",
      'hls_playlist_up{station="rivage",engine="a",rendition="aac-hifi"} 1',
      'hls_playlist_up{station="rivage",engine="b",rendition="aac-hifi"} 0',
      'hls_playlist_age_seconds{station="rivage",engine="a",rendition="aac-hifi"}',
      "hls_storage_bytes 0",
      "hls_storage_files 0",
      "hls_storage_limit_bytes 1000",
      "hls_swept_total 0",
      "",
    ]);
    const age = Number(/age_seconds\{.*\} (.*)/.exec(answered!.text)![1]);
    expect(age).toBeGreaterThanOrEqual(2);
    expect(age).toBeLessThan(3);
  });
});
