/** What a listener would have heard, from what arrived and when. Pure. */
import { adtsFrames, frameSamples } from "../pipeline/support/frames";
import type { Segment } from "../pipeline/support/hls-listener";
import type { Arrival } from "../pipeline/support/icecast-listener";
import { sampleRate } from "../pipeline/support/tone";

const frameMilliseconds = (frameSamples / sampleRate) * 1000;

/** Sound that was there from a moment on; both in milliseconds. */
export interface SoundArrival {
  at: number;
  length: number;
}

/**
 * How much sound arrived when. Of AAC by its frames, which differ in size: counted by bytes, a programme is up to 90 ms off, and silence a third.
 * @param seconds of sound in all of it, of a codec with a constant bit rate
 */
export function soundArrivals(codec: string, arrivals: readonly Arrival[], seconds: number): SoundArrival[] {
  if (codec === "aac") return adtsFrames(arrivals, "skip").at.map((at) => ({ at, length: frameMilliseconds }));
  const total = arrivals.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return arrivals.map(({ at, bytes }) => ({ at, length: (bytes.length / total) * seconds * 1000 }));
}

/** Mean square of -55 dBFS: safe_blank's trace of noise lies at -75, the simulated studios' steady tones at -29. */
const silent = 10 ** -5.5;
const blockSeconds = 0.02;

/** A time without sound, and what it was; all in milliseconds. */
export interface Gap {
  /** "silence": sound of nothing. "starvation": nothing to play. */
  kind: "silence" | "starvation";
  length: number;
  /** When it began: for silence from the first sound on, for starvation from the first sound on. */
  at: number;
}

/** The longest stretch of silence in decoded sound. @param pcm -1 to 1 @param rate Hz */
export function longestSilence(pcm: Float32Array, rate: number): Gap {
  const block = Math.round(rate * blockSeconds);
  let [longest, current, end] = [0, 0, 0];
  for (let start = 0; start + block <= pcm.length; start += block) {
    let sum = 0;
    for (let index = start; index < start + block; index++) sum += (pcm[index] ?? 0) ** 2;
    current = sum / block < silent ? current + 1 : 0;
    if (current > longest) [longest, end] = [current, start + block];
  }
  const length = longest * blockSeconds * 1000;
  return { kind: "silence", length, at: (end / rate) * 1000 - length };
}

/** How much a player holds before it begins, as browsers and set-top boxes do or exceed. */
const prebufferMilliseconds = 1000;

/** The longest time for which a player's buffer was empty: it begins a second after the first sound and plays on in real time. */
export function longestStarvation(arrivals: readonly SoundArrival[]): Gap {
  const longest: Gap = { kind: "starvation", length: 0, at: 0 };
  const first = arrivals[0];
  if (!first) return { ...longest, length: Infinity };
  // When what it has is played.
  let empty = first.at + prebufferMilliseconds;
  arrivals.forEach(({ at, length }, index) => {
    if (at > empty && index > 0) {
      if (at - empty > longest.length) Object.assign(longest, { length: at - empty, at: empty - first.at });
      // It waits, and plays on from there.
      empty = at;
    }
    empty += length;
  });
  return longest;
}

/** When a segment was there, and what the playlist said of it. */
export type SegmentArrival = Pick<Segment, "at" | "seconds" | "startsAt">;

/** How far behind the newest segment a player begins: three segments, as RFC 8216 6.3.3 asks. */
const segmentsBehind = 3;

/** How often a player ran dry that began three segments behind, and fetched each segment when it was listed. */
export function stalls(segments: readonly SegmentArrival[]): number {
  const first = segments[0];
  if (!first) return Infinity;
  let [count, plays] = [0, first.at + first.seconds * 1000 * segmentsBehind];
  for (const { at, seconds } of segments) {
    if (at > plays) {
      count++;
      plays = at;
    }
    plays += seconds * 1000;
  }
  return count;
}

/** Milliseconds of the greatest hole or overlap in the segments' dates. */
export function timelineGap(segments: readonly SegmentArrival[]): number {
  return Math.max(
    0,
    ...segments.slice(1).map((one, index) => {
      const before = segments[index]!;
      return Math.abs((one.startsAt ?? NaN) - (before.startsAt ?? NaN) - before.seconds * 1000);
    }),
  );
}
