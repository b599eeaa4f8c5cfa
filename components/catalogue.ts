/** Every metric that is scraped, by whoever writes it: rules and dashboards may use these and no others. */
import { cacheMetrics } from "./cache/catalogue";
import { engineMetrics } from "./engine/metrics";
import type { MetricOrigin } from "./engine/metric";
import { originMetrics } from "./hls/catalogue";
import { icecastMetrics } from "./icecast/catalogue";
import type { MetricFamily } from "./metric-family";
import { containerMetrics } from "./monitoring/container-exporter";
import { externalMetrics } from "./monitoring/external-metrics";
import { processMetrics } from "./monitoring/process-exporter";
import { driftMetrics } from "./monitoring/pushgateway";
import { proberMetrics } from "./monitoring/prober";

const jobOf: Record<MetricOrigin, string> = { pipeline: "liquidsoap", gate: "srt-gate", publisher: "publisher" };

/** A name that several programs write is listed once, with all their jobs and labels. */
export const catalogue: ReadonlyMap<string, MetricFamily> = collect([
  ...engineMetrics.map(({ name, type, help, labels, from }) => ({ name, type, help, labels, jobs: [jobOf[from]] })),
  ...icecastMetrics,
  ...originMetrics,
  ...cacheMetrics,
  ...proberMetrics,
  ...driftMetrics,
  ...containerMetrics,
  ...processMetrics,
  ...externalMetrics,
]);

function collect(all: readonly MetricFamily[]): Map<string, MetricFamily> {
  const found = new Map<string, MetricFamily>();
  for (const each of all) {
    const before = found.get(each.name);
    found.set(each.name, before ? { ...before, jobs: [...before.jobs, ...each.jobs] } : each);
  }
  return found;
}
