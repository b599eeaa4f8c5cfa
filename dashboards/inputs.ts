/** Inputs and the network that brings them. */
import { type Context, dashboardOf, toStation } from "./dashboard";
import { linePanels, lossPanels } from "./inputs-network";
import { graph, number } from "./panels";
import { count, countOrZero, max, metric, perMinute, sum } from "./promql";
import { spread } from "./spread";
import { table } from "./table";
import { colours, mustBeOne, neutral, noneAllowed, steps } from "./thresholds";

const chosen = { station: "$station" };
const each = "{{station}} {{engine}} {{input}}";

export const inputs = (context: Context) =>
  dashboardOf(context, {
    file: __filename,
    title: "Inputs and network",
    description:
      "What studios send over SRT: is it there, how far away is it, what was lost on the way, how does its clock run.",
    variables: ["stations"],
    from: "now-1h",
    rows: [
      { title: "Inputs", panels: summary(context) },
      { title: "Line", panels: linePanels(context) },
      { title: "Loss", panels: lossPanels() },
      { title: "Clocks", panels: [...drift(), ...jitterBuffer(), concealed()] },
      { title: "Input by input", panels: [everyInput(context), codecs()] },
    ],
  });

const counted = (title: string, description: string, expression: string, bad = colours.bad as "red" | "orange") =>
  number({
    title,
    description,
    unit: "none",
    decimals: 0,
    thresholds: steps(colours.well, [1, bad]),
    queries: [[expression, ""]],
    size: [4, 4],
  });

const summary = (context: Context) => [
  number({
    title: "Inputs connected",
    description: "SRT connections of studios, over all engines: an input of a station with two engines counts twice.",
    unit: "none",
    thresholds: neutral,
    queries: [[sum("", metric("srt_input_connected", chosen)), ""]],
    size: [4, 4],
  }),
  counted(
    "Not connected",
    "Inputs that should be there and that no studio calls, over all engines. Those that operators choose by hand are left out.",
    countOrZero(`${metric("srt_input_connected", automatic(context))} == 0`),
    "orange",
  ),
  counted(
    "Connected, nothing comes",
    "Inputs whose peer is there and sends nothing: its encoder stands still.",
    countOrZero(`${metric("srt_input_connected", chosen)} == 1 unless ${metric("srt_input_delivering", chosen)} == 1`),
  ),
  counted(
    "Comes, not decodable",
    "Inputs that deliver what cannot be decoded: a codec that is none of ours, or a broken stream.",
    countOrZero(`${metric("srt_input_delivering", chosen)} == 1 unless ${metric("srt_input_decodable", chosen)} == 1`),
  ),
  counted(
    "Blank inputs",
    "Inputs that are there and have been silent for longer than their station allows, on one engine or more.",
    countOrZero(
      max("station source", `${metric("liquidsoap_source_is_blank", { "!source": "output", ...chosen })} == 1`),
    ),
    "orange",
  ),
  counted(
    "Chosen by operators",
    "Stations on which somebody has chosen an input: automatic selection waits.",
    countOrZero(max("station", `${metric("liquidsoap_source_is_preferred_livesource", chosen)} == 1`)),
    "orange",
  ),
];

const drift = () =>
  spread({
    title: "Drift of senders' clocks",
    description:
      "Parts per million by which an input is played faster than normal: the sender's clock against ours. Cheap clocks are within 100.",
    unit: "none",
    decimals: 1,
    thresholds: steps(colours.well, [100, colours.watch], [300, colours.bad]),
    expression: `abs(${metric("srt_input_drift_ppm", chosen)})`,
    legend: each,
    link: toStation(),
  });

