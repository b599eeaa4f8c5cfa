// njs: what the kernel counts of a container, from its control group, in either version; Docker makes it by either of two drivers.
import fs from "fs";

const root = "/machine/cgroup";

function read(path) {
  try {
    return fs.readFileSync(path, "utf8");
  } catch (error) {
    // The container has ended, or the kernel counts no such thing.
    return undefined;
  }
}

const number = (text) => (text === undefined || text.trim() === "max" ? undefined : Number(text));

// Of "usage_usec 12" and the like, a line each.
function field(text, name) {
  const line = (text || "").split("\n").find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.split(" ")[1]);
}

const scaled = (value, by) => (value === undefined ? undefined : value / by);
const less = (value, part) => (value === undefined ? undefined : Math.max(0, value - (part || 0)));

// Version 1 says "no limit" by a number near the largest there is.
const limit = (value) => (value === undefined || value > Math.pow(2, 60) ? 0 : value);

// By Docker's driver "cgroupfs", by its driver "systemd".
const places = (id) => [`docker/${id}`, `system.slice/docker-${id}.scope`];

// Where the first of these folders is that there are processes in.
function find(hierarchy, id) {
  const folders = places(id).map((place) => `${root}/${hierarchy}${place}`);
  return folders.find((folder) => read(`${folder}/cgroup.procs`) !== undefined);
}

function version2(id) {
  const folder = find("", id);
  if (folder === undefined) return undefined;
  const cpu = read(`${folder}/cpu.stat`);
  return {
    pids: read(`${folder}/cgroup.procs`),
    cpuSeconds: scaled(field(cpu, "usage_usec"), 1e6),
    throttledSeconds: scaled(field(cpu, "throttled_usec"), 1e6),
    memoryBytes: less(number(read(`${folder}/memory.current`)), field(read(`${folder}/memory.stat`), "inactive_file")),
    memoryLimitBytes: limit(number(read(`${folder}/memory.max`))),
    killed: field(read(`${folder}/memory.events`), "oom_kill"),
  };
}

function version1(id) {
  const memory = find("memory/", id);
  const cpu = find("cpuacct/", id);
  if (memory === undefined || cpu === undefined) return undefined;
  const throttled = field(read(`${find("cpu/", id)}/cpu.stat`), "throttled_time");
  return {
    pids: read(`${memory}/cgroup.procs`),
    cpuSeconds: scaled(number(read(`${cpu}/cpuacct.usage`)), 1e9),
    throttledSeconds: scaled(throttled, 1e9),
    memoryBytes: less(
      number(read(`${memory}/memory.usage_in_bytes`)),
      field(read(`${memory}/memory.stat`), "total_inactive_file"),
    ),
    memoryLimitBytes: limit(number(read(`${memory}/memory.limit_in_bytes`))),
    killed: field(read(`${memory}/memory.oom_control`), "oom_kill"),
  };
}

// Of each container what is counted of it; those that do not run are left out.
function usage(containers) {
  const of = read(`${root}/cgroup.controllers`) === undefined ? version1 : version2;
  return containers
    .map((container) => ({ container, used: of(container.id) }))
    .filter((each) => each.used !== undefined)
    .map((each) => {
      // Those of other machines' processes, which are none of ours to see, read as 0.
      each.used.pids = each.used.pids.split("\n").filter((pid) => pid !== "" && pid !== "0");
      return each;
    });
}

export default { usage };
