/**
 * A fleet's metrics as they would be, without a fleet: every series that dashboards ask for, at any time. For looking at dashboards, and for
 * measuring their queries. The same time gives the same values. Some things are wrong on purpose, so that there is something to see.
 */
import type { EnginePlan, FleetPlan, StationPlan } from "../../station-inventory/plan-types";
import { catalogue } from "../catalogue";
import { exporterSeries } from "./exporters";
import { counting, noise, wave } from "./noise";

export interface SyntheticSeries {
  name: string;
  labels: Record<string, string>;
  /** @param time Unix seconds @returns undefined while there is no sample */
  value: (time: number) => number | undefined;
}

export interface World {
  plan: FleetPlan;
  /** Unix seconds of the last sample. */
  end: number;
  /** Whether exporters that a stack may lack are there: node_exporter, cAdvisor, HAProxy. */
  exporters: boolean;
}

/** Seconds before the end at which things go wrong, at stations by their place in the plan. */
const faults = {
  engineDied: [5, 600],
  inputLost: [9, 1200],
  silence: [12, 300],
  blank: [15, 240],
  faint: [20, 3600],
} as const;

type Fault = keyof typeof faults;
const since = (world: World, place: number, fault: Fault, time: number): boolean =>
  world.plan.stations.length > 2 && faults[fault][0] === place && time > world.end - faults[fault][1];

type Value = SyntheticSeries["value"];
type Emit = (name: string, labels: Record<string, string>, value: Value) => SyntheticSeries;

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
    if (!["icecast", "hls-origin", "prober"].includes(job)) yield* processSeries(emit, address, job);
    const station = plan.stations[place];
    const engine = station?.engines.find(({ letter }) => letter === labels.engine);
    if (station && engine) yield* engineSeries(emit, world, { station, engine, place, job });
    if (job === "icecast") yield* icecastSeries(emit, world, address, labels.component);
    if (job === "hls-origin") yield* originSeries(emit, world, address);
    if (job === "prometheus") yield* prometheusSeries(emit, world);
    if (job === "prober") yield* proberSeries(emit, world);
  }
  yield* alertSeries(world);
  if (world.exporters) yield* exporterSeries(plan);
}

function* processSeries(emit: Emit, seed: string, job: string): Generator<SyntheticSeries> {
  const cores = { liquidsoap: 0.12, "srt-gate": 0.03, publisher: 0.01 }[job] ?? 0.2;
  const bytes = { liquidsoap: 130e6, "srt-gate": 12e6, publisher: 6e6 }[job] ?? 400e6;
  yield emit("process_cpu_seconds_total", {}, counting(`${seed}cpu`, cores));
  yield emit("process_resident_memory_bytes", {}, wave(`${seed}memory`, bytes, bytes * 0.05));
  yield emit("process_open_fds", {}, wave(`${seed}fds`, 40, 4, 0));
}

interface EngineOf {
  station: StationPlan;
  engine: EnginePlan;
  place: number;
  job: string;
}

function* engineSeries(emit: Emit, world: World, of: EngineOf): Generator<SyntheticSeries> {
  if (of.job === "liquidsoap") yield* pipelineSeries(emit, world, of);
  if (of.job === "srt-gate") yield* gateSeries(emit, world, of);
  if (of.job === "publisher") yield* publisherSeries(emit, world, of);
}

/** Overrides are called now and then; everything else is there unless it is a fault. */
const isThere = (world: World, { station, engine, place }: EngineOf, input: number, time: number): boolean => {
  const plan = engine.inputs[input];
  if (plan === undefined || plan.voie === "override" || since(world, place, "silence", time)) return false;
  if (input === 0 && since(world, place, "inputLost", time)) return false;
  return !(plan.voie === "sat" && noise(station.id) < 0.1);
};

const onAir = (world: World, of: EngineOf, time: number): number =>
  of.engine.inputs.findIndex((_, index) => isThere(world, of, index, time));

