/** What runs on the machine: containers, by the kernel's counters, and programs. Where a stack has no such metrics, none of these fires. */
import { type Alert, at, noDrill } from "./alert";
import { and, by, type Expr, increase, op, or, over, rate, series } from "./promql";

const container = ["host", "name", "workload", "station", "engine"] as const;
const perContainer = (of: Expr): Expr => by("max", container, of);
const began = (labels: Parameters<typeof series>[1] = {}) => series("container_start_time_seconds", labels);
/** Times that it began. */
const begins = (of: Expr, seconds: number): Expr => over("changes", of, seconds);

export const containers = (): Alert[] => [
  {
    name: "ContainerKilledForMemory",
    severity: "warning",
    about: "fleet",
    shownBy: "containers",
    // What is killed with its container takes the container's counter along: then the machine's has grown, and the container is new.
    expr: or(
      op(perContainer(increase(series("container_oom_events_total"), 300)), ">", 0),
      and(
        op(perContainer(begins(began(), 300)), ">", 0),
        op(by("max", ["host"], increase(series("node_vmstat_oom_kill"), 300)), ">", 0),
        ["host"],
      ),
    ),
    for: at(0, "one is one too many; the five minutes are in the expression"),
    summary: "A container grew beyond its memory, and the kernel killed what was in it.",
    description: "{{ $labels.name }} was killed for memory, all of it or a process in it.",
    drill: noDrill("no drill makes memory short: what else runs on the machine would be killed with it"),
  },
  {
    name: "ContainerRestarts",
    severity: "warning",
    about: "fleet",
    shownBy: "containers",
    // Engines' programs have an alert of their own.
    expr: op(perContainer(begins(began({ engine: "" }), 3600)), ">", 3),
    for: at(0, "the hour is in the expression"),
    summary: "A container starts again and again.",
    description: "{{ $labels.name }} began {{ $value }} times within an hour.",
    drill: noDrill("it takes four deaths of one container in an hour; drills kill each once or twice"),
  },
  {
    name: "ContainerMemoryNearLimit",
    severity: "warning",
    about: "fleet",
    shownBy: "containers",
    expr: op(
      op(
        perContainer(series("container_memory_working_set_bytes")),
        "/",
        op(perContainer(series("container_spec_memory_limit_bytes")), ">", 0),
      ),
      ">",
      0.9,
    ),
    for: at(300, "a start, and a collector of garbage, take more for a minute or two"),
    summary: "A container uses nearly all of the memory that it may: soon it is killed.",
    description: "{{ $labels.name }} uses {{ $value | humanizePercentage }} of its memory.",
    drill: noDrill("no drill makes memory short: what else runs on the machine would be killed with it"),
  },
  {
    name: "ContainerHeldBack",
    severity: "warning",
    about: "fleet",
    shownBy: "containers",
    expr: op(perContainer(rate(series("container_cpu_cfs_throttled_seconds_total"), 300)), ">", 0.01),
    for: at(
      60,
      "the five minutes are in the expression; a minute more keeps a value on the edge from coming and going",
    ),
    summary: "A container has a processor limit that holds it back: in an engine that is heard.",
    description: "{{ $labels.name }} waits {{ $value | humanizePercentage }} of the time because of its limit.",
    drill: noDrill("nothing is declared with such a limit: it takes one set by hand"),
  },
  {
    name: "ProcessFilesNearLimit",
    severity: "warning",
    about: "fleet",
    shownBy: "hosts",
    expr: op(by("max", ["host", "groupname"], series("namedprocess_namegroup_worst_fd_ratio")), ">", 0.8),
    for: at(60, "listeners who come all at once leave again, or stay"),
    summary: "A program has nearly all the files open that it may: soon it takes no more connections.",
    description: "A process of {{ $labels.groupname }} has {{ $value | humanizePercentage }} of its files open.",
    drill: noDrill("it takes a program that leaks, or more listeners than the machine is for"),
  },
];
