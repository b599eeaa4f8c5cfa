/** Whether pipelines keep up: panels of the dashboard "Engines and pipelines". */
import { toStation } from "./dashboard";
import { graph, type Sized } from "./panels";
import { max, metric, perMinute, rate } from "./promql";
import { spread } from "./spread";
import * as states from "./states";
import { colours, neutral, steps } from "./thresholds";

const chosen = { station: "$station" };
const each = "{{station}} {{engine}}";

export const clockPanels = (): Sized[] => [...lag(), ...encoding(), stood(), frames()];
export const bufferPanels = (): Sized[] => [...buffers(), dry(), mediaClock()];

const lag = () =>
  spread({
    title: "Clock lag",
    description:
      "Seconds by which a pipeline's clock is behind its best. Growing: the engine cannot keep up, or its memory is swapped.",
    unit: "s",
    thresholds: steps(colours.well, [0.2, colours.watch], [1, colours.bad]),
    expression: metric("liquidsoap_clock_lag_seconds", chosen),
    legend: each,
    link: toStation(),
  });

const encoding = () =>
  spread({
    title: "Time in encoders",
    description: "Share of wall-clock time that an engine spends in all its encoders. At 100 % it falls behind.",
    unit: "percentunit",
    thresholds: steps(colours.well, [0.5, colours.watch], [0.8, colours.bad]),
    expression: rate(metric("liquidsoap_encode_seconds_total", chosen)),
    legend: each,
    link: toStation(),
  });

const buffers = () =>
  spread({
    title: "Sound held for sources",
    description:
      "Seconds of sound that a pipeline holds for an input that is ready. Near nothing: it runs dry with the next hiccup.",
    unit: "s",
    thresholds: neutral,
    lowestIsWorst: true,
    expression: `${metric("liquidsoap_source_buffer_seconds", chosen)} > 0`,
    legend: "{{station}} {{engine}} {{source}}",
    link: toStation(),
  });

const dry = () =>
  graph({
    title: "Sources that ran dry, clocks that fell behind",
    description:
      "Over all engines, a minute: times that a connected source ran dry, and seconds that streaming clocks fell behind.",
    unit: "none",
    thresholds: steps(colours.well, [1, colours.watch]),
    least: 0,
    queries: [
      [perMinute("", metric("liquidsoap_source_dry_total", chosen)), "ran dry"],
      [perMinute("", metric("liquidsoap_clock_catchup_seconds_total", chosen)), "seconds behind"],
    ],
    size: [6, 8],
  });

const mediaClock = () =>
  graph({
    title: "Media clock",
    description:
      "How late encoded audio comes against the clock that numbers HLS segments, highest and lowest. Engines that drift apart show here first.",
    unit: "s",
    thresholds: steps(colours.well, [0.5, colours.watch], [2, colours.bad]),
    queries: [
      [`max(${metric("publisher_media_clock_offset_seconds", chosen)})`, "highest"],
      [`min(${metric("publisher_media_clock_offset_seconds", chosen)})`, "lowest"],
    ],
    size: [6, 8],
  });

const stood = () =>
  graph({
    title: "Since engines gave sound",
    description: "Seconds since a streaming clock last moved, of the engine that waits longest. At 10 it stands still.",
    unit: "s",
    least: 0,
    thresholds: steps(colours.well, [3, colours.watch], [10, colours.bad]),
    queries: states.since(
      max("station engine", metric("liquidsoap_time_of_last_data_timestamp", { source: "output", ...chosen })),
    ),
    size: [12, 7],
  });

const frames = () =>
  graph({
    title: "Since encoders gave a frame",
    description:
      "Seconds since the publisher last had a frame of a format, of the one that waits longest. At 5 it is stalled.",
    unit: "s",
    least: 0,
    thresholds: steps(colours.well, [2, colours.watch], [5, colours.bad]),
    queries: states.since(
      max("station engine format", metric("publisher_format_last_frame_timestamp_seconds", chosen)),
    ),
    size: [12, 7],
  });