function* pipelineSeries(emit: Emit, world: World, of: EngineOf): Generator<SyntheticSeries> {
  const { station, engine, place } = of;
  const seed = engine.name;
  const flag =
    (is: (time: number) => boolean): Value =>
    (time) =>
      is(time) ? 1 : 0;
  const blank = (time: number) => since(world, place, "blank", time);
  for (const [index, { name: source }] of engine.inputs.entries()) {
    const there = (time: number) => isThere(world, of, index, time);
    yield emit("liquidsoap_source_is_ready", { source }, flag(there));
    yield emit("liquidsoap_source_is_good", { source }, flag(there));
    yield emit(
      "liquidsoap_source_is_playing",
      { source },
      flag((time) => onAir(world, of, time) === index),
    );
    yield emit(
      "liquidsoap_source_is_preferred_livesource",
      { source },
      flag(() => place === 30 && index === 1),
    );
    yield emit(
      "liquidsoap_source_is_blank",
      { source },
      flag((time) => index === 0 && blank(time)),
    );
    yield emit("liquidsoap_source_buffer_seconds", { source }, wave(seed + source, 0.4, 0.1));
    yield emit("liquidsoap_source_dry_total", { source }, counting(`${seed}${source}dry`, 0.0005));
    yield emit("liquidsoap_time_of_last_data_timestamp", { source }, (time) => time - noise(`${seed}${time}`) * 2);
  }
  yield emit("liquidsoap_source_is_blank", { source: "output" }, flag(blank));
  const loud = place === 20 && world.plan.stations.length > 2 ? -36 : -18 - noise(station.id) * 6;
  yield emit("liquidsoap_output_lufs_5s", {}, (time) =>
    onAir(world, of, time) < 0 ? -Infinity : wave(station.id, loud, 2.5)(time),
  );
  yield emit("liquidsoap_output_switches_total", {}, (time) => (since(world, place, "inputLost", time) ? 3 : 2));
  yield emit("liquidsoap_encode_seconds_total", {}, counting(`${seed}encode`, 0.11));
  yield emit("liquidsoap_clock_lag_seconds", {}, wave(`${seed}lag`, 0.01, 0.009));
  yield emit("liquidsoap_clock_catchup_seconds_total", {}, counting(`${seed}catch`, 0.0002));
  for (const peer of ["srt-gate", "publisher"]) yield emit("liquidsoap_peer_up", { peer }, () => 1);
  for (const { format: output } of engine.encodings) yield emit("liquidsoap_output_is_encoding", { output }, () => 1);
  const build = { version: "0.1.0", liquidsoap: "2.3.2" };
  // Deployed twenty minutes before the end.
  const old: Value = (time) => (time < world.end - 1200 ? 1 : undefined);
  yield emit("airpath_engine_build_info", { ...build, inventory_digest: "1f0c2d9a44e1" }, old);
  yield emit("airpath_engine_build_info", { ...build, inventory_digest: "8a77b03be520" }, (time) =>
    old(time) ? undefined : 1,
  );
}

