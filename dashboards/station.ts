/** One station, from its inputs to its listeners. */
import { factNames } from "../alerts/facts";
import { type Context, dashboardOf } from "./dashboard";
import { graph, number, timeline } from "./panels";
import { max, metric, min, perMinute, rate, stationOfMount, sum } from "./promql";
import * as states from "./states";
import { colours, loudness, mustBeOne, neutral, noneAllowed, steps } from "./thresholds";

const one = { station: "$station" };

export const station = (context: Context) =>
  dashboardOf(context, {
    file: __filename,
    title: "Station",
    description: "One station, along its air path: inputs, selection, sound, engines, Icecast and HLS.",
    variables: ["station"],
    from: "now-1h",
    rows: [
      { title: "Now", panels: now(context) },
      { title: "Selection", panels: [inputs(), switchesPanel()] },
      { title: "Sound", panels: [loud(), levels(context)] },
      { title: "Network", panels: [roundTrip(context), dropped(), jitter()] },
      { title: "Engines", panels: [cpu(), memory(context), lag()] },
      { title: "Delivery", panels: [outputs(), listeners(), playlists(context)] },
    ],
  });

const now = ({ thresholds }: Context) => [
  number({
    title: "State",
    description:
      "On air: every engine plays an input. Engine lost: one of them does not. Silence: none has an input to play.",
    unit: "none",
    thresholds: steps(colours.bad, [0.01, colours.warn], [1, colours.well]),
    states: states.stationStates,
    queries: [[states.stationState(one), ""]],
    size: [4, 4],
  }),
  number({
    title: "Source",
    description: "What plays, and on how many engines.",
    unit: "none",
    thresholds: steps(colours.bad, [1, colours.warn], [2, colours.well]),
    states: states.playedBy,
    queries: [[states.sources(one), "{{source}}"]],
    size: [5, 4],
  }),
  number({
    title: "Sound",
    description: `Blank: the output has been silent for longer than the inventory allows, on every engine.`,
    unit: "none",
    thresholds: noneAllowed,
    states: states.blankStates,
    queries: [[states.stationBlank(one), ""]],
    size: [3, 4],
  }),
  number({
    title: "Loudness",
    description: "LUFS over 5 s of what is on air, of the louder engine.",
    unit: "none",
    decimals: 1,
    thresholds: steps(colours.bad, [loudness.faint, colours.watch], [loudness.quiet, colours.well]),
    queries: [[states.stationLoudness(one), ""]],
    size: [3, 4],
  }),
  number({
    title: "Listeners",
    description: "Icecast listeners now, on all relays and mounts.",
    unit: "none",
    thresholds: neutral,
    queries: [[states.stationListeners("$station"), ""]],
    size: [3, 4],
  }),
  number({
    title: "Playlist age",
    description: `Since the playlists that players get grew, at the best origin. A segment is due every ${thresholds.playlist.late / 1.5} s.`,
    unit: "s",
    decimals: 1,
    thresholds: steps(colours.well, [thresholds.playlist.late, colours.warn], [thresholds.playlist.stale, colours.bad]),
    queries: [[states.playlistAge(one), ""]],
    size: [3, 4],
  }),
  number({
    title: "Served to players",
    description: "Whose segments HLS players get.",
    unit: "none",
    thresholds: steps(colours.bad, [1, colours.well]),
    states: [[1, "serves", colours.well]],
    queries: [[max("engine", `${metric("hls_merge_on_air", one)} == 1`), "engine {{engine}}"]],
    noValue: "no one",
    size: [3, 4],
  }),
];

const inputs = () =>
  timeline({
    title: "Inputs on each engine",
    description: "What each input is worth to each engine: on air, good, silent, or nothing that could be played.",
    unit: "none",
    thresholds: steps(colours.off, [1, colours.warn], [2, colours.plain], [3, colours.well]),
    states: states.inputStates,
    queries: [[max("engine source", states.inputState(one)), "{{engine}} {{source}}"]],
    size: [16, 12],
  });

const switchesPanel = () =>
  graph({
    title: "Changes of source",
    description: "How often who is on air changed, a minute. Engines should change together.",
    unit: "none",
    decimals: 1,
    thresholds: steps(colours.well, [2, colours.watch]),
    queries: [[perMinute("engine", metric("liquidsoap_output_switches_total", one)), "{{engine}}"]],
    size: [8, 12],
  });

