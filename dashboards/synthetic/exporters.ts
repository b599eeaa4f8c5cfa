/** What exporters would say that a stack may lack: node_exporter, what tells of containers and programs, HAProxy's own. */
import type { FleetPlan } from "../../station-inventory/plan-types";
import { counting, noise, wave } from "./noise";
import type { SyntheticSeries } from "./world";

export function* exporterSeries({ stations }: FleetPlan): Generator<SyntheticSeries> {
  for (const host of ["host-1", "host-2", "host-3"]) yield* hostSeries(host);
  for (const { name, station, letter } of stations.flatMap(({ engines }) => engines))
    yield* containerSeries({ name, workload: name, station, engine: letter });
  for (const groupname of ["liquidsoap", "srt-gate", "publisher", "icecast", "nginx", "haproxy"])
    yield* programSeries(groupname);
  for (const instance of ["front-1:8404", "front-2:8404"]) yield* frontSeries(instance);
  yield* driftSeries();
}

const for_ =
  (job: string, instance: string) =>
  (name: string, labels: Record<string, string>, value: SyntheticSeries["value"]): SyntheticSeries => ({
    name,
    labels: { job, instance, ...labels },
    value,
  });

function* driftSeries(): Generator<SyntheticSeries> {
  const emit = for_("drift", "");
  const looked = { stack: "prod" };
  yield emit("airpath_drift_findings", looked, () => 0);
  yield emit("airpath_drift_last_check_success", looked, () => 1);
  yield emit("airpath_drift_last_check_timestamp_seconds", looked, (time) => time - (time % 21_600));
}

function* hostSeries(host: string): Generator<SyntheticSeries> {
  const emit = for_("node", `${host}:9100`);
  yield emit("up", {}, () => 1);
  for (const cpu of ["0", "1", "2", "3"])
    yield emit("node_cpu_seconds_total", { cpu, mode: "idle" }, counting(host + cpu, 0.4 + noise(host) * 0.2));
  yield emit("node_load1", {}, wave(host, 2.2, 0.8));
  yield emit("node_memory_MemTotal_bytes", {}, () => 64e9);
  yield emit("node_memory_MemAvailable_bytes", {}, wave(`${host}memory`, 30e9, 2e9));
  const disk = { mountpoint: "/", fstype: "ext4", device: "sda" };
  yield emit("node_filesystem_size_bytes", disk, () => 500e9);
  yield emit("node_filesystem_avail_bytes", disk, wave(`${host}disk`, 260e9, 1e9));
  yield emit("node_disk_io_time_seconds_total", { device: "sda" }, counting(`${host}io`, 0.08));
  yield emit("node_network_receive_bytes_total", { device: "eth0" }, counting(`${host}in`, 6e6));
  yield emit("node_network_transmit_bytes_total", { device: "eth0" }, counting(`${host}out`, 40e6));
  yield emit("node_network_receive_drop_total", { device: "eth0" }, counting(`${host}drop`, 0));
  yield emit("node_timex_offset_seconds", {}, wave(`${host}clock`, 0.0002, 0.0001));
}

function* containerSeries(labels: Record<string, string> & { name: string }): Generator<SyntheticSeries> {
  const emit = for_("container", "container-exporter:9104");
  const { name } = labels;
  yield emit("container_start_time_seconds", labels, () => 1.6e9);
  yield emit("container_cpu_usage_seconds_total", labels, counting(name, 0.16));
  yield emit("container_memory_working_set_bytes", labels, wave(name, 150e6, 6e6));
  yield emit("container_spec_memory_limit_bytes", labels, () => 512 * 2 ** 20);
  yield emit("container_oom_events_total", labels, () => 0);
  yield emit("container_cpu_cfs_throttled_seconds_total", labels, () => 0);
  yield emit("container_network_receive_bytes_total", labels, counting(`${name}in`, 90e3));
  yield emit("container_network_transmit_bytes_total", labels, counting(`${name}out`, 160e3));
}

function* programSeries(groupname: string): Generator<SyntheticSeries> {
  const emit = for_("process", "process-exporter:9256");
  for (const mode of ["user", "system"])
    yield emit("namedprocess_namegroup_cpu_seconds_total", { groupname, mode }, counting(groupname + mode, 0.3));
  const resident = { groupname, memtype: "resident" };
  yield emit("namedprocess_namegroup_memory_bytes", resident, wave(groupname, 900e6, 20e6));
  yield emit("namedprocess_namegroup_num_procs", { groupname }, () => 4);
  yield emit("namedprocess_namegroup_worst_fd_ratio", { groupname }, wave(`${groupname}files`, 0.02, 0.01, 0));
}

function* frontSeries(instance: string): Generator<SyntheticSeries> {
  const emit = for_("front", instance);
  yield emit("up", {}, () => 1);
  for (const proxy of ["icecast", "hls"]) {
    yield emit("haproxy_frontend_current_sessions", { proxy }, wave(instance + proxy, 2400, 200, 0));
    for (const [code, each] of Object.entries({ "2xx": 300, "3xx": 2, "4xx": 1, "5xx": 0.01 }))
      yield emit("haproxy_frontend_http_responses_total", { proxy, code }, counting(instance + proxy + code, each));
    yield emit("haproxy_backend_active_servers", { proxy }, () => 2);
  }
}
