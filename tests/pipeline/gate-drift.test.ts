/** A sender's clock that is not ours is followed; one that is ours is left alone, sample by sample. */
import { Gate } from "./gate-support/gate";
import { sine } from "./support/sender";
import { continuity } from "./support/tone";

test("a clock 400 ppm fast or slow is followed without a click", async () => {
  const gate = await Gate.start({ inputs: ["listen", "listen", "listen"] });
  try {
    // PCM: whatever differs from a sine is ours.
    const encoder = ["-c:a", "s302m", "-strict", "-2"];
    const clocks = [1.0004, 0.9996, 1];
    await Promise.all(clocks.map((clock, index) => gate.send(index, 24, sine({ tone: 1000, encoder, clock }))));
    const heard = await Promise.all(clocks.map((_, index) => gate.pcm(index, 17)));
    const inputs = await Promise.all(clocks.map((_, index) => gate.input(index)));
    for (const [left] of heard) {
      const sound = continuity(left!.subarray(3 * 48000), 1000);
      expect(sound.breaks).toEqual([]);
      expect(sound.decibels).toBeCloseTo(-12.04, 1);
    }
    // It takes minutes to learn a clock whole; the direction shows by now.
    expect(inputs[0]!.drift_ppm - inputs[1]!.drift_ppm).toBeGreaterThan(3);
    for (const { underruns } of inputs) expect(underruns).toBe(0);
    // 48 000 frames a second, whatever their clocks do.
    for (const [left] of heard) expect(Math.abs(left!.length / 17 - 48000)).toBeLessThan(1500);
  } finally {
    await gate.end();
  }
});
