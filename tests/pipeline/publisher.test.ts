/** The publisher beside a real engine: Icecast masters and HLS origins that hang, die and return, an encoder that restarts, and the end. */
import { checkAlignment, checkPlaylist, checkSuccession } from "../../components/hls/rfc8216";
import { execute, sleep } from "../../verbs/support/command";
import { docker } from "./support/group";
import { Rig } from "./support/rig";
import { rigSecret } from "./support/workloads";
import { playlists, watch } from "./publisher-support/playlists";
import { parseSegment } from "./publisher-support/transport-stream";

let rig: Rig;
const port = () => rig.enginePlan().metrics.publisherPort;
const publisher = () => rig.engine().sidecar("publisher");
const mediaStep = 1920;

interface Readiness {
  ready: boolean;
  reasons: { output?: string; format?: string; reason: string }[];
}

const readiness = async (): Promise<Readiness> => (await fetch(rig.api("/readiness", "a", port()))).json() as never;

async function metric(series: string): Promise<number> {
  const text = await (await fetch(rig.api("/metrics", "a", port()))).text();
  const line = text.split("\n").find((each) => each.startsWith(`${series} `));
  if (line === undefined) throw new Error(`no ${series} among:\n${text}`);
  return Number(line.slice(series.length + 1));
}

async function eventually(what: string, seconds: number, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > end) throw new Error(`waited ${seconds} s for this: ${what}\n${await rig.logs(8)}`);
    await sleep(100);
  }
}

const isReady = async () => (await readiness()).ready;

beforeAll(async () => {
  rig = await Rig.start({ engines: 2, masters: 2, origins: 2 });
  await eventually("three segments are listed", 30, async () =>
    Object.values(await playlists(rig)).every((text) => checkPlaylist(text).playlist.segments.length >= 3),
  );
});

afterAll(() => rig?.end());

it("writes playlists by the rules, all renditions in step, and both engines number the same instant alike", async () => {
  const seen = await watch(rig, 9);
  for (const texts of Object.values(seen)) {
    expect(texts.length).toBeGreaterThanOrEqual(3);
    expect(checkSuccession(texts)).toEqual([]);
  }
  const [a, b] = [await playlists(rig, "a"), await playlists(rig, "b")];
  expect(checkAlignment(a)).toEqual([]);
  const newest = [a, b].map((texts) => {
    const { segments } = checkPlaylist(Object.values(texts)[0]!).playlist;
    for (const { sequence, starts, duration } of segments) {
      expect(starts).toBe(sequence * 3840);
      expect(duration).toBe(3.84);
    }
    return segments.at(-1)!.sequence;
  });
  expect(Math.abs(newest[0]! - newest[1]!)).toBeLessThanOrEqual(1);
});

it("cuts segments of exactly 180 frames, each decodable alone, with timestamps of media time", async () => {
  for (const { format, playlist } of rig.enginePlan().renditions) {
    const url = rig.group("hls-origin-1").url(8082, playlist);
    const { segments } = checkPlaylist(await (await fetch(url)).text()).playlist;
    for (const { uri, sequence } of segments.slice(-3)) {
      const bytes = Buffer.from(await (await fetch(new URL(uri, url))).arrayBuffer());
      const { tables, timestamps, frames } = parseSegment(bytes);
      expect([format, tables, frames]).toEqual([format, 2, [30, 30, 30, 30, 30, 29, 1]]);
      const first = Number((BigInt(sequence) * 180n * BigInt(mediaStep)) % (1n << 33n));
      const starts = [0, 30, 60, 90, 120, 150, 179].map((frame) => (first + frame * mediaStep) % 2 ** 33);
      expect(timestamps).toEqual(starts);
      const { bandwidth } = rig.station.hls.renditions.find((each) => each.format === format)!;
      expect((bytes.length * 8) / 3.84).toBeLessThanOrEqual(bandwidth);
    }
  }
});

