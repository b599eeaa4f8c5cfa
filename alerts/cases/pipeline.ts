import { type Case, counter, gauge, liquidsoap, publisher, rivage } from "./case";

const onA = { ...rivage, engine: "a" };
const minute = 60;
const coarse = 300;
const mebibyte = 2 ** 20;

export const pipelineCases: readonly Case[] = [
  {
    alert: "EngineClockStopped",
    series: [counter("liquidsoap_time_of_last_data_timestamp", liquidsoap("a", { source: "output" }), 5, 0)],
    lag: 10,
    labels: onA,
    says: "rivage, engine a: no sound for 35s.",
  },
  {
    alert: "EngineCatchesUp",
    series: [counter("liquidsoap_clock_catchup_seconds_total", liquidsoap("a"), 0, 1)],
    lag: 10,
    labels: onA,
    says: "rivage, engine a: 3.0 s behind within ten minutes.",
  },
  {
    alert: "MediaClockOff",
    series: [gauge("publisher_media_clock_offset_seconds", publisher("a"), 0.01, -2.5)],
    labels: onA,
    says: "rivage, engine a: 2.5 s off the media clock.",
  },
  {
    alert: "EngineRestarts",
    // Each sample is less than the one before: a restart each time.
    series: [counter("process_cpu_seconds_total", liquidsoap("a"), 10, -1)],
    lag: 10,
    labels: { ...onA, job: "liquidsoap" },
    says: "rivage, engine a: liquidsoap restarted 3 times within an hour.",
  },
  {
    alert: "SidecarDown",
    series: [gauge("liquidsoap_peer_up", liquidsoap("a", { peer: "srt-gate" }), 1, 0)],
    labels: { ...onA, peer: "srt-gate" },
    says: "rivage, engine a: srt-gate does not answer Liquidsoap.",
  },
  {
    alert: "InventoryDiffers",
    series: [
      gauge("airpath_engine_build_info", liquidsoap("a", { inventory_digest: "old" }), 1, "none"),
      gauge("airpath_engine_build_info", liquidsoap("a", { inventory_digest: "new" }), "none", 1),
      gauge("airpath_engine_build_info", liquidsoap("b", { inventory_digest: "old" }), 1, 1),
    ],
    step: minute,
    labels: rivage,
    says: "rivage: 2 different configurations run.",
  },
  {
    alert: "EncoderSlow",
    series: [counter("liquidsoap_encode_seconds_total", liquidsoap("a"), 1, 4)],
    lag: 195,
    onset: 300,
    labels: onA,
    says: "rivage, engine a: 80% of each second goes into encoders.",
  },
  {
    alert: "EncoderStalled",
    series: [counter("publisher_format_last_frame_timestamp_seconds", publisher("a", { format: "aac-hifi" }), 5, 0)],
    lag: 5,
    labels: { ...onA, format: "aac-hifi" },
    says: "rivage, engine a: no frame of aac-hifi for 40s.",
  },
  {
    alert: "EncoderGaps",
    series: [counter("publisher_encoder_gaps_total", publisher("a", { format: "aac-hifi" }), 0, 1)],
    lag: 15,
    labels: { ...onA, format: "aac-hifi" },
    says: "rivage, engine a: 4 breaks of aac-hifi in a quarter of an hour.",
  },
  {
    alert: "MemoryGrowing",
    series: [counter("process_resident_memory_bytes", liquidsoap("a"), 0, 96 * mebibyte)],
    step: coarse,
    onset: 8 * 3600,
    lag: 1200,
    labels: onA,
    says: "rivage, engine a: 2.105GiB in a day, as it grows now.",
  },
  {
    alert: "MemoryNearLimit",
    series: [gauge("process_resident_memory_bytes", liquidsoap("a"), 200 * mebibyte, 480 * mebibyte)],
    labels: onA,
    says: "rivage, engine a: 93.75% of its memory is used.",
  },
  {
    alert: "CpuGrowing",
    series: [counter("process_cpu_seconds_total", liquidsoap("a"), 60, 180)],
    step: coarse,
    onset: 26 * 3600,
    lag: 900,
    labels: onA,
    says: "rivage, engine a: 2.7 times of yesterday.",
  },
];
