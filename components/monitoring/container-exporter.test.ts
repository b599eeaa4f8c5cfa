import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadNjs } from "../hls/merge/load";
import { containerMetrics } from "./container-exporter";

const folder = join(__dirname, "container-exporter");
const list = [
  {
    id: "aaa",
    name: "engine-rivage-a",
    workload: "engine-rivage-a",
    labels: { component: "engine", station: "rivage", engine: "a" },
  },
  {
    id: "bbb",
    name: "engine-rivage-a-srt-gate",
    workload: "engine-rivage-a",
    labels: { station: "rivage", engine: "a" },
  },
  { id: "ccc", name: "front-1", workload: "front-1", labels: { component: "front" } },
];

/** What everybody may read of a process: its name may hold anything, brackets and blanks included. */
const stat = (pid: number, start: number) => `${pid} (a) b (c) S ${"0 ".repeat(18)}${start} 0 0\n`;
const network =
  "Inter-|   Receive  |  Transmit\n face |bytes packets|bytes\n" +
  "    lo: 9 0 0 0 0 0 0 0 9 0 0 0 0 0 0 0\n  eth0: 100 1 0 0 0 0 0 0 200 2 0 0 0 0 0 0\n  eth1:5 1 0 0 0 0 0 0 6 2 0 0 0 0 0 0\n";
const processes = {
  "/proc/stat": "cpu 1 2 3\nbtime 1000\n",
  "/proc/11/stat": stat(11, 250),
  "/proc/12/stat": stat(12, 2050),
  "/proc/21/stat": stat(21, 300),
  "/proc/11/net/dev": network,
  "/proc/12/net/dev": network,
  "/proc/21/net/dev": network,
};

const version2 = (place: (id: string) => string): Record<string, string> => ({
  "/machine/cgroup/cgroup.controllers": "cpu memory\n",
  ...under(`/machine/cgroup/${place("aaa")}`, {
    "cgroup.procs": "12\n11\n",
    "cpu.stat": "usage_usec 2500000\nuser_usec 1\nthrottled_usec 500000\n",
    "memory.current": "3000\n",
    "memory.stat": "anon 1\ninactive_file 1000\n",
    "memory.max": "4096\n",
    "memory.events": "oom 3\noom_kill 2\n",
  }),
  ...under(`/machine/cgroup/${place("bbb")}`, {
    "cgroup.procs": "21\n0\n",
    "cpu.stat": "usage_usec 100\n",
    "memory.current": "10\n",
    "memory.stat": "inactive_file 20\n",
    "memory.max": "max\n",
    "memory.events": "oom_kill 0\n",
  }),
});

const version1 = (place: (id: string) => string): Record<string, string> => ({
  ...under(`/machine/cgroup/cpuacct/${place("aaa")}`, { "cgroup.procs": "11\n", "cpuacct.usage": "2500000000\n" }),
  ...under(`/machine/cgroup/cpu/${place("aaa")}`, {
    "cgroup.procs": "11\n",
    "cpu.stat": "nr_periods 1\nthrottled_time 500000000\n",
  }),
  ...under(`/machine/cgroup/memory/${place("aaa")}`, {
    "cgroup.procs": "11\n12\n",
    "memory.usage_in_bytes": "3000\n",
    "memory.stat": "inactive_file 1\ntotal_inactive_file 1000\n",
    "memory.limit_in_bytes": "4096\n",
    "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
  }),
  ...under(`/machine/cgroup/cpuacct/${place("bbb")}`, { "cgroup.procs": "21\n", "cpuacct.usage": "100000\n" }),
  ...under(`/machine/cgroup/cpu/${place("bbb")}`, { "cgroup.procs": "21\n", "cpu.stat": "" }),
  ...under(`/machine/cgroup/memory/${place("bbb")}`, {
    "cgroup.procs": "21\n",
    "memory.usage_in_bytes": "10\n",
    "memory.stat": "total_inactive_file 20\n",
    "memory.limit_in_bytes": "9223372036854771712\n",
    "memory.oom_control": "oom_kill 0\n",
  }),
});

