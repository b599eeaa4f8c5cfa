/** Sound in, sound out: levels, channels, rates and formats, on Icecast and HLS, and what a broken output does to the others. */
import { storagePath } from "../../components/hls/settings";
import { sleep } from "../../verbs/support/command";
import { keepFull } from "../support/full";
import { docker } from "./support/group";
import { eventually, Rig } from "./support/rig";
import type { Sender } from "./support/sender";
import { continuity, order, timeline } from "./support/tone";
import { tones } from "./support/station";

let rig: Rig;
const formats = { icecast: ["aac-insane", "mp3-insane", "opus-hifi"], hls: ["aac-insane", "aac-midfi"] };
beforeAll(async () => {
  rig = await Rig.start({ masters: 2, station: { formats } });
}, 400_000);
afterAll(() => rig?.end());

/** Amplitude 0.25, as decibels of full scale. */
const sent = 20 * Math.log10(0.25);

describe("a stereo tone, 1000 Hz left and 1400 Hz right", () => {
  let sender: Sender;
  beforeAll(async () => {
    sender = await rig.send("voieA-1", { tone: [1000, 1400], encoder: ["-c:a", "s302m", "-strict", "-2"] });
    await rig.settled("voieA-1");
  });
  afterAll(() => sender.kill());

  it.each(["aac-insane", "mp3-insane", "opus-hifi"])("keeps level, channels and rate as %s", async (format) => {
    const ear = rig.listen(format);
    await ear.first();
    await sleep(5000);
    const { channels, rate, complaints } = await ear.decoded();
    expect(rate).toBe(48000);
    expect(channels).toHaveLength(2);
    const [left, right] = channels.map((channel) => channel.subarray(24000, -4800)) as [Float32Array, Float32Array];
    const [one, other] = [continuity(left, 1000), continuity(right, 1400)];
    expect(Math.abs(one.decibels - sent)).toBeLessThan(0.1);
    expect(Math.abs(other.decibels - sent)).toBeLessThan(0.1);
    expect([one.breaks, other.breaks]).toEqual([[], []]);
    expect(Math.abs(one.ppm)).toBeLessThan(60);
    // The other channel's tone, 40 dB below at least: channels are neither swapped nor mixed.
    expect(continuity(left, 1400).decibels).toBeLessThan(sent - 40);
    expect(complaints.length).toBeLessThanOrEqual(2);
  });

  it.each(["aac-insane", "aac-midfi"])("keeps them as HLS %s, in segments of 3.84 s on the clock", async (format) => {
    const player = rig.listenHls(format);
    await player.has(3);
    const { channels, rate } = await player.decoded();
    expect(rate).toBe(48000);
    const segments = player.segments;
    expect(segments.map(({ seconds }) => seconds)).toEqual(segments.map(() => 3.84));
    expect(segments.map(({ sequence }) => sequence)).toEqual(segments.map((_, index) => segments[0]!.sequence + index));
    // The number is the moment: segment k begins at k × 3.84 s since 1970.
    for (const { sequence, startsAt } of segments)
      expect(Math.abs((startsAt ?? 0) - sequence * 3840)).toBeLessThanOrEqual(1);
    expect(Math.abs(Date.now() - segments.at(-1)!.startsAt!)).toBeLessThan(15_000);
    const [left, right] = channels.map((channel) => channel.subarray(4800)) as [Float32Array, Float32Array];
    expect(continuity(left, 1000).breaks).toEqual([]);
    expect(Math.abs(continuity(left, 1000).decibels - sent)).toBeLessThan(0.1);
    expect(Math.abs(continuity(right, 1400).decibels - sent)).toBeLessThan(0.1);
    expect(left.length / 48000).toBeGreaterThan(segments.length * 3.84 - 0.3);
  });

  it("is on both masters at once", async () => {
    const ears = ["icecast-master-1", "icecast-master-2"].map((master) => rig.listen("aac-insane", "a", master));
    await Promise.all(ears.map((ear) => ear.first()));
    await sleep(2000);
    for (const ear of ears) {
      expect(order(timeline((await ear.decoded()).channels[0]!.subarray(9600), tones))).toEqual(["voieA-1"]);
    }
  });

  it("is not touched on one master while the other hangs for 15 s, which then takes it again", async () => {
    const ear = rig.listen("aac-insane", "a", "icecast-master-1");
    const player = rig.listenHls("aac-midfi");
    const watch = rig.watch();
    await ear.first();
    await sleep(500);
    const hung = rig.group("icecast-master-2").main;
    await docker("pause", hung);
    await sleep(15_000);
    const unready = await fetch(rig.api("/readiness"));
    await docker("unpause", hung);
    const { channels } = await ear.decoded();
    const pcm = channels[0]!.subarray(9600);
    expect(continuity(pcm, 1000).breaks).toEqual([]);
    expect(pcm.length / 48000).toBeGreaterThan(14.5);
    expect(ear.longestPause).toBeLessThan(500);
    expect(ear.connections).toBe(1);
    expect(unready.status).toBe(503);
    expect(await unready.text()).toContain("icecast-master-2");
    expect(await watch.slowerThan(100)).toEqual([]);
    await player.stop();
    const numbers = player.segments.map(({ sequence }) => sequence);
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
    expect(player.segments.some(({ discontinuity }) => discontinuity)).toBe(false);
    await rig.ready("a", 20);
    const again = rig.listen("aac-insane", "a", "icecast-master-2");
    await again.first();
    again.stop();
  });
});

const hang = async (name: string) => {
  await docker("pause", name);
  return () => docker("unpause", name);
};
const fill = (name: string) => keepFull(name, storagePath);

describe("an HLS origin", () => {
  it.each([
    ["hangs", hang],
    ["has a full disk", fill],
  ] as const)("that %s costs HLS only, and is served again by itself", async (_, harm) => {
    // The sender before is gone when nobody is on air any more.
    await rig.onAir("safe_blank");
    const sender = await rig.send("voieB-1");
    await rig.settled("voieB-1");
    const origin = rig.group("hls-origin-1").main;
    const ear = rig.listen("aac-insane");
    await ear.first();
    await sleep(500);
    const heal = await harm(origin);
    await eventually("the engine says what is wrong", 20, async () => {
      const answer = await fetch(rig.api("/readiness"));
      return answer.status === 503 && (await answer.text()).includes("hls-origin-1")
        ? undefined
        : `HTTP ${answer.status}`;
    });
    await sleep(3000);
    await heal();
    await rig.ready("a", 30);
    const { channels } = await ear.decoded();
    expect(continuity(channels[0]!.subarray(9600), tones["voieB-1"]!).breaks).toEqual([]);
    expect(ear.connections).toBe(1);
    const player = rig.listenHls("aac-midfi");
    await player.has(2);
    expect(order(timeline((await player.decoded()).channels[0]!.subarray(9600), tones))).toEqual(["voieB-1"]);
    await sender.kill();
  });
});