const jitterBuffer = () =>
  spread({
    title: "Jitter buffer below its target",
    description:
      "Seconds that are missing from what the jitter buffer should hold at least. Above nothing for long: sound will be missing.",
    unit: "s",
    thresholds: steps(colours.well, [0.02, colours.watch], [0.1, colours.bad]),
    expression: `clamp_min(${metric("srt_input_jitter_buffer_target_seconds", chosen)} - ${metric("srt_input_jitter_buffer_seconds", chosen)}, 0)`,
    legend: each,
    link: toStation(),
  });

const concealed = () =>
  graph({
    title: "Sound made up, left out, or not fetched",
    description:
      "Over all inputs: seconds a minute of silence in the place of missing sound, seconds a minute left out, times a minute that a buffer ran empty.",
    unit: "none",
    thresholds: steps(colours.well, [0.5, colours.watch], [5, colours.bad]),
    least: 0,
    queries: [
      [perMinute("", metric("srt_input_concealed_seconds_total", chosen)), "seconds concealed"],
      [perMinute("", metric("srt_input_overrun_seconds_total", chosen)), "seconds left out"],
      [perMinute("", metric("srt_input_underruns_total", chosen)), "ran empty"],
    ],
    size: [24, 6],
  });

/** Inputs that are taken by themselves: overrides have nobody calling most of the time. */
const automatic = ({ plan }: Context) => {
  const inputs = plan.stations.flatMap(({ engines }) => engines.flatMap((engine) => engine.inputs));
  const manual = new Set(inputs.filter(({ selection }) => selection === "manual").map(({ name }) => name));
  return manual.size === 0 ? chosen : { "!input": [...manual, "-"].join("|"), ...chosen };
};

const everyInput = (context: Context) => {
  const own = automatic(context);
  const asked = (expression: string) => `label_join(${expression}, "name", " ", "station", "input")`;
  const worst = (expression: string) => asked(max("station input", expression));
  const least = (expression: string) => asked(`min by (station, input) (${expression})`);
  return table({
    title: "Inputs with something wrong",
    description:
      "Inputs that are not decodable on every engine, or have dropped packets in the time shown; the engine that fares worse.",
    unit: "none",
    thresholds: neutral,
    noValue: "every input is well",
    rows: ["name", "Station and input"],
    columns: [
      {
        title: "Decodable",
        expression: `${least(metric("srt_input_decodable", own))} == 0 or ${least(metric("srt_input_decodable", own))} and on (name) ${worst(`increase(${metric("srt_input_packets_dropped_total", own)}[$__range])`)} > 0`,
        thresholds: mustBeOne,
        states: [
          [0, "no", colours.bad],
          [1, "yes", colours.well],
        ],
      },
      {
        title: "Connected",
        expression: `${least(metric("srt_input_connected", own))} == 0`,
        states: [[0, "no", colours.warn]],
      },
      {
        title: "Packets dropped",
        expression: `${worst(`increase(${metric("srt_input_packets_dropped_total", own)}[$__range])`)} > 0`,
        decimals: 0,
        thresholds: noneAllowed,
      },
      {
        title: "Level, dBFS",
        expression: `${worst(metric("srt_input_level_dbfs", own))} and on (name) (${least(metric("srt_input_decodable", own))} == 0)`,
        decimals: 0,
      },
    ],
    size: [14, 12],
  });
};

const codecs = () =>
  table({
    title: "What studios send",
    description:
      "Codecs that are decoded now, over all engines, and their sampling rates and channels. Listeners get none of this: engines encode anew.",
    unit: "none",
    thresholds: neutral,
    rows: ["codec", "Codec"],
    columns: [
      { title: "Inputs", expression: count("codec", metric("srt_input_codec_info", chosen)), decimals: 0 },
      {
        title: "At 48 kHz",
        expression: count("codec", metric("srt_input_codec_info", { sample_rate: "48000", ...chosen })),
        decimals: 0,
      },
      {
        title: "Stereo",
        expression: count("codec", metric("srt_input_codec_info", { channels: "2", ...chosen })),
        decimals: 0,
      },
    ],
    size: [10, 12],
  });
