import { longestSilence, longestStarvation, soundArrivals, stalls, timelineGap } from "./loudness";

const sound = (seconds: number, level: number): number[] =>
  Array.from({ length: Math.round(seconds * 1000) }, (_, index) => level * (index % 2 === 0 ? 1 : -1));

it("the longest silence is told in milliseconds, a trace of noise included", () => {
  const pcm = Float32Array.from([...sound(1, 0.1), ...sound(0.3, 0.0001), ...sound(1, 0.1), ...sound(0.1, 0)]);
  expect(longestSilence(pcm, 1000)).toEqual({ kind: "silence", length: 300, at: 1000 });
});

const every = (milliseconds: number, count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ at: from + index * milliseconds, bytes: Buffer.alloc(100) }));
const constant = (...arrivals: ReturnType<typeof every>) => longestStarvation(soundArrivals("mp3", arrivals, 4));

it("a pause that the buffer outlasts is not heard, and the rest of a longer one is", () => {
  // 100 bytes are 100 ms. One second is in the buffer.
  expect(constant(...every(100, 20), ...every(100, 20, 2900)).length).toBeLessThan(0.001);
  const gap = constant(...every(100, 20), ...every(100, 20, 3400));
  expect([Math.round(gap.length), Math.round(gap.at)]).toEqual([400, 3000]);
});

/** ADTS frames of so many bytes each, one every 21.3 ms. */
const frames = (sizes: number[], from = 0) =>
  sizes.map((size, index) => {
    const bytes = Buffer.alloc(size);
    bytes.set([0xff, 0xf1, 0x4c, 0x80 | (size >> 11), (size >> 3) & 0xff, ((size & 7) << 5) | 0x1f, 0xfc]);
    return { at: from + (index * 1024) / 48, bytes };
  });

it("small frames of AAC are as long as large ones, and a half one between two streams is none", () => {
  const sizes = [...Array<number>(200).fill(600), ...Array<number>(200).fill(60), ...Array<number>(200).fill(600)];
  const whole = frames(sizes);
  expect(longestStarvation(soundArrivals("aac", whole, NaN)).length).toBe(0);
  const half = { at: 4266, bytes: whole[0]!.bytes.subarray(0, 300) };
  const [before, after] = [frames(sizes.slice(0, 200)), frames(sizes.slice(0, 200), 4267 + 1500)];
  const gap = longestStarvation(soundArrivals("aac", [...before, half, ...after], NaN));
  expect(Math.abs(gap.length - 500)).toBeLessThan(22);
});

it("what looks like a frame of no length where two streams meet is none", () => {
  const [before, after] = [frames(Array<number>(200).fill(600)), frames(Array<number>(200).fill(600), 4267)];
  const none = Buffer.alloc(300);
  none.set([0xff, 0xf1, 0x4c, 0x80, 0, 0x1f, 0xfc]);
  expect(soundArrivals("aac", [...before, { at: 4266, bytes: none }, ...after], NaN)).toHaveLength(400);
});

const segments = (...at: number[]) => at.map((each, index) => ({ at: each, seconds: 4, startsAt: index * 4000 }));

it("a player stalls when a segment comes later than three segments' time", () => {
  expect(stalls(segments(0, 4000, 8000, 12000))).toBe(0);
  expect(stalls(segments(0, 4000, 19900, 19950, 20000))).toBe(0);
  expect(stalls(segments(0, 4000, 20100, 20100, 24000))).toBe(1);
});

it("holes and overlaps of the dates are told alike", () => {
  const [one, two] = segments(0, 0);
  expect(timelineGap([one!, two!])).toBe(0);
  expect(timelineGap([one!, { ...two!, startsAt: 4500 }])).toBe(500);
  expect(timelineGap([one!, { ...two!, startsAt: 3000 }])).toBe(1000);
});
