/** What an engine takes: codecs, rates and layouts, one an input, each chosen in turn and heard at its own tone. And 5.1 as 5.1. */
import { sleep } from "../../verbs/support/command";
import { Rig } from "./support/rig";
import type { Programme } from "./support/sender";
import { continuity } from "./support/tone";
import { tones } from "./support/station";

const sent = 20 * Math.log10(0.25);

describe("an engine takes", () => {
  /** On the seven inputs at once. */
  const kinds: [string, string, Programme][] = [
    ["AAC, 48 kHz, stereo", "voieA-1", { encoder: ["-c:a", "aac", "-b:a", "256k"] }],
    ["MP2, 44.1 kHz, stereo", "voieA-2", { encoder: ["-c:a", "mp2", "-b:a", "256k"], rate: 44100 }],
    [
      "MP3, 44.1 kHz, mono",
      "voieB-1",
      { encoder: ["-c:a", "libmp3lame", "-b:a", "160k"], rate: 44100, layout: "mono" },
    ],
    ["Opus, stereo", "voieB-2", { encoder: ["-c:a", "libopus", "-b:a", "192k"] }],
    ["AC-3, 48 kHz, stereo", "override-1", { encoder: ["-c:a", "ac3", "-b:a", "384k"] }],
    ["PCM (302M), 48 kHz, 16 bit", "override-2", { encoder: ["-c:a", "s302m", "-strict", "-2"] }],
    ["AAC, 44.1 kHz, mono", "sat", { encoder: ["-c:a", "aac", "-b:a", "128k"], rate: 44100, layout: "mono" }],
  ];
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start({ station: { formats: { icecast: ["aac-insane"], hls: ["aac-midfi"] } } });
    for (const [, input, programme] of kinds) {
      const tone = tones[input]!;
      await rig.send(input, { ...programme, tone: programme.layout === "mono" ? [tone] : [tone, tone] });
    }
  }, 400_000);
  afterAll(() => rig?.end());

  it.each(kinds)("%s", async (_, input) => {
    expect((await rig.choose(input)).status).toBe(200);
    await rig.onAir(input);
    const ear = rig.listen();
    await ear.first();
    await sleep(2500);
    const { channels, rate } = await ear.decoded();
    expect([rate, channels.length]).toEqual([48000, 2]);
    for (const channel of channels) {
      const { decibels, breaks, ppm } = continuity(channel.subarray(24000, -2400), tones[input]!);
      expect(breaks).toEqual([]);
      expect(Math.abs(ppm)).toBeLessThan(150);
      expect(Math.abs(decibels - sent)).toBeLessThan(0.2);
    }
  });
});

describe("a station in 5.1", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start({ station: { formats: { icecast: ["aac-surround", "aac-hifi"], hls: ["aac-surround"] } } });
  }, 400_000);
  afterAll(() => rig?.end());

  it("carries six channels, each its own", async () => {
    // L R C LFE Ls Rs as ffmpeg orders them. The low frequencies get 200 Hz.
    const six = [1000, 1400, 1800, 200, 2200, 2600];
    await rig.send("voieA-1", { tone: six, amplitude: 0.125, encoder: ["-c:a", "aac", "-b:a", "512k"] });
    await rig.onAir("voieA-1");
    const ear = rig.listen("aac-surround");
    await ear.first();
    await sleep(4000);
    const { channels, rate } = await ear.decoded();
    expect([rate, channels.length]).toEqual([48000, 6]);
    const loudest = channels.map((channel) => {
      const levels = six.map((tone) => continuity(channel.subarray(24000, -4800), tone).decibels);
      return six[levels.indexOf(Math.max(...levels))];
    });
    expect(loudest).toEqual(six);
    const wanted = 20 * Math.log10(0.125);
    channels.forEach((channel, index) => {
      if (index === 3) return;
      expect(Math.abs(continuity(channel.subarray(24000, -4800), six[index]!).decibels - wanted)).toBeLessThan(0.3);
    });
  });
});
