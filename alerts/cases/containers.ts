import { type Case, container, counter, gauge, node, programs } from "./case";

const relay = { name: "icecast-relay-1", workload: "icecast-relay-1" };
const gate = { name: "engine-rivage-a-srt-gate", workload: "engine-rivage-a", station: "rivage", engine: "a" };
const onHost = { host: "local" };

export const containerCases: readonly Case[] = [
  {
    // The container lives on, and has counted: so does one beside it, of which nothing was killed.
    alert: "ContainerKilledForMemory",
    series: [
      counter("container_oom_events_total", container(relay), 0, 1),
      counter("container_oom_events_total", container(gate), 0, 0),
      gauge("container_start_time_seconds", container(relay), 1000, 1000),
    ],
    labels: { ...onHost, ...relay },
    says: "icecast-relay-1 was killed for memory, all of it or a process in it.",
  },
  {
    // It died with its counter: the machine's has grown, and one container of two is new.
    alert: "ContainerKilledForMemory",
    series: [
      counter("node_vmstat_oom_kill", node(), 0, 1),
      gauge("container_start_time_seconds", container(gate), 1000, 2000),
      gauge("container_start_time_seconds", container(relay), 1000, 1000),
      gauge("container_oom_events_total", container(gate), 0, 0),
    ],
    labels: { ...onHost, ...gate },
    says: "engine-rivage-a-srt-gate was killed for memory, all of it or a process in it.",
  },
  {
    alert: "ContainerRestarts",
    series: [
      counter("container_start_time_seconds", container(relay), 0, 5),
      // An engine's restarts are told by EngineRestarts.
      counter("container_start_time_seconds", container(gate), 0, 5),
    ],
    lag: 15,
    labels: { ...onHost, ...relay },
    says: "icecast-relay-1 began 4 times within an hour.",
  },
  {
    alert: "ContainerMemoryNearLimit",
    series: [
      gauge("container_memory_working_set_bytes", container(relay), 50, 95),
      gauge("container_spec_memory_limit_bytes", container(relay), 100, 100),
      // Without a limit there is none to be near to.
      gauge("container_memory_working_set_bytes", container(gate), 95, 95),
      gauge("container_spec_memory_limit_bytes", container(gate), 0, 0),
    ],
    labels: { ...onHost, ...relay },
    says: "icecast-relay-1 uses 95% of its memory.",
  },
  {
    alert: "ContainerHeldBack",
    series: [counter("container_cpu_cfs_throttled_seconds_total", container(gate), 0, 5)],
    labels: { ...onHost, ...gate },
    onset: 300,
    says: "engine-rivage-a-srt-gate waits 21.67% of the time because of its limit.",
  },
  {
    alert: "ProcessFilesNearLimit",
    series: [gauge("namedprocess_namegroup_worst_fd_ratio", programs({ groupname: "icecast" }), 0.1, 0.85)],
    labels: { ...onHost, groupname: "icecast" },
    says: "A process of icecast has 85% of its files open.",
  },
];
