/** What an engine's processes would say. */
import type { EnginePlan, StationPlan } from "../../station-inventory/plan-types";
import { counting, noise, wave } from "./noise";
import { type Emit, since, type SyntheticSeries, type Value, type World } from "./world";

interface EngineOf {
  station: StationPlan;
  engine: EnginePlan;
  place: number;
  job: string;
}

export function* engineSeries(emit: Emit, world: World, of: EngineOf): Generator<SyntheticSeries> {
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
  yield emit(
    "liquidsoap_time_of_last_data_timestamp",
    { source: "output" },
    (time) => time - noise(`${seed}${time}`) / 5,
  );
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

function* publisherSeries(emit: Emit, world: World, of: EngineOf): Generator<SyntheticSeries> {
  const { engine } = of;
  const outputs = [
    ...world.plan.icecast.masters.flatMap(({ name }) => engine.mounts.map(({ mount }) => `${name}${mount}`)),
    ...world.plan.hls.origins.map(({ name }) => name),
  ];
  for (const output of outputs) {
    yield emit("liquidsoap_output_connected", { output }, () => 1);
    yield emit(
      "liquidsoap_output_last_success_timestamp_seconds",
      { output },
      (time) => time - noise(`${output}${time}`),
    );
    yield emit("liquidsoap_output_bytes_total", { output }, counting(engine.name + output, 16e3));
    yield emit("liquidsoap_output_failures_total", { output }, counting(`${engine.name}${output}f`, 0.00002));
    yield emit("liquidsoap_output_reconnects_total", { output }, counting(`${engine.name}${output}r`, 0.00001));
  }
  for (const { format } of engine.encodings) {
    yield emit("publisher_format_bytes_total", { format }, counting(engine.name + format, 16e3));
    yield emit(
      "publisher_format_last_frame_timestamp_seconds",
      { format },
      (time) => time - noise(`${format}${time}`) / 4,
    );
    yield emit("publisher_encoder_gaps_total", { format }, counting(`${engine.name}${format}g`, 0.00001));
  }
  for (const { name: output } of world.plan.hls.origins)
    for (const { format: rendition } of engine.renditions)
      yield emit("liquidsoap_hlssegment_sent", { output, rendition }, (time) =>
        Math.floor((time - 1.7e9) / of.station.hls.segmentSeconds),
      );
  yield emit("publisher_media_clock_offset_seconds", {}, wave(`${engine.name}offset`, 0.15, 0.05));
  yield emit("publisher_hls_discontinuities_total", {}, counting(`${engine.name}d`, 0.0001));
}
