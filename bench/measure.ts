/** One thing measured, as one line of JSON. */
export interface Measurement {
  name: string;
  /** Every run, in order. */
  values: number[];
  unit: "s" | "ms";
  /** What must be reached: the median may be so high. */
  reference: number;
}

export interface Line extends Measurement {
  /** Median over reference: 1 or less passes. */
  ratio: number;
  pass: boolean;
}

/** Pure: judges a measurement. */
export function judge(measurement: Measurement): Line {
  const sorted = [...measurement.values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
  const ratio = Math.round((median / measurement.reference) * 1000) / 1000;
  return { ...measurement, ratio, pass: ratio <= 1 };
}

/** Times a piece of work, so many times, in the unit asked for. */
export async function measure(
  name: string,
  unit: Measurement["unit"],
  reference: number,
  runs: number,
  work: () => unknown,
): Promise<Measurement> {
  const values: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = process.hrtime.bigint();
    await work();
    const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
    values.push(Math.round((unit === "s" ? milliseconds / 1000 : milliseconds) * 100) / 100);
  }
  return { name, values, unit, reference };
}
