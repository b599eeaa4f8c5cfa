/**
 * A fleet's metrics as they would be, without a fleet: every series that dashboards ask for, at any time. For looking at dashboards, and for
 * measuring their queries. The same time gives the same values. Some things are wrong on purpose, so that there is something to see.
 */
import { catalogue } from "../catalogue";
import { cacheSeries, icecastSeries, originSeries, proberSeries } from "./delivery";
import { engineSeries } from "./engines";
import { exporterSeries } from "./exporters";
import { counting, wave } from "./noise";
import { recordedSeries } from "./recorded";
import { alertmanagerSeries, prometheusSeries } from "./watchers";
import { type Emit, since, type SyntheticSeries, type World } from "./world";

export function* syntheticSeries(world: World): Generator<SyntheticSeries> {
  const { plan } = world;
  for (const { job, address, labels } of plan.prometheus.targets) {
    const place = plan.stations.findIndex(({ id }) => id === labels.station);
    const dead: (time: number) => boolean = (time) => labels.engine === "b" && since(world, place, "engineDied", time);
    const common = { instance: address, job, ...labels };
    const emit: Emit = (name, more, value) => {
      if (!catalogue.has(name)) throw new Error(`dashboards/synthetic: "${name}" is in no catalogue`);
      return { name, labels: { ...common, ...more }, value: (time) => (dead(time) ? undefined : value(time)) };
    };
    yield { ...emit("up", {}, () => 1), value: (time) => (dead(time) ? 0 : 1) };
    yield emit("scrape_duration_seconds", {}, wave(`${address}scrape`, 0.02, 0.01));
    yield emit("scrape_samples_scraped", {}, () => (job === "icecast" ? 4000 : 180));
    if (!["icecast", "hls-origin", "cache", "prober"].includes(job)) yield* processSeries(emit, address, job);
    const station = plan.stations[place];
    const engine = station?.engines.find(({ letter }) => letter === labels.engine);
    if (station && engine) yield* engineSeries(emit, world, { station, engine, place, job });
    if (job === "icecast") yield* icecastSeries(emit, world, address, labels.component);
    if (job === "hls-origin") yield* originSeries(emit, world, address);
    if (job === "cache") yield* cacheSeries(emit, world, address);
    if (job === "prometheus") yield* prometheusSeries(emit, world);
    if (job === "alertmanager") yield* alertmanagerSeries(emit, address);
    if (job === "prober") yield* proberSeries(emit, world);
  }
  yield* alertSeries(world);
  yield* recordedSeries(world);
  if (world.exporters) yield* exporterSeries(plan);
}

function* processSeries(emit: Emit, seed: string, job: string): Generator<SyntheticSeries> {
  const cores = { liquidsoap: 0.12, "srt-gate": 0.03, publisher: 0.01 }[job] ?? 0.2;
  const bytes = { liquidsoap: 130e6, "srt-gate": 12e6, publisher: 6e6 }[job] ?? 400e6;
  yield emit("process_cpu_seconds_total", {}, counting(`${seed}cpu`, cores));
  yield emit("process_resident_memory_bytes", {}, wave(`${seed}memory`, bytes, bytes * 0.05));
  yield emit("process_open_fds", {}, wave(`${seed}fds`, 40, 4, 0));
}

function* alertSeries({ plan, end }: World): Generator<SyntheticSeries> {
  const [sixth] = plan.stations.slice(5);
  const firing = { alertstate: "firing", severity: "warning", station: sixth?.id ?? "" };
  yield { name: "ALERTS", labels: { alertname: "Watchdog", alertstate: "firing", severity: "none" }, value: () => 1 };
  if (sixth === undefined) return;
  yield {
    name: "ALERTS",
    labels: { alertname: "OneEngineLeft", ...firing },
    value: (time) => (time > end - 540 ? 1 : undefined),
  };
}