const loud = () =>
  graph({
    title: "Loudness on air",
    description:
      "LUFS over 5 s, each engine, and the range that the inventory declares. Engines that play the same input lie on one another.",
    unit: "none",
    thresholds: neutral,
    queries: [
      [max("engine", metric("liquidsoap_output_lufs_5s", one)), "{{engine}}"],
      [max("", metric(factNames.loudnessLeast, one)), "least declared"],
      [max("", metric(factNames.loudnessMost, one)), "most declared"],
    ],
    size: [12, 8],
  });

const levels = ({ thresholds }: Context) =>
  graph({
    title: "Level of inputs",
    description: `dBFS of the last second, on the louder engine; silence is -120. Under ${thresholds.blankDecibels} dB an input counts as blank in time.`,
    unit: "none",
    least: -120,
    most: 0,
    thresholds: steps(colours.bad, [thresholds.blankDecibels, colours.well]),
    queries: [[max("input", metric("srt_input_level_dbfs", one)), "{{input}}"]],
    size: [12, 8],
  });

const roundTrip = ({ thresholds }: Context) =>
  graph({
    title: "Round trip to studios",
    description: "SRT can repeat a lost packet about latency ÷ round trip times: less than four times is too few.",
    unit: "s",
    thresholds: steps(colours.well, [thresholds.latencySeconds / 4, colours.warn]),
    queries: [[max("input", metric("srt_input_rtt_seconds", one)), "{{input}}"]],
  });

const dropped = () =>
  graph({
    title: "Packets dropped",
    description: "Packets that were missing when their time came, a second, on the worse engine: each is heard.",
    unit: "pps",
    thresholds: noneAllowed,
    queries: [[max("input", rate(metric("srt_input_packets_dropped_total", one))), "{{input}}"]],
  });

const jitter = () =>
  graph({
    title: "Jitter",
    description: "Interarrival jitter (RFC 3550) of packets against their time stamps, on the worse engine.",
    unit: "s",
    thresholds: steps(colours.well, [0.05, colours.watch], [0.2, colours.warn]),
    queries: [[max("input", metric("srt_input_jitter_seconds", one)), "{{input}}"]],
  });

const cpu = () =>
  graph({
    title: "CPU of engines",
    description: "Cores used by each process of each engine.",
    unit: "percentunit",
    thresholds: steps(colours.well, [0.5, colours.watch], [0.8, colours.warn]),
    queries: [[sum("engine job", rate(metric("process_cpu_seconds_total", one))), "{{engine}} {{job}}"]],
  });

const memory = ({ thresholds }: Context) =>
  graph({
    title: "Memory of engines",
    description: "Resident memory of an engine's processes together; at its limit the engine is killed.",
    unit: "bytes",
    least: 0,
    thresholds: steps(
      colours.well,
      [thresholds.memoryBytes * 0.8, colours.warn],
      [thresholds.memoryBytes, colours.bad],
    ),
    queries: [[sum("engine", metric("process_resident_memory_bytes", one)), "{{engine}}"]],
  });

const lag = () =>
  graph({
    title: "Clock lag",
    description: "How far the pipeline's clock is behind its best. It must not grow.",
    unit: "s",
    thresholds: steps(colours.well, [0.2, colours.watch], [1, colours.bad]),
    queries: [[max("engine", metric("liquidsoap_clock_lag_seconds", one)), "{{engine}}"]],
  });

const outputs = () =>
  timeline({
    title: "Outputs",
    description: "Whether each engine publishes to each Icecast mount and to each HLS origin.",
    unit: "none",
    thresholds: mustBeOne,
    states: states.upStates,
    queries: [[min("engine output", metric("liquidsoap_output_connected", one)), "{{engine}} {{output}}"]],
    size: [12, 12],
  });

const listeners = () => {
  const mounts = metric("icecast_mount_listeners", {
    component: "icecast-relay",
    "!mount": "/(silence|engines|masters)/.*",
  });
  return graph({
    title: "Listeners by mount",
    description: "Icecast listeners that each public mount's own source feeds, on all relays.",
    unit: "none",
    thresholds: neutral,
    least: 0,
    queries: [
      [
        `${sum("mount station", stationOfMount(mounts))} and on (station) ${metric("liquidsoap_output_lufs_5s", one)}`,
        "{{mount}}",
      ],
    ],
    size: [6, 12],
  });
};

const playlists = ({ thresholds }: Context) =>
  graph({
    title: "Uploads of playlists",
    description:
      "Since each engine last uploaded a playlist, of its most delayed rendition, at the origin that waits longest.",
    unit: "s",
    least: 0,
    thresholds: steps(colours.well, [thresholds.playlist.late, colours.warn], [thresholds.playlist.stale, colours.bad]),
    queries: [[max("engine", metric("hls_playlist_age_seconds", one)), "{{engine}}"]],
    size: [6, 12],
  });