const under = (path: string, files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${path}/${name}`, text]));

interface Answer {
  status?: number;
  text: string;
}

/** What is said of a machine with these files; asked again at each call. */
function exporter(files: Record<string, string>, clock = { now: 1e6 }) {
  const said = new Map<string, string>();
  let reads = 0;
  const fs = {
    readFileSync: (path: string) => {
      reads++;
      const text = files[path];
      if (text === undefined) throw new Error(`ENOENT ${path}`);
      return text;
    },
  };
  const shared = { get: (key: string) => said.get(key), set: (key: string, value: string) => said.set(key, value) };
  const metrics = loadNjs<{ serve: (request: object) => void }>(join(folder, "metrics.js"), {
    fs,
    ngx: { shared: { said: shared } },
    Date: { now: () => clock.now },
  });
  return () => {
    const answer: Answer & { reads: number } = { text: "", reads: 0 };
    reads = 0;
    metrics.serve({
      headersOut: {},
      return: (status: number, text: string) => Object.assign(answer, { status, text }),
    });
    return { ...answer, reads };
  };
}

const machine = (cgroups: Record<string, string>) => ({
  ...processes,
  ...cgroups,
  "/etc/airpath/containers.json": JSON.stringify(list),
});
const samples = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

const engine = '{name="engine-rivage-a",workload="engine-rivage-a",station="rivage",engine="a"}';
const gate = '{name="engine-rivage-a-srt-gate",workload="engine-rivage-a",station="rivage",engine="a"}';

const drivers = {
  cgroupfs: (id: string) => `docker/${id}`,
  systemd: (id: string) => `system.slice/docker-${id}.scope`,
};
const versions = { 1: version1, 2: version2 };

it.each(
  Object.values(drivers).flatMap((place) =>
    Object.entries(versions).map(([version, files]) => [place("ID"), version, files(place)] as const),
  ),
)("tells what the kernel counts, in %s of control groups, version %s", (_, _version, files) => {
  expect(samples(exporter(machine(files))().text)).toEqual([
    // The first of its processes, not the first that is listed.
    `container_start_time_seconds${engine} 1002.5`,
    `container_start_time_seconds${gate} 1003`,
    `container_cpu_usage_seconds_total${engine} 2.5`,
    `container_cpu_usage_seconds_total${gate} 0.0001`,
    `container_cpu_cfs_throttled_seconds_total${engine} 0.5`,
    // What the kernel does not count is not said to be nothing.
    `container_memory_working_set_bytes${engine} 2000`,
    `container_memory_working_set_bytes${gate} 0`,
    `container_spec_memory_limit_bytes${engine} 4096`,
    `container_spec_memory_limit_bytes${gate} 0`,
    `container_oom_events_total${engine} 2`,
    `container_oom_events_total${gate} 0`,
    // Both have one network: it is told of the one.
    `container_network_receive_bytes_total${engine} 105`,
    `container_network_transmit_bytes_total${engine} 206`,
  ]);
});

it("reads once for whoever asks within four seconds", () => {
  const clock = { now: 1e6 };
  const ask = exporter(machine(version2(drivers.cgroupfs)), clock);
  const first = ask();
  clock.now += 3999;
  expect(ask()).toEqual({ status: 200, text: first.text, reads: 0 });
  clock.now += 1;
  expect(ask().reads).toBe(first.reads);
});

it("fails the scrape where it does not know whom it is to tell of", () => {
  expect(exporter(processes)).toThrow("ENOENT /etc/airpath/containers.json");
});

it("says what the catalogue says of it", () => {
  const text = readFileSync(join(folder, "metrics.js"), "utf8");
  const written = [...text.matchAll(/family\(\s*"(\w+)",\s*"(\w+)",\s*"([^"]*)"/g)];
  expect(written.map(([, name, type, help]) => ({ name, type, help }))).toEqual(
    containerMetrics.map(({ name, type, help }) => ({ name, type, help })),
  );
  const said = exporter(machine(version1(drivers.cgroupfs)))().text;
  const labels = new Set([...said.matchAll(/[{,](\w+)="/g)].map(([, label]) => label!));
  for (const family of containerMetrics) expect([...family.labels].sort()).toEqual([...labels].sort());
});
