/** Writes series as OpenMetrics text, which `promtool tsdb create-blocks-from openmetrics` makes into Prometheus' own blocks. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { SyntheticSeries } from "./world";

export interface Extent {
  /** Unix seconds of the first and the last sample. */
  start: number;
  end: number;
  /** Seconds between two samples. */
  step: number;
}

/** One series' lines. Infinity and NaN as Prometheus spells them. */
export function linesOf({ name, labels, value }: SyntheticSeries, { start, end, step }: Extent): string {
  const pairs = Object.entries(labels).map(
    ([label, text]) => `${label}="${text.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n")}"`,
  );
  const head = `${name}{${pairs.join(",")}} `;
  let lines = "";
  for (let time = start; time <= end; time += step) {
    const sample = value(time);
    if (sample !== undefined) lines += `${head}${spelt(sample)} ${time}\n`;
  }
  return lines;
}

const spelt = (value: number): string =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";

/** @returns how many series were written */
export function writeOpenMetrics(file: string, all: Iterable<SyntheticSeries>, extent: Extent): number {
  const out = openSync(file, "w");
  try {
    let [count, waiting] = [0, ""];
    for (const series of all) {
      waiting += linesOf(series, extent);
      count++;
      if (waiting.length < 1 << 22) continue;
      writeSync(out, waiting);
      waiting = "";
    }
    writeSync(out, `${waiting}# EOF\n`);
    return count;
  } finally {
    closeSync(out);
  }
}
