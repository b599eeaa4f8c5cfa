import { loudness, power, windowed } from "./goertzel";
import { recognise, signature, type Candidate, type Voie } from "./signature";

const voies: Voie[] = ["A", "B", "override", "sat"];
const rate = 48000;

/** Deterministic noise in -1…1: a linear congruential generator. */
function noise(length: number, amplitude: number): Float32Array {
  let state = 12345;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return amplitude * (state / 2 ** 31 - 1);
  });
}

function tones(seconds: number, parts: { frequency: number; amplitude: number }[], bed = 0): Float32Array {
  return noise(seconds * rate, bed).map((sample, index) =>
    parts.reduce(
      (sum, { frequency, amplitude }) => sum + amplitude * Math.sin((2 * Math.PI * frequency * index) / rate),
      sample,
    ),
  );
}

function voice(basePort: number, voie: Voie, bed: number): Float32Array {
  const { station, voie: tone } = signature(basePort, voie);
  return tones(
    4,
    [...station, tone].map((frequency) => ({ frequency, amplitude: 0.02 })),
    bed,
  );
}

const candidates: Candidate[] = ["rivage:10000", "boreal:10010", "cime:19990"].flatMap((text) => {
  const [station = "", port] = text.split(":");
  return voies.map((voie) => ({ station, basePort: Number(port), voie }));
});

describe("signature", () => {
  it("differs for every station and voie", () => {
    const all = Array.from({ length: 1000 }, (_, index) => 10000 + 10 * index).flatMap((port) =>
      voies.map((voie) => JSON.stringify(signature(port, voie))),
    );
    expect(new Set(all).size).toBe(4000);
  });

  it("stays where every codec carries it, on multiples of ten", () => {
    expect(signature(10000, "A")).toEqual({ station: [1000, 1060], voie: 720 });
    expect(signature(10010, "override")).toEqual({ station: [1480, 3640], voie: 860 });
    for (let port = 10000; port < 20000; port += 10) {
      for (const tone of signature(port, "A").station)
        expect([tone % 10, tone >= 1000, tone <= 3700]).toEqual([0, true, true]);
    }
  });

  it.each([9990, 20000, 10005])("refuses base port %d", (port) => {
    expect(() => signature(port, "A")).toThrow(
      `signature: base port ${port}; allowed: multiples of 10 from 10000 to 19990; fix: correct the station`,
    );
  });
});

describe("power and loudness", () => {
  it("measure a sine of amplitude a as a²/2", () => {
    const sine = tones(1, [{ frequency: 1000, amplitude: 0.5 }]);
    const [block = new Float64Array()] = windowed(sine, rate);
    expect(power(block, rate, 1000)).toBeCloseTo(0.125, 6);
    expect(power(block, rate, 1030)).toBeLessThan(1e-9);
    expect(loudness(sine)).toBeCloseTo(-9.03, 2);
    expect(loudness(new Float32Array(100))).toBe(-Infinity);
  });
});

describe("recognise", () => {
  it.each(candidates)("hears $station $voie under noise", ({ station, basePort, voie }) => {
    expect(recognise(voice(basePort, voie, 0.2), rate, candidates)).toMatchObject({ kind: "programme", station, voie });
  });

  it("calls digital silence and faint hiss silence", () => {
    expect(recognise(new Float32Array(4 * rate), rate, candidates)).toEqual({ kind: "silence", decibels: -Infinity });
    expect(recognise(noise(4 * rate, 0.0005), rate, candidates).kind).toBe("silence");
  });

  it("calls noise, other tones and another station unknown", () => {
    expect(recognise(noise(4 * rate, 0.2), rate, candidates).kind).toBe("unknown");
    expect(recognise(tones(4, [{ frequency: 440, amplitude: 0.3 }], 0.01), rate, candidates).kind).toBe("unknown");
    expect(recognise(voice(15000, "A", 0.05), rate, candidates).kind).toBe("unknown");
  });
});
