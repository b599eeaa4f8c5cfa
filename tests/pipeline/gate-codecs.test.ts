/** Every codec, layout and sample rate that a studio may send comes out as 48 kHz, at its level, without a click. */
import { Gate } from "./gate-support/gate";
import { sine } from "./support/sender";
import { continuity } from "./support/tone";

interface Case {
  codec: string;
  encoder: string[];
  layout?: "mono" | "stereo" | "5.1";
  rate?: number;
  /** dB that this encoder itself takes away: LAME scales what it encodes; ffmpeg's own decoder gives the same. */
  loss?: number;
}

const cases: Case[] = [
  { codec: "aac", encoder: ["-c:a", "aac", "-b:a", "192k"] },
  { codec: "aac", encoder: ["-c:a", "aac", "-b:a", "192k"], rate: 44100 },
  { codec: "aac", encoder: ["-c:a", "aac", "-b:a", "96k"], layout: "mono" },
  { codec: "aac", encoder: ["-c:a", "aac", "-b:a", "384k"], layout: "5.1" },
  { codec: "aac_latm", encoder: ["-c:a", "aac", "-b:a", "192k", "-mpegts_flags", "latm"] },
  { codec: "mp2", encoder: ["-c:a", "mp2", "-b:a", "256k"] },
  { codec: "mp2", encoder: ["-c:a", "mp2", "-b:a", "256k"], rate: 44100 },
  { codec: "mp3", encoder: ["-c:a", "libmp3lame", "-b:a", "192k"], loss: 0.27 },
  { codec: "opus", encoder: ["-c:a", "libopus", "-b:a", "192k"] },
  { codec: "opus", encoder: ["-c:a", "libopus", "-b:a", "96k"], layout: "mono" },
  { codec: "opus", encoder: ["-c:a", "libopus", "-b:a", "384k", "-mapping_family", "1"], layout: "5.1" },
  { codec: "ac3", encoder: ["-c:a", "ac3", "-b:a", "192k"] },
  { codec: "ac3", encoder: ["-c:a", "ac3", "-b:a", "448k"], layout: "5.1" },
  { codec: "s302m", encoder: ["-c:a", "s302m", "-strict", "-2"] },
];

const channelCount = { mono: 1, stereo: 2, "5.1": 6 };
const named = cases.map((each) => ({
  name: `${each.codec} ${each.layout ?? "stereo"} ${each.rate ?? 48000} Hz`,
  ...each,
}));

describe("what studios send", () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await Gate.start({ inputs: cases.map(() => "listen") });
  });
  afterAll(() => gate?.end());

  test.each(named)("$name", async ({ codec, encoder, layout = "stereo", rate = 48000, loss = 0 }) => {
    const index = cases.findIndex((each) => each.encoder === encoder);
    // 5.1 with sound in front only: its downmix is then known to the hundredth of a decibel.
    const tone = { mono: [1000], stereo: [1000, 1000], "5.1": [1000, 1000, 0, 0, 0, 0] }[layout];
    await gate.send(index, 8, sine({ tone, encoder, rate, layout }));
    const [left, right] = await gate.pcm(index, 2);
    const status = await gate.input(index);
    expect({ codec: status.codec, rate: status.sample_rate, channels: status.channels }).toEqual({
      codec,
      rate,
      channels: channelCount[layout],
    });
    for (const side of [left!, right!]) {
      // The first moments hold the encoder's own beginning.
      const heard = continuity(side.subarray(24000), 1000);
      expect(heard.breaks).toEqual([]);
      expect(Math.abs(heard.decibels + 12.04 + loss)).toBeLessThan(0.1);
      expect(Math.abs(heard.ppm)).toBeLessThan(20);
    }
    expect(status.decode_errors).toBe(0);
  });
});

test("a surround pipeline gets each channel in its place, and of stereo only the front", async () => {
  const gate = await Gate.start({ channels: 6 });
  try {
    const tones = [1000, 1200, 1400, 200, 1600, 1800];
    await gate.send(0, 8, sine({ tone: tones, encoder: ["-c:a", "ac3", "-b:a", "640k"], layout: "5.1" }));
    await gate.send(1, 8, sine({ tone: [1000, 1200] }));
    const [surround, stereo] = await Promise.all([gate.pcm(0, 2, 6), gate.pcm(1, 2, 6)]);
    const levels = surround.map((channel, index) => continuity(channel.subarray(24000), tones[index]!).decibels);
    for (const level of levels) expect(Math.abs(level + 12.04)).toBeLessThan(0.3);
    expect(continuity(stereo[1]!.subarray(24000), 1200).decibels).toBeCloseTo(-12.04, 0);
    for (const channel of stereo.slice(2)) expect(Math.max(...channel.subarray(24000).map(Math.abs))).toBe(0);
  } finally {
    await gate.end();
  }
});
