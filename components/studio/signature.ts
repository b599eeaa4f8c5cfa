/**
 * The machine's ear: every simulated voie carries three quiet steady tones, by which a test knows whose programme it decodes, through any codec down
 * to MP3 at 32 kbit/s. Two tones out of a grid name the station, one names the voie.
 */
import { loudness, prominence, windowed } from "./goertzel";

export type Voie = "A" | "B" | "override" | "sat";

/** Tones in Hz. Multiples of 10, so that ten-second pieces join without a click. */
export interface Signature {
  station: [number, number];
  voie: number;
}

export interface Candidate {
  /** Station id, for the answer. */
  station: string;
  basePort: number;
  voie: Voie;
}

export type Heard =
  | { kind: "programme"; station: string; voie: Voie; confidence: number; decibels: number }
  | { kind: "silence"; decibels: number }
  | { kind: "unknown"; decibels: number };

/** 46 tones from 1000 to 3700 Hz: 1,035 pairs, one for each base port from 10000 to 19990. */
const grid = Array.from({ length: 46 }, (_, index) => 1000 + 60 * index);
const pairs = grid.flatMap((low, index) => grid.slice(index + 1).map((high): [number, number] => [low, high]));
/** Neighbours differ in both tones: 367 has no factor in common with 1,035. */
const stride = 367;
const voieTones: Record<Voie, number> = { A: 720, B: 790, override: 860, sat: 930 };

/** dBFS below which a stream counts as silent: dithered or encoded silence lies under -90, the tones alone near -30. */
export const silenceDecibels = -60;
/** dB by which every tone must stand out of its surroundings; music and speech stay under 6. */
const leastProminence = 9;

/** @throws when `basePort` is no multiple of ten from 10000 to 19990 */
export function signature(basePort: number, voie: Voie): Signature {
  const index = (basePort - 10000) / 10;
  const station = pairs[(index * stride) % pairs.length];
  if (!Number.isInteger(index) || index < 0 || index > 999 || station === undefined)
    throw new Error(
      `signature: base port ${basePort}; allowed: multiples of 10 from 10000 to 19990; fix: correct the station`,
    );
  return { station, voie: voieTones[voie] };
}

/**
 * Whose programme this is. Give it three seconds or more.
 *
 * @param pcm mono, -1 to 1
 * @param sampleRate Hz
 * @param candidates whoever it may be
 */
export function recognise(pcm: Float32Array, sampleRate: number, candidates: readonly Candidate[]): Heard {
  const decibels = loudness(pcm);
  if (decibels < silenceDecibels) return { kind: "silence", decibels };
  const blocks = windowed(pcm, sampleRate);
  const measured = new Map<number, number>();
  const standsOut = (frequency: number): number => {
    const known = measured.get(frequency) ?? prominence(blocks, sampleRate, frequency);
    measured.set(frequency, known);
    return known;
  };
  const ranked = candidates
    .map((candidate) => {
      const { station, voie } = signature(candidate.basePort, candidate.voie);
      return { candidate, score: Math.min(...[...station, voie].map(standsOut)) };
    })
    .sort((one, other) => other.score - one.score);
  const best = ranked[0];
  if (best === undefined || best.score < leastProminence) return { kind: "unknown", decibels };
  const margin = best.score - (ranked[1]?.score ?? 0);
  const { station, voie } = best.candidate;
  return { kind: "programme", station, voie, confidence: Math.min(1, margin / 20), decibels };
}
