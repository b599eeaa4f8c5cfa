/** How loud stations and their inputs are. */
import { factNames } from "../alerts/facts";
import { recordedNames } from "../alerts/recorded";
import { type Context, dashboardOf, toStation } from "./dashboard";
import { graph, tiles } from "./panels";
import { max, metric, min, sum } from "./promql";
import { spread } from "./spread";
import * as states from "./states";
import { table } from "./table";
import { colours, loudness, neutral, noneAllowed, steps } from "./thresholds";

const chosen = { station: "$station" };

export const levels = (context: Context) =>
  dashboardOf(context, {
    file: __filename,
    title: "Levels",
    description: "Loudness on air, levels of inputs, silence. R 128 aims at -23 LUFS; radio streams are made louder.",
    variables: ["stations"],
    from: "now-1h",
    rows: [
      { title: "On air", panels: [now(), overTime(), outside(), ...tenMinutes(), ...differ()] },
      { title: "Inputs", panels: [...inputLevels(context), silent()] },
      { title: "Silence", panels: [blankOverTime(context), unheard()] },
    ],
  });

const graded = steps(
  colours.bad,
  [loudness.faint, colours.watch],
  [loudness.quiet, colours.well],
  [loudness.loud, colours.watch],
  [loudness.tooLoud, colours.bad],
);

const now = () =>
  tiles({
    title: "Loudness now",
    description: "LUFS over 5 s of each station, of its louder engine. Silence is minus infinity.",
    unit: "none",
    decimals: 1,
    thresholds: graded,
    queries: [[states.stationLoudness(chosen), "{{station}}"]],
    links: [toStation()],
  });

const overTime = () =>
  graph({
    title: "Loudness of the fleet",
    description: "LUFS over 5 s: the loudest station, the median and the faintest that is no silence.",
    unit: "none",
    thresholds: steps(colours.watch, [loudness.quiet, colours.well], [loudness.loud, colours.watch]),
    queries: [
      [`max(${states.stationLoudness(chosen)})`, "loudest"],
      [`quantile(0.5, ${states.stationLoudness(chosen)})`, "median"],
      [`min(${states.stationLoudness(chosen)} > -100)`, "faintest"],
    ],
    size: [15, 7],
  });

/** As R 128 gates, and as the alert reads it. */
const averaged = metric(recordedNames.loudness, chosen);

const outside = () => {
  const [least, most] = [metric(factNames.loudnessLeast), metric(factNames.loudnessMost)];
  const beyond = `(${averaged} < on (station) ${least} or ${averaged} > on (station) ${most})`;
  return table({
    title: "Outside the declared range",
    description: "Stations that were fainter or louder over 10 minutes than their inventory declares.",
    unit: "none",
    decimals: 1,
    thresholds: neutral,
    noValue: "every station is within its range",
    rows: ["station", "Station"],
    rowLink: toStation("${__value.raw}"),
    columns: [
      { title: "LUFS", expression: beyond, decimals: 1, thresholds: steps(colours.bad) },
      { title: "Least", expression: `${least} and on (station) ${beyond}`, decimals: 0 },
      { title: "Most", expression: `${most} and on (station) ${beyond}`, decimals: 0 },
    ],
    size: [9, 7],
  });
};

const tenMinutes = () =>
  spread({
    title: "Averaged over 10 minutes",
    description:
      "Loudness of stations over 10 minutes, engines together, what is quieter than -70 LUFS left out: what a listener has set the volume to.",
    unit: "none",
    decimals: 1,
    thresholds: graded,
    lowestIsWorst: true,
    expression: averaged,
    legend: "{{station}}",
    link: toStation(),
  });

const differ = () =>
  spread({
    title: "Engines that differ",
    description:
      "LUFS between the loudest and the faintest engine of a station, averaged over a minute. They should hear the same.",
    unit: "none",
    decimals: 1,
    thresholds: steps(colours.well, [3, colours.watch], [10, colours.bad]),
    expression: spanOfEngines(`avg_over_time(${metric("liquidsoap_output_lufs_5s", chosen)}[1m])`),
    legend: "{{station}}",
    link: toStation(),
  });

const spanOfEngines = (expression: string) =>
  `${max("station", `${expression} > -100`)} - ${min("station", `${expression} > -100`)}`;

const inputLevels = ({ thresholds }: Context) =>
  spread({
    title: "Level of inputs that are heard",
    description: `dBFS of the last second, RMS over all channels. Under ${thresholds.blankDecibels} dB for ${thresholds.blankSeconds} s an input counts as blank. Digital silence, -120, is left out: it has a list of its own.`,
    unit: "none",
    decimals: 0,
    thresholds: steps(colours.bad, [thresholds.blankDecibels, colours.well], [-3, colours.watch]),
    lowestIsWorst: true,
    expression: `${metric("srt_input_level_dbfs", chosen)} > -120`,
    legend: "{{station}} {{engine}} {{input}}",
    link: toStation(),
    size: [9, 9],
  });

const silent = () =>
  table({
    title: "Inputs that are blank",
    description:
      "Inputs that are ready and have been silent for longer than their station allows, on one engine or more.",
    unit: "none",
    thresholds: neutral,
    noValue: "no input is blank",
    rows: ["name", "Station and input"],
    columns: [
      {
        title: "Engines that hear silence",
        expression: `label_join(${sum("station source", `${metric("liquidsoap_source_is_blank", { "!source": "output", ...chosen })} == 1`)}, "name", " ", "station", "source")`,
        decimals: 0,
        thresholds: noneAllowed,
      },
    ],
    size: [10, 9],
  });

const blankOverTime = ({ thresholds }: Context) =>
  graph({
    title: "Blank",
    description: `Outputs and inputs, over all engines, that have been silent for longer than allowed: ${thresholds.blankSeconds} s at the strictest station.`,
    unit: "none",
    decimals: 0,
    thresholds: noneAllowed,
    least: 0,
    queries: [
      [sum("", metric("liquidsoap_source_is_blank", { source: "output", ...chosen })), "outputs"],
      [sum("", metric("liquidsoap_source_is_blank", { "!source": "output", ...chosen })), "inputs"],
    ],
    size: [12, 8],
  });

const unheard = () =>
  graph({
    title: "Since a source on air was last heard",
    description:
      "Seconds since the sound of what is on air could last be heard, on the engine that waits longest. Talk pauses for a second.",
    unit: "s",
    thresholds: steps(colours.well, [5, colours.watch], [10, colours.bad]),
    queries: [
      [
        `max(time() - ${metric("liquidsoap_time_of_last_data_timestamp", { "!source": "output", ...chosen })} and on (station, engine, source) ${metric("liquidsoap_source_is_playing", chosen)} == 1)`,
        "longest",
      ],
    ],
    size: [12, 8],
  });
