/** Every program that Prometheus asks, Prometheus itself among them. */
import { type Context, dashboardOf } from "./dashboard";
import { graph, number, tiles, timeline } from "./panels";
import { avg, countOrZero, max, metric, rate, sum } from "./promql";
import { prometheusPanels, tellingPanels } from "./services-watchers";
import { table } from "./table";
import { colours, mustBeOne, neutral, noneAllowed, steps } from "./thresholds";

export const services = (context: Context) =>
  dashboardOf(context, {
    file: __filename,
    title: "Services",
    description:
      "Every program that is asked for its metrics: does it answer, how fast, what does it use. And Prometheus and Alertmanager, which watch.",
    variables: [],
    from: "now-1h",
    rows: [
      { title: "Targets", panels: [down(), answering(), jobs(), missing()] },
      { title: "Scrapes", panels: [duration(), samples(), uptime()] },
      { title: "Use", panels: [cpu(), memory(), files()] },
      { title: "Prometheus", panels: prometheusPanels() },
      { title: "Who is told", panels: tellingPanels() },
      { title: "Declared and running", panels: [drift()] },
    ],
  });

const down = () =>
  number({
    title: "Targets down",
    description: "Programs that do not answer Prometheus now.",
    unit: "none",
    thresholds: noneAllowed,
    queries: [[countOrZero(`${metric("up")} == 0`), ""]],
    size: [4, 8],
  });

const answering = () =>
  tiles({
    title: "Answering, by job",
    description: "Share of each job's targets that answer.",
    unit: "percentunit",
    decimals: 1,
    thresholds: steps(colours.bad, [0.5, colours.warn], [1, colours.well]),
    queries: [[avg("job", metric("up")), "{{job}}"]],
    size: [20, 8],
  });

const jobs = () =>
  timeline({
    title: "Answering over time",
    description: "Whether every target of a job answers, some do, or none.",
    unit: "percentunit",
    thresholds: steps(colours.bad, [0.01, colours.warn], [1, colours.well]),
    states: [
      [0, "none", colours.bad],
      [[0.0001, 0.9999], "some", colours.warn],
      [1, "all", colours.well],
    ],
    queries: [[avg("job", metric("up")), "{{job}}"]],
    size: [14, 9],
  });

const missing = () =>
  table({
    title: "Targets down",
    description: "Programs that do not answer Prometheus now.",
    unit: "none",
    thresholds: neutral,
    noValue: "every target answers",
    rows: ["instance", "Target"],
    columns: [{ title: "Up", expression: max("instance", `${metric("up")} == 0`), thresholds: mustBeOne }],
    size: [10, 9],
  });

const drift = () =>
  table({
    title: "Drift",
    description: "What the last `make drift` of each stack found that is not as declared, and how long ago it looked.",
    unit: "none",
    thresholds: neutral,
    noValue: "nobody has looked yet",
    rows: ["stack", "Stack"],
    columns: [
      {
        title: "Differs",
        expression: max("stack", metric("airpath_drift_findings")),
        decimals: 0,
        thresholds: noneAllowed,
      },
      {
        title: "Looked, ago",
        expression: max("stack", `time() - ${metric("airpath_drift_last_check_timestamp_seconds")}`),
        unit: "s",
        thresholds: steps(colours.well, [86_400, colours.watch], [2 * 86_400, colours.warn]),
      },
      {
        title: "Could tell",
        expression: max("stack", metric("airpath_drift_last_check_success")),
        thresholds: mustBeOne,
      },
    ],
    size: [24, 6],
  });

/** A scrape that takes longer than its interval is a scrape that is missed. */
const duration = () =>
  graph({
    title: "Time to answer",
    description: "Seconds that the slowest target of each job takes to answer a scrape. At 4 s it counts as down.",
    unit: "s",
    least: 0,
    thresholds: steps(colours.well, [1, colours.watch], [4, colours.bad]),
    queries: [[max("job", metric("scrape_duration_seconds")), "{{job}}"]],
  });

const samples = () =>
  graph({
    title: "Samples a scrape",
    description: "Samples that all targets of a job give together, each time. A jump: labels that should not vary do.",
    unit: "short",
    least: 0,
    thresholds: neutral,
    queries: [[sum("job", metric("scrape_samples_scraped")), "{{job}}"]],
  });

const uptime = () =>
  graph({
    title: "Icecast servers' age",
    description:
      "How long each Icecast server has been running. Back to nothing: it was started again, and its listeners called again.",
    unit: "s",
    least: 0,
    thresholds: steps(colours.watch, [300, colours.well]),
    queries: [[max("instance", `time() - ${metric("icecast_start_time_seconds")}`), "{{instance}}"]],
  });

const byJob = (expression: string): readonly [string, string] => [expression, "{{job}}"];

const cpu = () =>
  graph({
    title: "CPU, by job",
    description: "Cores that all programs of a job use together, of those that tell.",
    unit: "percentunit",
    least: 0,
    stacked: true,
    thresholds: neutral,
    queries: [byJob(sum("job", rate(metric("process_cpu_seconds_total"))))],
  });

const memory = () =>
  graph({
    title: "Memory, by job",
    description: "Resident memory of all programs of a job together, of those that tell.",
    unit: "bytes",
    least: 0,
    stacked: true,
    thresholds: neutral,
    queries: [byJob(sum("job", metric("process_resident_memory_bytes")))],
  });

const files = () =>
  graph({
    title: "Open files, the most",
    description: "File descriptors of the program of each job that has most.",
    unit: "none",
    least: 0,
    thresholds: steps(colours.well, [500, colours.watch], [900, colours.bad]),
    queries: [byJob(max("job", metric("process_open_fds")))],
  });
