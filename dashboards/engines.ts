/** Engines and their pipelines: clocks, encoders, buffers, CPU and memory. */
import { type Context, dashboardOf, toStation } from "./dashboard";
import { number, tiles } from "./panels";
import { avg, count, countOrZero, max, metric, min, rate, sum, withLabel } from "./promql";
import { bufferPanels, clockPanels } from "./engines-clocks";
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
      { title: "Clocks and encoders", panels: clockPanels() },
      { title: "Buffers", panels: bufferPanels() },
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