function* gateSeries(emit: Emit, world: World, of: EngineOf): Generator<SyntheticSeries> {
  const { station, engine } = of;
  for (const [index, { name: input, latencyMilliseconds }] of engine.inputs.entries()) {
    const seed = `${engine.name}${input}`;
    const there = (time: number) => isThere(world, of, index, time);
    const while_ =
      (value: Value, otherwise = 0): Value =>
      (time) =>
        there(time) ? value(time) : otherwise;
    const far = 0.008 + noise(station.id + input) * 0.03;
    for (const word of ["connected", "delivering", "decodable"])
      yield emit(
        `srt_input_${word}`,
        { input },
        while_(() => 1),
      );
    yield emit("srt_input_receive_rate_bits_per_second", { input }, while_(wave(`${seed}rate`, 210e3, 6e3)));
    yield emit("srt_input_rtt_seconds", { input }, while_(wave(`${seed}rtt`, far, far / 6)));
    yield emit("srt_input_jitter_seconds", { input }, while_(wave(`${seed}jitter`, 0.004, 0.003)));
    yield emit("srt_input_buffer_seconds", { input }, while_(wave(`${seed}buffer`, latencyMilliseconds / 1000, 0.02)));
    yield emit("srt_input_level_dbfs", { input }, while_(wave(`${seed}level`, -24, 5), -120));
    yield emit("srt_input_jitter_buffer_seconds", { input }, while_(wave(`${seed}held`, 0.12, 0.02)));
    yield emit(
      "srt_input_jitter_buffer_target_seconds",
      { input },
      while_(() => 0.1),
    );
    yield emit("srt_input_drift_ppm", { input }, while_(wave(`${seed}drift`, (noise(station.id) - 0.5) * 120, 3)));
    const codec = { input, codec: noise(station.id) < 0.7 ? "aac" : "opus", sample_rate: "48000", channels: "2" };
    yield emit("srt_input_codec_info", codec, (time) => (there(time) ? 1 : undefined));
    const rates: Record<string, number> = {
      packets_lost: 0.4,
      packets_retransmitted: 0.4,
      packets_belated: 0.01,
      packets_dropped: noise(seed) < 0.02 ? 0.01 : 0,
    };
    for (const [name, each] of Object.entries({
      ...rates,
      packets_undecryptable: 0,
      decode_errors: 0.0001,
      refusals: 0,
    }))
      yield emit(`srt_input_${name}_total`, { input }, counting(seed + name, each));
    yield emit("srt_input_connections_total", { input }, () => 1 + Math.floor(noise(seed) * 2));
    for (const name of ["concealed_seconds", "overrun_seconds", "underruns"])
      yield emit(`srt_input_${name}_total`, { input }, counting(seed + name, 0.0002));
  }
}

function* publisherSeries(emit: Emit, world: World, { engine }: EngineOf): Generator<SyntheticSeries> {
  const outputs = [
    ...world.plan.icecast.masters.flatMap(({ name }) => engine.mounts.map(({ mount }) => `${name}${mount}`)),
    ...world.plan.hls.origins.map(({ name }) => name),
  ];
  for (const output of outputs) {
    yield emit("liquidsoap_output_connected", { output }, () => 1);
    yield emit("liquidsoap_output_bytes_total", { output }, counting(engine.name + output, 16e3));
    yield emit("liquidsoap_output_failures_total", { output }, counting(`${engine.name}${output}f`, 0.00002));
    yield emit("liquidsoap_output_reconnects_total", { output }, counting(`${engine.name}${output}r`, 0.00001));
  }
  for (const { format } of engine.encodings) {
    yield emit("publisher_format_bytes_total", { format }, counting(engine.name + format, 16e3));
    yield emit("publisher_encoder_gaps_total", { format }, counting(`${engine.name}${format}g`, 0.00001));
  }
  yield emit("publisher_media_clock_offset_seconds", {}, wave(`${engine.name}offset`, 0.15, 0.05));
  yield emit("publisher_hls_discontinuities_total", {}, counting(`${engine.name}d`, 0.0001));
}

function* icecastSeries(emit: Emit, world: World, address: string, component: string): Generator<SyntheticSeries> {
  const { plan, end } = world;
  const isRelay = component === "icecast-relay";
  yield emit("icecast_start_time_seconds", {}, () => end - 86400 * 3);
  let mounts = 0;
  for (const [place, { streams }] of plan.stations.entries())
    for (const { mount, engineMounts } of streams) {
      const chain = isRelay ? [mount, ...engineMounts.slice(1), `/silence${mount}`] : engineMounts;
      mounts += chain.length;
      for (const [index, each] of chain.entries()) {
        const public_ = isRelay && index === 0;
        const listeners = public_
          ? 20 + 600 * noise(mount) ** 3
          : isRelay
            ? 0
            : plan.icecast.shards.flatMap(({ relays }) => relays).length;
        const fed = (time: number) => !(since(world, place, "engineDied", time) && each.includes("/b/"));
        yield emit("icecast_mount_connected", { mount: each }, (time) => (fed(time) ? 1 : 0));
        yield emit(
          "icecast_mount_listeners",
          { mount: each },
          public_ ? wave(address + each, listeners, listeners / 8, 0) : () => listeners,
        );
        yield emit("icecast_mount_sent_bytes_total", { mount: each }, counting(address + each, listeners * 14e3));
        yield emit("icecast_mount_slow_listeners_total", { mount: each }, counting(`${address}${each}slow`, 0.0001));
      }
    }
  const limit = isRelay
    ? plan.settings.listenersPerRelay
    : mounts * plan.icecast.shards.flatMap(({ relays }) => relays).length;
  yield emit(
    "icecast_listeners",
    {},
    wave(`${address}listeners`, isRelay ? limit * 0.6 : mounts, isRelay ? limit / 20 : 0, 0),
  );
  yield emit("icecast_clients", {}, wave(`${address}clients`, limit * 0.6 + mounts, 20, 0));
  yield emit("icecast_limit_clients", {}, () => limit + mounts + 64);
  yield emit("icecast_sources", {}, () => mounts);
  yield emit("icecast_limit_sources", {}, () => mounts);
  yield emit("icecast_listener_connections_total", {}, counting(`${address}come`, isRelay ? 4 : 0));
}

