// njs, inside nginx: what Prometheus is told of containers. Names are cAdvisor's, which clusters have of their nodes already.
import fs from "fs";
import cgroups from "./cgroups.js";
import processes from "./processes.js";

const listPath = "/etc/airpath/containers.json";
// Under Prometheus' interval: each answer of a pair's member is as fresh as the other's, and is read once.
const keptMilliseconds = 4000;

// Of a station's containers, which they are; of all, the container and the workload that it is of.
function labels(container) {
  const own = { name: container.name, workload: container.workload };
  ["station", "engine"].forEach((key) => {
    if (container.labels[key] !== undefined) own[key] = container.labels[key];
  });
  return `{${Object.keys(own)
    .map((key) => `${key}="${own[key]}"`)
    .join(",")}}`;
}

function family(name, type, help, samples) {
  const known = samples.filter((one) => one[1] !== undefined);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${known.map((one) => `${name}${one[0]} ${one[1]}\n`).join("")}`;
}

function text() {
  const declared = JSON.parse(fs.readFileSync(listPath, "utf8"));
  const boot = processes.booted();
  const all = cgroups.usage(declared).map((each) => {
    const began = processes.began(each.used.pids);
    return {
      labels: labels(each.container),
      used: each.used,
      began: began === undefined ? undefined : boot + began,
      // Containers of one workload share its network: it is told once, of the one that gives it its name.
      carried: each.container.name === each.container.workload && processes.carried(each.used.pids[0]),
    };
  });
  const of = (value) => all.map((each) => [each.labels, value(each)]);
  const network = (way) => of((each) => (each.carried ? each.carried[way] : undefined));
  return (
    family(
      "container_start_time_seconds",
      "gauge",
      "When its first process began.",
      of((each) => each.began),
    ) +
    family(
      "container_cpu_usage_seconds_total",
      "counter",
      "Seconds of processor time.",
      of((each) => each.used.cpuSeconds),
    ) +
    family(
      "container_cpu_cfs_throttled_seconds_total",
      "counter",
      "Seconds in which a processor limit held it back.",
      of((each) => each.used.throttledSeconds),
    ) +
    family(
      "container_memory_working_set_bytes",
      "gauge",
      "Memory that the kernel cannot take back at once.",
      of((each) => each.used.memoryBytes),
    ) +
    family(
      "container_spec_memory_limit_bytes",
      "gauge",
      "Memory beyond which something in it is killed; 0: none.",
      of((each) => each.used.memoryLimitBytes),
    ) +
    family(
      "container_oom_events_total",
      "counter",
      "Processes killed for its memory, since it began.",
      of((each) => each.used.killed),
    ) +
    family(
      "container_network_receive_bytes_total",
      "counter",
      "Bytes that its workload received.",
      network("received"),
    ) +
    family("container_network_transmit_bytes_total", "counter", "Bytes that its workload sent.", network("sent"))
  );
}

function serve(request) {
  const now = Date.now();
  const said = ngx.shared.said;
  if (now - Number(said.get("time") || 0) >= keptMilliseconds) {
    said.set("text", text());
    said.set("time", String(now));
  }
  request.headersOut["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8";
  request.return(200, said.get("text"));
}

export default { serve };
