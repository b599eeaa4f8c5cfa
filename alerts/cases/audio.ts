import { type Case, counter, gate, gauge, liquidsoap, rivage } from "./case";

const both = (name: string, source: string, good: number, bad: number) =>
  ["a", "b"].map((engine) => gauge(name, liquidsoap(engine, { source }), good, bad));
const ready = "liquidsoap_source_is_ready";
const playing = "liquidsoap_source_is_playing";
const isGood = "liquidsoap_source_is_good";

export const audioCases: readonly Case[] = [
  {
    alert: "StationOnSafeBlank",
    series: [...both(playing, "voieA-1", 1, 0), ...both(playing, "voieB-1", 0, 0)],
    labels: rivage,
    says: "rivage: no engine has a good input, listeners hear silence.",
  },
  {
    alert: "OutputBlank",
    series: [...both("liquidsoap_source_is_blank", "output", 0, 1), ...both(playing, "voieA-1", 1, 1)],
    labels: rivage,
    says: "rivage: an input is on air on every engine and has been silent for longer than the station allows.",
  },
  {
    alert: "EngineOnSafeBlank",
    series: [
      gauge(playing, liquidsoap("a", { source: "voieA-1" }), 1, 0),
      gauge(playing, liquidsoap("b", { source: "voieA-1" }), 1, 1),
    ],
    labels: { ...rivage, engine: "a" },
    says: "rivage, engine a: on safe_blank; another engine of the station has an input on air.",
  },
  {
    alert: "LoudnessOutOfRange",
    // Digital silence, -Inf on the wire, and what lies under the gate count for nothing.
    series: [
      gauge("liquidsoap_output_lufs_5s", liquidsoap("a"), -23, -35),
      gauge("liquidsoap_output_lufs_5s", liquidsoap("b"), -90, -90),
    ],
    onset: 60,
    lag: 350,
    labels: rivage,
    says: "rivage: -30.4 LUFS over ten minutes (gated as in EBU R 128), outside the range that the inventory declares.",
  },
  {
    alert: "EnginesDisagree",
    series: [
      ...both(playing, "voieB-1", 0, 0),
      gauge(playing, liquidsoap("a", { source: "sat" }), 0, 1),
      gauge(playing, liquidsoap("a", { source: "voieA-1" }), 1, 0),
      gauge(playing, liquidsoap("b", { source: "voieA-1" }), 1, 1),
    ],
    labels: rivage,
    says: "rivage: 2 different inputs are on air at once; a switch of engines changes the programme.",
  },
  {
    alert: "OperatorChoiceDiffers",
    series: [
      gauge("liquidsoap_source_is_preferred_livesource", liquidsoap("a", { source: "sat" }), 0, 1),
      gauge("liquidsoap_source_is_preferred_livesource", liquidsoap("b", { source: "sat" }), 0, 0),
    ],
    labels: { ...rivage, source: "sat" },
    says: "rivage: sat is chosen on some engines only.",
  },
  {
    alert: "SwitchingTooOften",
    series: [counter("liquidsoap_output_switches_total", liquidsoap("a"), 0, 1)],
    lag: 30,
    labels: rivage,
    says: "rivage: 7 changes of input in a quarter of an hour.",
  },
  {
    alert: "AllInputsDown",
    series: [...both(ready, "voieA-1", 1, 0), ...both(ready, "voieB-1", 1, 0)],
    labels: rivage,
    says: "rivage: no input delivers sound to any engine.",
  },
  {
    alert: "OneInputLeft",
    series: [...both(isGood, "voieA-1", 1, 1), ...both(isGood, "voieB-1", 1, 0), ...both(isGood, "override-1", 1, 1)],
    labels: rivage,
    says: "rivage: one automatic input is good; the next loss is silence.",
  },
  {
    alert: "InputDown",
    // The portable caller has gone too, and nobody misses it.
    series: [...both(ready, "voieA-1", 1, 0), ...both(ready, "voieB-1", 1, 1), ...both(ready, "override-1", 1, 0)],
    labels: { ...rivage, source: "voieA-1" },
    says: "rivage: voieA-1 delivers to no engine; it did within the last six hours.",
  },
  {
    alert: "InputNotOnEveryEngine",
    series: [
      gauge(ready, liquidsoap("a", { source: "voieA-1" }), 1, 0),
      gauge(ready, liquidsoap("b", { source: "voieA-1" }), 1, 1),
    ],
    labels: { ...rivage, source: "voieA-1" },
    says: "rivage: voieA-1 is missing on at least one engine.",
  },
  {
    alert: "InputNotDecodable",
    series: [
      gauge("srt_input_delivering", gate("a", { input: "voieA-1" }), 1, 1),
      gauge("srt_input_decodable", gate("a", { input: "voieA-1" }), 1, 0),
    ],
    labels: { ...rivage, engine: "a", input: "voieA-1" },
    says: "rivage, engine a: voieA-1 sends, and nothing of it can be decoded.",
  },
  {
    alert: "InputWrongPassphrase",
    series: [counter("srt_input_packets_undecryptable_total", gate("a", { input: "sat" }), 0, 3)],
    labels: { ...rivage, input: "sat" },
    says: "rivage: packets on sat cannot be decrypted.",
  },
  {
    alert: "InputPacketsDropped",
    series: [counter("srt_input_packets_dropped_total", gate("a", { input: "sat" }), 0, 4)],
    lag: 10,
    labels: { ...rivage, engine: "a", input: "sat" },
    says: "rivage, engine a: 12 packets of sat missing in five minutes.",
  },
  {
    alert: "InputConcealed",
    series: [counter("srt_input_concealed_seconds_total", gate("a", { input: "sat" }), 0, 0.5)],
    lag: 10,
    labels: { ...rivage, engine: "a", input: "sat" },
    says: "rivage, engine a: 1.5 s of sat missing in five minutes.",
  },
  {
    alert: "InputRoundTripTooLong",
    series: [
      gauge("srt_input_rtt_seconds", gate("a", { input: "voieA-1" }), 0.04, 0.06),
      gauge("srt_input_rtt_seconds", gate("b", { input: "voieA-1" }), 0.04, 0.04),
    ],
    labels: { ...rivage, input: "voieA-1" },
    says: "rivage: four round trips of voieA-1 take 240ms, longer than its srtLatency.",
  },
  {
    alert: "InputFlapping",
    series: [counter("srt_input_connections_total", gate("a", { input: "sat" }), 0, 1)],
    lag: 25,
    labels: { ...rivage, input: "sat" },
    says: "rivage: 6 connections on sat in a quarter of an hour.",
  },
];
