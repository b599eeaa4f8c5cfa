/** Containers (job "container"). Where a stack has none, these panels are empty and say so. */
import { type Context, dashboardOf } from "./dashboard";
import { number } from "./panels";
import { max, metric, rate, sum } from "./promql";
import { spread } from "./spread";
import { colours, neutral, steps } from "./thresholds";

const named = { job: "container", name: ".+" };

export const containers = (context: Context) =>
  dashboardOf(context, {
    file: __filename,
    title: "Containers",
    description: "What each container uses of its machine, and whether it was started again or killed.",
    variables: [],
    from: "now-1h",
    rows: [
      { title: "Containers", panels: [running(), started(), killed()] },
      { title: "Use", panels: [...cpu(), ...memory(), ...received(), ...sent(), ...throttled()] },
    ],
  });

const running = () =>
  number({
    title: "Containers",
    description: "Containers that run now.",
    unit: "none",
    thresholds: neutral,
    queries: [[`count(${metric("container_start_time_seconds", named)})`, ""]],
    size: [4, 4],
  });

const started = () =>
  number({
    title: "Started again",
    description: "Times in the time shown that a container began which had run before.",
    unit: "none",
    thresholds: steps(colours.well, [1, colours.watch], [5, colours.bad]),
    queries: [[`sum(changes(${metric("container_start_time_seconds", named)}[$__range])) or vector(0)`, ""]],
    size: [4, 4],
  });

const killed = () =>
  number({
    title: "Killed for memory",
    description: "Times in the time shown that a container grew beyond its limit and was killed.",
    unit: "none",
    decimals: 0,
    thresholds: steps(colours.well, [1, colours.bad]),
    queries: [[`sum(increase(${metric("container_oom_events_total", named)}[$__range]))`, ""]],
    size: [4, 4],
  });

const cpu = () =>
  spread({
    title: "CPU",
    description: "Cores that a container uses.",
    unit: "percentunit",
    least: 0,
    thresholds: steps(colours.well, [0.8, colours.watch], [1.5, colours.bad]),
    expression: sum("name", rate(metric("container_cpu_usage_seconds_total", named))),
    legend: "{{name}}",
  });

const memory = () =>
  spread({
    title: "Memory, of the limit",
    description: "Memory in use as a share of the container's limit; those without a limit are left out.",
    unit: "percentunit",
    least: 0,
    thresholds: steps(colours.well, [0.8, colours.watch], [0.95, colours.bad]),
    expression: `${max("name", metric("container_memory_working_set_bytes", named))} / (${max("name", metric("container_spec_memory_limit_bytes", named))} > 0)`,
    legend: "{{name}}",
  });

const received = () =>
  spread({
    title: "Received",
    description: "Bits a second that a workload receives, with its sidecars.",
    unit: "bps",
    least: 0,
    thresholds: neutral,
    expression: `${sum("name", rate(metric("container_network_receive_bytes_total", named)))} * 8`,
    legend: "{{name}}",
  });

const sent = () =>
  spread({
    title: "Sent",
    description: "Bits a second that a workload sends, with its sidecars.",
    unit: "bps",
    least: 0,
    thresholds: neutral,
    expression: `${sum("name", rate(metric("container_network_transmit_bytes_total", named)))} * 8`,
    legend: "{{name}}",
  });

const throttled = () =>
  spread({
    title: "Held back",
    description:
      "Seconds a second that a container waited because of a processor limit. Engines have none, and must not.",
    unit: "percentunit",
    least: 0,
    thresholds: steps(colours.well, [0.01, colours.watch], [0.1, colours.bad]),
    expression: sum("name", rate(metric("container_cpu_cfs_throttled_seconds_total", named))),
    legend: "{{name}}",
  });
