/** The machines, by node_exporter (job "node"), and the programs on them, by process-exporter ("process"). Where a stack has none, these are empty and say so. */
import { type Context, dashboardOf } from "./dashboard";
import { graph } from "./panels";
import { max, metric, rate, sum } from "./promql";
import { colours, neutral, steps } from "./thresholds";

const node = { job: "node" };
const programs = { job: "process" };
// In a container the exporter sees its own root, which lies on Docker's disk.
const real = { fstype: "ext4|xfs|btrfs|overlay", ...node };

export const hosts = (context: Context) =>
  dashboardOf(context, {
    file: __filename,
    title: "Hosts",
    description:
      "The machines that everything runs on: processor, memory, disks, clock; and what programs use of them.",
    variables: [],
    from: "now-1h",
    rows: [
      { title: "Processor and memory", panels: [cpu(), load(), memory()] },
      { title: "Disks", panels: [room(), busy()] },
      { title: "Clock", panels: [clock()] },
      { title: "Programs", panels: [programsCpu(), programsMemory(), processes(), files()] },
    ],
  });

const host = (expression: string): readonly [string, string] => [expression, "{{instance}}"];

const cpu = () =>
  graph({
    title: "Processor in use",
    description: "Share of all cores that is not idle. Engines are real time: above 70 % they begin to fall behind.",
    unit: "percentunit",
    least: 0,
    most: 1,
    thresholds: steps(colours.well, [0.7, colours.watch], [0.9, colours.bad]),
    queries: [host(`1 - avg by (instance) (${rate(metric("node_cpu_seconds_total", { mode: "idle", ...node }))})`)],
  });

const load = () =>
  graph({
    title: "Load",
    description: "Tasks that run or wait, averaged over a minute, for each core. Above 1 some wait.",
    unit: "none",
    least: 0,
    thresholds: steps(colours.well, [1, colours.watch], [2, colours.bad]),
    queries: [
      host(
        `${max("instance", metric("node_load1", node))} / count by (instance) (${metric("node_cpu_seconds_total", { mode: "idle", ...node })})`,
      ),
    ],
  });

const memory = () =>
  graph({
    title: "Memory in use",
    description: "Share of memory that could not be given to a program now.",
    unit: "percentunit",
    least: 0,
    most: 1,
    thresholds: steps(colours.well, [0.8, colours.watch], [0.95, colours.bad]),
    queries: [
      host(
        `1 - ${max("instance", metric("node_memory_MemAvailable_bytes", node))} / ${max("instance", metric("node_memory_MemTotal_bytes", node))}`,
      ),
    ],
  });

const room = () =>
  graph({
    title: "Disks in use",
    description: "Share of each file system that is used. Full: Prometheus and logs stop first.",
    unit: "percentunit",
    least: 0,
    most: 1,
    thresholds: steps(colours.well, [0.8, colours.watch], [0.9, colours.bad]),
    queries: [
      [
        `1 - ${max("instance mountpoint", metric("node_filesystem_avail_bytes", real))} / ${max("instance mountpoint", metric("node_filesystem_size_bytes", real))}`,
        "{{instance}} {{mountpoint}}",
      ],
    ],
    size: [12, 8],
  });

const busy = () =>
  graph({
    title: "Disks at work",
    description: "Share of the time in which a disk was busy.",
    unit: "percentunit",
    least: 0,
    thresholds: steps(colours.well, [0.7, colours.watch], [0.95, colours.bad]),
    queries: [
      [max("instance device", rate(metric("node_disk_io_time_seconds_total", node))), "{{instance}} {{device}}"],
    ],
    size: [12, 8],
  });

const clock = () =>
  graph({
    title: "Clock",
    description:
      "Seconds by which the machine's clock is off. Engines number segments by it: beyond half a second they disagree.",
    unit: "s",
    thresholds: steps(colours.well, [0.1, colours.watch], [0.5, colours.bad]),
    queries: [host(`abs(${max("instance", metric("node_timex_offset_seconds", node))})`)],
  });

const program = (expression: string): readonly [string, string] => [expression, "{{groupname}}"];

const programsCpu = () =>
  graph({
    title: "Processor, by program",
    description: "Cores that all processes of a program use together, whoever runs them.",
    unit: "percentunit",
    least: 0,
    stacked: true,
    thresholds: neutral,
    // Scraped every half minute: a minute has two samples.
    interval: "60s",
    queries: [program(sum("groupname", rate(metric("namedprocess_namegroup_cpu_seconds_total", programs))))],
    size: [12, 8],
  });

const programsMemory = () =>
  graph({
    title: "Memory, by program",
    description: "Resident memory of all processes of a program together; what they share counts for each.",
    unit: "bytes",
    least: 0,
    stacked: true,
    thresholds: neutral,
    queries: [
      program(sum("groupname", metric("namedprocess_namegroup_memory_bytes", { memtype: "resident", ...programs }))),
    ],
    size: [12, 8],
  });

const processes = () =>
  graph({
    title: "Processes, by program",
    description: "Processes of a program now. One less for longer than a restart: something does not come back.",
    unit: "none",
    least: 0,
    thresholds: neutral,
    queries: [program(sum("groupname", metric("namedprocess_namegroup_num_procs", programs)))],
    size: [12, 8],
  });

const files = () =>
  graph({
    title: "Open files, of the limit",
    description: "Files that the process of a program which is nearest to its limit has open, as a share of that.",
    unit: "percentunit",
    least: 0,
    most: 1,
    thresholds: steps(colours.well, [0.6, colours.watch], [0.8, colours.bad]),
    queries: [program(max("groupname", metric("namedprocess_namegroup_worst_fd_ratio", programs)))],
    size: [12, 8],
  });
