/** `make bench`: measures what must be reached, prints one JSON line each. The quick ones come first. */
import { dashboardBench } from "./dashboards";
import { listenerBench } from "./delivery/listeners";
import { requestBench } from "./delivery/requests";
import { judge, type Measurement } from "./measure";
import { engineBench } from "./pipeline/engine";
import { gapBench } from "./pipeline/gaps";
import { latencyBench } from "./pipeline/latency";
import { offsetBench } from "./pipeline/offset";
import { planThousand, planWholeFleet } from "./plan";
import { previewBench } from "./preview";
import { startFromNothing, startUnchanged, startWithCaches } from "./start";

const { FROM_NOTHING, ONLY = "" } = process.env;

type Bench = [name: string, run: () => Promise<Measurement | Measurement[]>];

const benches: Bench[] = [
  ["plan 1000", planThousand],
  ["plan fleet", planWholeFleet],
  ["preview", previewBench],
  ["dashboards", dashboardBench],
  ["gaps", gapBench],
  ["offset", offsetBench],
  ["latency", latencyBench],
  ["engine", engineBench],
  ["requests", requestBench],
  ["listeners", listenerBench],
  ...(FROM_NOTHING ? [["start nothing", startFromNothing] satisfies Bench] : []),
  ["start caches", startWithCaches],
  ["start unchanged", startUnchanged],
];

async function main(): Promise<void> {
  for (const [name, bench] of benches) {
    if (!name.includes(ONLY)) continue;
    for (const line of [await bench()].flat().map(judge)) {
      process.stdout.write(`${JSON.stringify(line)}\n`);
      if (!line.pass) process.exitCode = 1;
    }
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