it("a master that hangs is noticed, disturbs no other output, and is used again when it wakes", async () => {
  const listener = rig.listen("aac-insane", "a", "icecast-master-1");
  await listener.first();
  const segments = await metric("publisher_hls_media_sequence");
  const master = rig.group("icecast-master-2").main;
  await docker("pause", master);
  try {
    await eventually("all of its mounts are known to hang", 4.5, async () => {
      const { reasons } = await readiness();
      return (
        reasons.length === 2 && reasons.every(({ output, reason }) => /master-2/.test(output!) && /hangs/.test(reason))
      );
    });
    await sleep(3000);
  } finally {
    await docker("unpause", master);
  }
  await eventually("everything publishes again", 6, isReady);
  listener.stop();
  expect(listener.connections).toBe(1);
  expect(listener.longestPause).toBeLessThan(500);
  expect(await metric("publisher_hls_media_sequence")).toBeGreaterThan(segments);
});

it("an origin that dies and returns empty gets all that is listed, and the other one misses nothing", async () => {
  const origin = rig.group("hls-origin-2").main;
  await docker("kill", origin);
  const seen = watch(rig, 10);
  await eventually("it is missed", 8, async () =>
    (await readiness()).reasons.some(({ output }) => output === "hls-hls-origin-2"),
  );
  await docker("start", origin);
  await eventually("everything publishes again", 10, isReady);
  for (const { playlist } of rig.enginePlan().renditions) {
    const url = rig.group("hls-origin-2").url(8082, playlist);
    const { segments } = checkPlaylist(await (await fetch(url)).text()).playlist;
    expect(segments).toHaveLength(6);
    for (const { uri } of segments) expect((await fetch(new URL(uri, url), { method: "HEAD" })).status).toBe(200);
  }
  for (const texts of Object.values(await seen)) expect(checkSuccession(texts)).toEqual([]);
});

it("an encoder that dies and returns is silence and a discontinuity in every rendition; the sequence goes on", async () => {
  const before = await playlists(rig);
  const discontinuities = await metric("publisher_hls_discontinuities_total");
  await docker("kill", rig.engine().main);
  await docker("start", rig.engine().main);
  await eventually(
    "players are told",
    20,
    async () => (await metric("publisher_hls_discontinuities_total")) === discontinuities + 1,
  );
  await eventually("everything publishes again", 10, isReady);
  await eventually("a segment of the new encoder is listed everywhere", 10, async () => {
    const now = Object.values(await playlists(rig)).map((text) => checkPlaylist(text).playlist.segments);
    return now.every((segments) => segments.some(({ discontinuity }, index) => discontinuity && index > 0));
  });
  const after = await playlists(rig);
  for (const [name, text] of Object.entries(after)) {
    expect(checkSuccession([before[name]!, text])).toEqual([]);
    for (const { duration, sequence, starts } of checkPlaylist(text).playlist.segments)
      expect([duration, starts]).toEqual([3.84, sequence * 3840]);
  }
  expect(checkAlignment(after)).toEqual([]);
});

it("says nothing secret, costs little, and ends in order: the last segment is published", async () => {
  expect(await metric("process_resident_memory_bytes")).toBeLessThan(25 * 1024 * 1024);
  const start = performance.now();
  await docker("stop", "--time=10", publisher());
  expect(performance.now() - start).toBeLessThan(5000);
  expect((await docker("inspect", "--format", "{{.State.ExitCode}}", publisher())).trim()).toBe("0");
  const last = Object.values(await playlists(rig)).map((text) => checkPlaylist(text).playlist.segments.at(-1)!);
  for (const { duration } of last) expect(duration).toBeLessThan(3.84);
  expect(new Set(last.map(({ sequence }) => sequence)).size).toBe(1);
  const { stdout } = await execute("docker", ["logs", publisher()]);
  for (const line of stdout.trim().split("\n"))
    expect(JSON.parse(line)).toMatchObject({ station: "rig", engine: "engine-rig-a" });
  for (const name of [rig.enginePlan().secrets.source, rig.enginePlan().secrets.upload])
    expect(stdout.includes(rigSecret(name))).toBe(false);
});
