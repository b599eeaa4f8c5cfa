/** Power at single frequencies, by Goertzel's algorithm over Hann-windowed blocks. */

const blockSeconds = 0.5;
/** Hz beside a tone at which its surroundings are measured: outside the window's main lobe (±4 Hz), short of the next grid tone. */
const besides = [-26, -17, 17, 26];

/** RMS level in dBFS (a full-scale square wave is 0); -Infinity for digital silence. */
export function loudness(pcm: Float32Array): number {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return 10 * Math.log10(sum / Math.max(1, pcm.length));
}

/** A recording in half-second blocks, each under a Hann window. */
export function windowed(pcm: Float32Array, sampleRate: number): Float64Array[] {
  const size = Math.round(blockSeconds * sampleRate);
  const hann = Float64Array.from({ length: size }, (_, index) => 1 - Math.cos((2 * Math.PI * index) / size));
  return Array.from({ length: Math.floor(pcm.length / size) }, (_, block) =>
    hann.map((weight, index) => weight * (pcm[block * size + index] ?? 0)),
  );
}

/**
 * How far a steady tone stands out of what lies beside it, in dB. The median over blocks forgets notes and syllables, which come and go.
 *
 * @param frequency Hz
 */
export function prominence(blocks: readonly Float64Array[], sampleRate: number, frequency: number): number {
  const ratios = blocks.map((block) => {
    const around = besides.map((offset) => power(block, sampleRate, frequency + offset));
    const floor = around.reduce((sum, value) => sum + value, 0) / around.length;
    return 10 * Math.log10((power(block, sampleRate, frequency) + 1e-12) / (floor + 1e-12));
  });
  return median(ratios);
}

/** Mean square of the part of a windowed block at `frequency`: a sine of amplitude a gives a²/2. */
export function power(block: Float64Array, sampleRate: number, frequency: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / sampleRate);
  let before = 0;
  let last = 0;
  for (const sample of block) {
    const next = sample + coefficient * last - before;
    before = last;
    last = next;
  }
  const squared = last * last + before * before - coefficient * last * before;
  return (2 * squared) / (block.length * block.length);
}

function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? -Infinity;
}
