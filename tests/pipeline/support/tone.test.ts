import { continuity, longestWithout, offset, order, sampleRate, timeline } from "./tone";

/** A sine whose samples from `cut` on come `skipped` samples early. */
const sine = (seconds: number, frequency: number, { cut = Infinity, skipped = 0, amplitude = 0.25, ppm = 0 } = {}) =>
  Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) => {
    const at = index >= cut ? index + skipped : index;
    return amplitude * Math.sin((2 * Math.PI * frequency * (1 + ppm / 1e6) * at) / sampleRate);
  });

const joined = (...parts: Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]));
const tones = { A: 1000, B: 1400 };

describe("timeline", () => {
  const spans = timeline(joined(sine(1, 1000), new Float32Array(0.6 * sampleRate), sine(1, 1400)), tones);

  it("tells who is heard when", () => {
    expect(spans).toEqual([
      { who: "A", from: 0, to: 1 },
      { who: "silence", from: 1, to: 1.6 },
      { who: "B", from: 1.6, to: 2.6 },
    ]);
    expect(order(spans)).toEqual(["A", "silence", "B"]);
  });

  it("measures what lies between", () => {
    expect(longestWithout(spans, ["A", "B"])).toBeCloseTo(0.6, 9);
    expect(longestWithout(spans, ["A"])).toBeCloseTo(1.6, 9);
    expect(longestWithout(spans, ["A", "B", "silence"])).toBe(0);
  });

  it("calls a mixture unclear", () => {
    const other = sine(0.1, 1400);
    const both = sine(0.1, 1000).map((sample, index) => sample + (other[index] ?? 0));
    expect(timeline(both, tones)).toEqual([{ who: "unclear", from: 0, to: 0.1 }]);
  });
});

describe("continuity", () => {
  it("finds nothing in a whole sine, whatever its clock", () => {
    expect(continuity(sine(2, 1000), 1000)).toMatchObject({ breaks: [], ppm: expect.closeTo(0, 3) });
    const fast = continuity(sine(2, 1000, { ppm: 400 }), 1000);
    expect(fast.breaks).toEqual([]);
    expect(fast.ppm).toBeCloseTo(400, 0);
    expect(fast.decibels).toBeCloseTo(-12.04, 2);
  });

  it.each([48000, 48100, 48239])("finds one lost sample at %d", (cut) => {
    const { breaks } = continuity(sine(2, 1000, { cut, skipped: 1 }), 1000);
    expect(breaks).toHaveLength(1);
    expect(breaks[0]).toBeCloseTo(1, 1);
  });

  it("finds a hole of 5 ms", () => {
    const pcm = sine(1, 1000).fill(0, 24000, 24240);
    expect(continuity(pcm, 1000).breaks).toEqual([0.5]);
  });
});

describe("offset", () => {
  // From 0 to 800 Hz in two seconds: alike itself at one place only.
  const sweep = Float32Array.from({ length: 2 * sampleRate }, (_, index) =>
    Math.sin((2 * Math.PI * 200 * index * index) / sampleRate ** 2),
  );

  it.each([0, 37, -1234])("finds %d frames", (frames) => {
    const late = Float32Array.from(sweep, (_, index) => sweep[index - frames] ?? 0);
    expect(offset(sweep, late, 0.1)).toEqual({ seconds: frames / sampleRate, likeness: expect.closeTo(1, 2) });
  });

  it("refuses what is too short to tell", () => {
    expect(() => offset(new Float32Array(9600), new Float32Array(9600), 0.1)).toThrow("0 frames in common");
  });
});