function* originSeries(emit: Emit, world: World, address: string): Generator<SyntheticSeries> {
  const { plan } = world;
  for (const { id: station, engines, hls } of plan.stations) {
    const saw =
      (seed: string): Value =>
      (time) =>
        0.3 + ((time + noise(seed) * 60) % hls.segmentSeconds);
    yield emit("hls_merge_age_seconds", { station }, saw(station));
    yield emit("hls_merge_switches_total", { station }, counting(`${address}${station}`, 0.0002));
    for (const { letter: engine, renditions } of engines) {
      yield emit("hls_merge_on_air", { station, engine }, () => (engine === "a" ? 1 : 0));
      for (const { format: rendition } of renditions) {
        yield emit("hls_playlist_up", { station, engine, rendition }, () => 1);
        yield emit("hls_playlist_age_seconds", { station, engine, rendition }, saw(station + engine + rendition));
      }
    }
  }
  const first = address.startsWith(plan.hls.origins[0]?.name ?? "-");
  const segments = plan.stations.length / 3.84;
  for (const [how, share] of Object.entries({ decided: first ? 1 : 0, accepted: first ? 0 : 1, learned: 0.01 }))
    yield emit("hls_merge_segments_total", { how }, counting(address + how, share * segments));
  yield emit("hls_merge_late_total", {}, counting(`${address}late`, segments / 50));
  yield emit("hls_merge_decides", {}, () => (first ? 1 : 0));
  yield emit("hls_storage_bytes", {}, wave(`${address}bytes`, 400e6, 5e6));
  yield emit("hls_storage_limit_bytes", {}, () => 1e9);
  yield emit("nginx_http_requests_total", {}, counting(`${address}requests`, plan.stations.length * 8));
}

function* proberSeries(emit: Emit, { plan }: World): Generator<SyntheticSeries> {
  for (const { id: station, streams, hls } of plan.stations) {
    const heard = [
      ...streams.map(({ format }) => ({ station, protocol: "icecast", format, front: "front-1" })),
      ...hls.renditions.map(({ format }) => ({ station, protocol: "hls", format, front: "front-2" })),
    ];
    for (const stream of heard) {
      const seed = stream.station + stream.protocol + stream.format;
      yield emit("prober_stream_audible", stream, () => 1);
      yield emit("prober_stream_loudness_lufs", stream, wave(`${seed}lufs`, -23, 3));
      yield emit("prober_stream_first_audio_seconds", stream, wave(`${seed}first`, 0.8, 0.4));
    }
  }
  for (const { name: front } of plan.fronts)
    yield emit("prober_certificate_expiry_timestamp_seconds", { front }, (time) => time + 200 * 86_400);
}

function* prometheusSeries(emit: Emit, { plan }: World): Generator<SyntheticSeries> {
  yield emit("prometheus_tsdb_head_series", {}, () => plan.stations.length * 700);
  yield emit("prometheus_tsdb_head_samples_appended_total", {}, counting("appended", plan.stations.length * 140));
  yield emit("prometheus_tsdb_storage_blocks_bytes", {}, wave("blocks", 800e6, 1e6));
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
