/**
 * The ear of the pipeline tests: who is heard when, at what level, and every click, from sines of known frequency. Pure.
 * Frequencies are multiples of 200 Hz, so that a block of 5 ms holds whole periods of each and they do not leak into each other.
 */
import { power } from "../../../components/studio/goertzel";

export const sampleRate = 48000;
/** Frames of one look at who is heard. */
const look = 960;
/** Frames of one look at the phase. */
const step = 240;
/** Mean square under which a block is silent: -55 dBFS, above safe_blank's own trace of noise (-75) and far under any tone sent. */
const silent = 10 ** -5.5;
/** Part of a block's power that one tone must hold to be heard alone. */
const dominant = 0.8;
/** Radians that the phase may jump from one block to the next: one lost sample of 1 kHz is 0.13, half of it when it falls inside a block. */
const phaseJump = 0.06;
/** Part by which the amplitude may differ from its median. */
const amplitudeJump = 0.12;

/** A stretch of sound: whose tone it is, "silence", or "unclear" (a switch, a click, a mixture); seconds from the start. */
export interface Span {
  who: string;
  from: number;
  to: number;
}

/** Stretches of one kind each, in order, without a gap. */
export function timeline(pcm: Float32Array, tones: Record<string, number>): Span[] {
  const spans: Span[] = [];
  for (let start = 0; start + look <= pcm.length; start += look) {
    const who = heardIn(Float64Array.from(pcm.subarray(start, start + look)), tones);
    const last = spans.at(-1);
    const to = (start + look) / sampleRate;
    if (last?.who === who) last.to = to;
    else spans.push({ who, from: start / sampleRate, to });
  }
  return spans;
}

function heardIn(block: Float64Array, tones: Record<string, number>): string {
  const all = block.reduce((sum, sample) => sum + sample * sample, 0) / block.length;
  if (all < silent) return "silence";
  const found = Object.entries(tones).find(([, frequency]) => power(block, sampleRate, frequency) > dominant * all);
  return found?.[0] ?? "unclear";
}

/** Who is heard, each once in order of appearance; what is shorter than `leastSeconds` is left out. */
export function order(spans: readonly Span[], leastSeconds = 0.2): string[] {
  const long = spans.filter(({ who, from, to }) => to - from >= leastSeconds && who !== "unclear");
  return long.map(({ who }) => who).filter((who, index, all) => who !== all[index - 1]);
}

/** Seconds of the longest stretch in which no tone of `who` is heard: silence, mixtures and other tones alike. */
export function longestWithout(spans: readonly Span[], who: readonly string[]): number {
  let longest = 0;
  let since: number | undefined;
  for (const span of spans) {
    if (who.includes(span.who)) since = undefined;
    else {
      since ??= span.from;
      longest = Math.max(longest, span.to - since);
    }
  }
  return longest;
}

export interface Continuity {
  /** Seconds at which the sine is broken: a lost or repeated sample, a click, a dropout. Breaks within 50 ms are one. */
  breaks: number[];
  /** How far the sine's frequency is from what it ought to be, in millionths. */
  ppm: number;
  /** dBFS of the sine: 20·log10 of its amplitude. */
  decibels: number;
}

/** Follows one sine through a recording in blocks of 5 ms. */
export function continuity(pcm: Float32Array, frequency: number): Continuity {
  const phases: number[] = [];
  const amplitudes: number[] = [];
  for (let start = 0; start + step <= pcm.length; start += step) {
    let [real, imaginary] = [0, 0];
    for (let index = 0; index < step; index++) {
      const angle = (2 * Math.PI * frequency * index) / sampleRate;
      const sample = pcm[start + index] ?? 0;
      real += sample * Math.cos(angle);
      imaginary += sample * Math.sin(angle);
    }
    phases.push(Math.atan2(-imaginary, real));
    amplitudes.push((2 * Math.hypot(real, imaginary)) / step);
  }
  const turns = phases.slice(1).map((phase, index) => wrapped(phase - (phases[index] ?? 0)));
  // Every sender's clock is off by something: that is a slow turn, the same from block to block.
  const usual = median(turns);
  const level = median(amplitudes);
  const breaks: number[] = [];
  amplitudes.forEach((amplitude, index) => {
    const turn = index === 0 ? 0 : wrapped((turns[index - 1] ?? 0) - usual);
    if (Math.abs(turn) <= phaseJump && Math.abs(amplitude - level) <= amplitudeJump * level) return;
    const at = (index * step) / sampleRate;
    if (at - (breaks.at(-1) ?? -1) > 0.05) breaks.push(at);
  });
  const mean = turns.reduce((sum, turn) => sum + turn, 0) / Math.max(1, turns.length);
  const hertz = (mean * sampleRate) / (2 * Math.PI * step);
  return { breaks, ppm: (hertz / frequency) * 1e6, decibels: 20 * Math.log10(level) };
}

/**
 * Where one recording lies in another. Both must hold the same sound, nothing above 1 kHz, that is alike itself nowhere else in reach.
 * @returns seconds by which `late` is behind `early`, -maximum to maximum, and how alike they are there, 0 to 1
 */
export function offset(
  early: Float32Array,
  late: Float32Array,
  maximum: number,
): { seconds: number; likeness: number } {
  const reach = Math.round(maximum * sampleRate);
  const length = Math.min(early.length, late.length) - 2 * reach;
  if (length < sampleRate / 10)
    throw new Error(`offset: ${length} frames in common; allowed: ${sampleRate / 10} or more`);
  const coarse = bestLag(early, late, reach, length, range(-reach, reach, 12), 12);
  const fine = bestLag(early, late, reach, length, range(coarse.lag - 12, coarse.lag + 12, 1), 1);
  return { seconds: fine.lag / sampleRate, likeness: fine.likeness };
}

const range = (from: number, to: number, by: number): number[] =>
  Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);

function bestLag(early: Float32Array, late: Float32Array, reach: number, length: number, lags: number[], by: number) {
  let best = { lag: 0, likeness: -1 };
  for (const lag of lags) {
    let [product, one, other] = [0, 1e-12, 1e-12];
    for (let index = reach; index < reach + length; index += by) {
      const [a, b] = [early[index] ?? 0, late[index + lag] ?? 0];
      product += a * b;
      one += a * a;
      other += b * b;
    }
    const likeness = product / Math.sqrt(one * other);
    if (likeness > best.likeness) best = { lag, likeness };
  }
  return best;
}

const wrapped = (angle: number): number => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
