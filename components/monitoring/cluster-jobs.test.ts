import { parse } from "yaml";
import { promtool } from "../../alerts/cases/promtool";
import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { fleetConnections } from "../connections";
import { containerMetrics } from "./container-exporter";
import { prometheusConfig } from "./config";

const stations = [testStation("rivage", 10000, { icecast: ["aac-hifi"], hls: ["aac-lofi"] })];
const plan = planFleet(stations, { namespace: "airpath-prod", machineMetrics: false });
const text = prometheusConfig(plan);

interface Rule {
  source_labels?: string[];
  regex?: string;
  target_label?: string;
  replacement?: string;
  action?: string;
}
interface Job {
  job_name: string;
  static_configs?: object[];
  kubernetes_sd_configs?: object[];
  metric_relabel_configs?: Rule[];
}
const jobs = (parse(text) as { scrape_configs: Job[] }).scrape_configs;
const called = (name: string) => jobs.filter(({ job_name }) => job_name === name);

it("asks every node and every kubelet, found through the API server, and no address that a plan could know", () => {
  expect(called("node")).toMatchObject([
    {
      kubernetes_sd_configs: [
        {
          role: "pod",
          namespaces: { names: ["airpath-prod"] },
          selectors: [{ role: "pod", label: "airpath.workload=node-exporter" }],
        },
      ],
    },
  ]);
  expect(called("container")).toMatchObject([
    { scheme: "https", metrics_path: "/metrics/cadvisor", kubernetes_sd_configs: [{ role: "node" }] },
  ]);
  for (const job of [...called("node"), ...called("container")]) expect(job.static_configs).toBeUndefined();
});

it("lets each Prometheus reach every node's exporter", () => {
  const calls = fleetConnections(plan, { studio: false, receivers: {} });
  expect(calls.filter(({ to }) => "workload" in to && to.workload === "node-exporter")).toEqual(
    ["prometheus-1", "prometheus-2"].map((from) => ({
      ...{ from, to: { workload: "node-exporter" }, port: 9100, protocol: "tcp" },
    })),
  );
});

it("is a configuration to Prometheus itself", async () => {
  const files = [{ name: "prometheus.yml", content: text }];
  expect(await promtool(["check", "config", "--syntax-only", "prometheus.yml"], files)).toBe("");
});

/** As Prometheus' documentation says of each action. @returns undefined: dropped */
function relabelled(labels: Record<string, string>): Record<string, string> | undefined {
  let now = labels;
  for (const { source_labels = [], regex = "(.*)", target_label, replacement = "$1", action } of called("container")[0]!
    .metric_relabel_configs!) {
    const whole = new RegExp(`^(?:${regex})$`, "s");
    const joined = source_labels.map((label) => now[label] ?? "").join(";");
    const found = whole.exec(joined);
    if (action === "labeldrop") now = Object.fromEntries(Object.entries(now).filter(([label]) => !whole.test(label)));
    else if ((action === "keep" && !found) || (action === "drop" && found)) return undefined;
    else if (action === undefined && found) now = { ...now, [target_label!]: joined.replace(whole, replacement) };
  }
  return now;
}

describe("a kubelet's series of a container", () => {
  const cpu = "container_cpu_usage_seconds_total";
  const of = (pod: string, container: string, more = {}) => ({
    ...{ __name__: cpu, namespace: "airpath-prod", pod, container },
    ...{ id: "/kubepods/x", image: "airpath/x@sha256:1", name: "0123abcd" },
    ...more,
  });
  const engine = { workload: "engine-rivage-a", station: "rivage", engine: "a" };

  it.each([
    ["an engine's", of("engine-rivage-a-6d4cf56db9-x2v5q", "main"), { ...engine, name: "engine-rivage-a" }],
    [
      "its sidecar's",
      of("engine-rivage-a-6d4cf56db9-x2v5q", "srt-gate"),
      { ...engine, name: "engine-rivage-a-srt-gate" },
    ],
    [
      "one of a station whose name looks like an engine's",
      of("engine-radio-a-b-6d4cf56db-x2v5q", "main"),
      { workload: "engine-radio-a-b", station: "radio-a", engine: "b", name: "engine-radio-a-b" },
    ],
    [
      "a server's",
      of("icecast-relay-1-79f5b8c6d4-zzk7w", "main"),
      { workload: "icecast-relay-1", name: "icecast-relay-1" },
    ],
    ["one on every node", of("node-exporter-4xk2p", "main"), { workload: "node-exporter", name: "node-exporter" }],
    [
      "one in the namespace of those that see their node",
      of("log-collector-4xk2p", "main", { namespace: "airpath-prod-nodes" }),
      { workload: "log-collector", name: "log-collector" },
    ],
  ])("has the labels that our own exporter gives: %s", (_, labels, expected) => {
    expect(relabelled(labels)).toEqual({ __name__: cpu, ...expected });
  });

  it.each(["", "POD"])('keeps a pod\'s network, which is told of the container "%s"', (container) => {
    const __name__ = "container_network_receive_bytes_total";
    expect(relabelled(of("engine-rivage-a-6d4cf56db9-x2v5q", container, { __name__, interface: "eth0" }))).toEqual({
      ...{ __name__, interface: "eth0", name: "engine-rivage-a" },
      ...engine,
    });
  });

  it.each([
    ["a pod as a whole, which is the sum of its containers", of("engine-rivage-a-6d4cf56db9-x2v5q", "")],
    ["what holds a pod's network", of("engine-rivage-a-6d4cf56db9-x2v5q", "POD")],
    ["the node as a whole", { __name__: cpu, id: "/" }],
    ["others' containers", of("web-6d4cf56db9-x2v5q", "main", { namespace: "web" })],
    ["another platform's", of("engine-rivage-a-6d4cf56db9-x2v5q", "main", { namespace: "airpath-prod-2" })],
    ["what nobody asks for", of("front-1-6d4cf56db9-x2v5q", "main", { __name__: "container_sockets" })],
  ])("leaves out %s", (_, labels) => {
    expect(relabelled(labels)).toBeUndefined();
  });

  it("of every metric that rules and panels read has one", () => {
    const kept = containerMetrics.filter(({ name }) =>
      relabelled(of("front-1-6d4cf56db9-x2v5q", "main", { __name__: name })),
    );
    expect(kept).toEqual(containerMetrics);
  });
});
