/** Engines and their pipelines: clocks, encoders, buffers, CPU and memory. */
import { type Context, dashboardOf, toStation } from "./dashboard";
import { graph, number, tiles } from "./panels";
import { avg, count, countOrZero, max, metric, min, rate, sum, withLabel } from "./promql";
import { spread } from "./spread";
import * as states from "./states";
import { table } from "./table";
import { colours, neutral, noneAllowed, steps } from "./thresholds";

const chosen = { station: "$station" };
const each = "{{station}} {{engine}}";

export const engines = (context: Context) =>
  dashboardOf(context, {
    file: __filename,
    title: "Engines and pipelines",
    description:
      "Liquidsoap, srt-gate and publisher of every engine: do they keep up, what do they cost, what do they run.",
    variables: ["stations"],
    from: "now-1h",
    rows: [
      { title: "Engines", panels: summary(context) },
      { title: "Clocks and encoders", panels: [...lag(), ...encoding()] },
      { title: "Buffers", panels: [...buffers(), dry(), mediaClock()] },
      { title: "CPU and memory", panels: [...cpu(), ...memory(context), ...growth(), ...files()] },
      { title: "What runs", panels: [builds(), alive()] },
    ],
  });

const summary = ({ thresholds }: Context) => [
  number({
    title: "Engines up",
    description: `Engines whose pipeline answers. The inventory has ${thresholds.engines}.`,
    unit: "none",
    thresholds: steps(colours.bad, [1, colours.well]),
    queries: [[sum("", metric("up", { job: "liquidsoap", ...chosen })), ""]],
    size: [4, 4],
  }),
  number({
    title: "Processes down",
    description: "Programs of engines (Liquidsoap, srt-gate, publisher) that do not answer Prometheus.",
    unit: "none",
    thresholds: noneAllowed,
    queries: [[countOrZero(`${metric("up", { job: "liquidsoap|srt-gate|publisher", ...chosen })} == 0`), ""]],
    size: [4, 4],
  }),
  number({
    title: "Sidecars lost",
    description: "Pipelines that do not reach the srt-gate or the publisher of their own engine.",
    unit: "none",
    thresholds: noneAllowed,
    queries: [[countOrZero(`${metric("liquidsoap_peer_up", chosen)} == 0`), ""]],
    size: [4, 4],
  }),
  number({
    title: "Formats not encoded",
    description: "Formats that an engine should encode and does not.",
    unit: "none",
    thresholds: noneAllowed,
    queries: [[countOrZero(`${metric("liquidsoap_output_is_encoding", chosen)} == 0`), ""]],
    size: [4, 4],
  }),
  number({
    title: "Restarts",
    description: "Programs of engines that began anew in the time shown: their CPU time went back to nothing.",
    unit: "none",
    decimals: 0,
    thresholds: steps(colours.well, [1, colours.watch], [4, colours.bad]),
    queries: [
      [
        sum(
          "",
          `resets(${metric("process_cpu_seconds_total", { job: "liquidsoap|srt-gate|publisher", ...chosen })}[$__range])`,
        ),
        "",
      ],
    ],
    size: [4, 4],
  }),
  number({
    title: "Versions",
    description:
      "Different versions, or inventories, that run. More than one: a deployment is under way, or stopped half way.",
    unit: "none",
    thresholds: steps(colours.well, [2, colours.watch]),
    queries: [[`count(${count("version inventory_digest", metric("airpath_engine_build_info", chosen))})`, ""]],
    size: [4, 4],
  }),
];

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
      [`${sum("", rate(metric("liquidsoap_source_dry_total", chosen)))} * 60`, "ran dry"],
      [`${sum("", rate(metric("liquidsoap_clock_catchup_seconds_total", chosen)))} * 60`, "seconds behind"],
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

const cpu = () =>
  spread({
    title: "CPU of engines",
    description: "Cores that all programs of an engine use together.",
    unit: "percentunit",
    thresholds: steps(colours.well, [0.6, colours.watch], [0.9, colours.bad]),
    expression: sum(
      "station engine",
      rate(metric("process_cpu_seconds_total", { job: "liquidsoap|srt-gate|publisher", ...chosen })),
    ),
    legend: each,
    link: toStation(),
  });

const memory = ({ thresholds }: Context) =>
  spread({
    title: "Memory of engines",
    description: "Resident memory of all programs of an engine together. At the limit of its station it is killed.",
    unit: "bytes",
    least: 0,
    thresholds: steps(
      colours.well,
      [thresholds.memoryBytes * 0.8, colours.warn],
      [thresholds.memoryBytes, colours.bad],
    ),
    expression: sum(
      "station engine",
      metric("process_resident_memory_bytes", { job: "liquidsoap|srt-gate|publisher", ...chosen }),
    ),
    legend: each,
    link: toStation(),
  });

const growth = () =>
  spread({
    title: "Growth of Liquidsoap's memory",
    description:
      "Bytes an hour by which resident memory grows, as a straight line through the last 30 minutes. Up and down is well; always up is a leak.",
    unit: "bytes",
    thresholds: steps(colours.well, [20 * 2 ** 20, colours.watch], [100 * 2 ** 20, colours.bad]),
    expression: `deriv(${metric("process_resident_memory_bytes", { job: "liquidsoap", ...chosen })}[30m]) * 3600`,
    legend: each,
    link: toStation(),
  });

const files = () =>
  spread({
    title: "Open files",
    description: "File descriptors of an engine's programs together. Always more: connections are not closed.",
    unit: "none",
    decimals: 0,
    thresholds: steps(colours.well, [500, colours.watch], [900, colours.bad]),
    expression: sum("station engine", metric("process_open_fds", { job: "liquidsoap|srt-gate|publisher", ...chosen })),
    legend: each,
    link: toStation(),
  });

const builds = () => {
  const info = metric("airpath_engine_build_info", chosen);
  const as = (label: string) => max(`version ${label}`, info);
  return table({
    title: "Builds",
    description: "Versions that run, of Airpath, its inventory and Liquidsoap, and on how many engines.",
    unit: "none",
    thresholds: neutral,
    rows: ["version", "Airpath"],
    columns: [
      { title: "Liquidsoap", expression: as("liquidsoap"), label: "liquidsoap" },
      { title: "Inventory", expression: as("inventory_digest"), label: "inventory_digest" },
      { title: "Engines", expression: count("version", info), decimals: 0 },
    ],
    size: [8, 8],
  });
};

/** The pipeline says 0 of a sidecar that does not answer; Prometheus of a pipeline that does not. */
const alive = () =>
  tiles({
    title: "Programs of engines",
    description: "Share of engines whose program answers: Prometheus asks each, the pipeline asks its sidecars.",
    unit: "percentunit",
    decimals: 1,
    thresholds: steps(colours.bad, [0.5, colours.warn], [1, colours.well]),
    queries: [
      [avg("job", metric("up", { job: "liquidsoap|srt-gate|publisher", ...chosen })), "{{job}}"],
      [
        withLabel(avg("peer", metric("liquidsoap_peer_up", chosen)), "asked", "pipeline"),
        "{{peer}}, asked by the pipeline",
      ],
      [min("", states.redundancy(chosen)), "of the station that has lost most"],
    ],
    size: [16, 8],
  });
