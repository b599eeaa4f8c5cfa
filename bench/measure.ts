/** One thing measured, as one line of JSON. */
export interface Measurement {
  name: string;
  /** Every run, in order. */
  values: readonly number[];
  unit:
    | "s"
    | "ms"
    | "% of a core"
    | "MiB"
    | "MiB an hour"
    | "engines a core"
    | "requests/s"
    | "listeners"
    | "MiB a thousand";
  /** What the median is compared with: a limit, or what a bare program needed for the same in the same run. */
  reference: number;
  /** How high the ratio may be, or where more is better how low. Default 1. */
  limit?: number;
  /** More is better. */
  atLeast?: boolean;
}

export interface Line extends Measurement {
  /** Median over reference. */
  ratio: number;
  pass: boolean;
}

/** Pure: judges a measurement. */
export function judge(measurement: Measurement): Line {
  const { values, reference, limit = 1, atLeast = false } = measurement;
  const ratio = rounded(median(values) / reference);
  return {
    ...measurement,
    values: values.map(rounded),
    reference: rounded(reference),
    ratio,
    pass: atLeast ? ratio >= limit : ratio <= limit,
  };
}

export const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Times a piece of work, so many times, in the unit asked for. */
export async function measure(
  name: string,
  unit: "s" | "ms",
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
