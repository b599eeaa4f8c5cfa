/** What a listener would have heard, from what arrived and when. Pure. */
import type { Segment } from "../pipeline/support/hls-listener";

export interface Arrival {
  /** Milliseconds. */
  at: number;
  bytes: { length: number };
}

/** Mean square of -55 dBFS: safe_blank's trace of noise lies at -75, the simulated studios' steady tones at -29. */
const silent = 10 ** -5.5;
const blockSeconds = 0.02;

/** Milliseconds of the longest stretch of silence in decoded sound. @param pcm -1 to 1 @param rate Hz */
export function longestSilence(pcm: Float32Array, rate: number): number {
  const block = Math.round(rate * blockSeconds);
  let [longest, current] = [0, 0];
  for (let start = 0; start + block <= pcm.length; start += block) {
    let sum = 0;
    for (let index = start; index < start + block; index++) sum += (pcm[index] ?? 0) ** 2;
    current = sum / block < silent ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest * blockSeconds * 1000;
}

/** How much a player holds before it begins, as browsers and set-top boxes do or exceed. */
const prebufferMilliseconds = 1000;

/**
 * Milliseconds for which a player's buffer was empty: it begins a second after the first byte and plays on in real time.
 * @param seconds of sound in all of it, at a constant bit rate
 */
export function longestStarvation(arrivals: readonly Arrival[], seconds: number): number {
  const first = arrivals[0];
  if (!first) return Infinity;
  const total = arrivals.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const perByte = (seconds * 1000) / total;
  let [received, longest, begins] = [0, 0, first.at + prebufferMilliseconds];
  for (const { at, bytes } of arrivals) {
    const empty = begins + received * perByte;
    if (at > empty && received > 0) {
      longest = Math.max(longest, at - empty);
      // It waits, and plays on from there.
      begins += at - empty;
    }
    received += bytes.length;
  }
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
