/** Numbers that look alive and are the same each time. Pure. */

/** FNV-1a (isthe.com/chongo/tech/comp/fnv) of a text, as a share of 1. */
export function noise(seed: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < seed.length; index++) hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

/** Up and down around a middle, in minutes. @param decimals digits kept */
export function wave(seed: string, middle: number, swing: number, decimals = 6): (time: number) => number {
  const [phase, period] = [noise(seed) * 6.283, 240 + noise(`${seed}p`) * 900];
  const scale = 10 ** decimals;
  return (time) => {
    const turn = Math.sin(time / (period / 6.283) + phase) * 0.7 + Math.sin(time / 23 + phase * 7) * 0.3;
    return Math.round((middle + swing * turn) * scale) / scale;
  };
}

/** A counter that grows by so much a second, evenly but for a beginning of its own. */
export function counting(seed: string, perSecond: number): (time: number) => number {
  const lead = noise(seed) * 1000;
  // Whole steps, where it is slow: a counter of events knows no halves.
  return (time) => Math.floor((time - 1.7e9 + lead) * perSecond * 100) / 100;
}
