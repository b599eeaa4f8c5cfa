/**
 * What Prometheus finds through a cluster's API server, since nodes come and go: every node's exporter, and of every kubelet what containers of ours use. Kubelets
 * tell it by the same names as our own container-exporter does on one machine; labels are made the same here, so that rules and panels hold for both. Pure.
 */
import { engineLetters, engineName } from "../../station-inventory/names";
import type { EngineLetter, ExporterPlan } from "../../station-inventory/plan-types";
import { agentNamespace, label, mainContainer } from "../workload/kubernetes-names";
import { containerMetrics } from "./container-exporter";

/** Where a pod has what it asks the cluster with. */
const tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount/token";

interface Relabeling {
  source_labels?: string[];
  regex?: string;
  target_label?: string;
  replacement?: string;
  action?: "keep" | "drop" | "labeldrop";
}

const set = (target_label: string, replacement: string): Relabeling => ({ target_label, replacement });
const copy = (source: string, target_label: string): Relabeling => ({ source_labels: [source], target_label });

/** @returns their jobs, beside those of targets that the plan knows */
export const clusterJobs = (namespace: string, nodeExporter: ExporterPlan) => [
  {
    job_name: "node",
    kubernetes_sd_configs: [
      {
        role: "pod",
        namespaces: { names: [namespace] },
        selectors: [{ role: "pod", label: `${label.workload}=${nodeExporter.name}` }],
      },
    ],
    relabel_configs: [
      set("component", "node"),
      copy("__meta_kubernetes_pod_node_name", "host"),
      { ...copy("__meta_kubernetes_pod_node_name", "instance"), replacement: `$1:${nodeExporter.port}` },
    ],
  },
  {
    job_name: "container",
    scheme: "https",
    metrics_path: "/metrics/cadvisor",
    // A kubelet counts every 10 to 15 s, and tells of everybody's containers.
    scrape_interval: "15s",
    scrape_timeout: "10s",
    // When it counted, by its own clock: of two containers that one series stands for, one after the other, the later one may be told first.
    honor_timestamps: false,
    authorization: { credentials_file: tokenPath },
    // Kubelets sign their certificates themselves, unless a cluster was told otherwise. What the token may read, it may only read.
    tls_config: { insecure_skip_verify: true },
    kubernetes_sd_configs: [{ role: "node" }],
    relabel_configs: [set("component", "container"), copy("__meta_kubernetes_node_name", "host")],
    metric_relabel_configs: ofContainers(namespace),
  },
];

/** What Kubernetes makes names of, where it makes them: no vowels, and nothing that looks like one. */
const drawn = "[b-df-hj-np-tv-xz2456789]";
/** What a Deployment, a DaemonSet or a Job puts behind its name to call its pods. */
const podName = `(.+?)(?:-${drawn}{6,10})?-${drawn}{5}`;
const engineWorkload = engineName("(.+)", `([${engineLetters.join("")}])` as EngineLetter);

const names = containerMetrics.map(({ name }) => name);
// Containers of a pod share one network: it is told of the pod, by a container without a name or, in Docker's days, "POD".
const ofOne = names.filter((name) => !name.startsWith("container_network_"));

/** Of each series: whose it is, as `containerLabels` say. A container that took another's place has that one's series, which so begins anew. */
const ofContainers = (namespace: string): Relabeling[] => [
  {
    source_labels: ["namespace", "__name__"],
    regex: `(?:${namespace}|${agentNamespace(namespace)});(?:${names.join("|")})`,
    action: "keep",
  },
  { source_labels: ["__name__", "container"], regex: `(?:${ofOne.join("|")});(?:POD)?`, action: "drop" },
  { source_labels: ["pod"], regex: podName, target_label: "workload", replacement: "$1" },
  { source_labels: ["workload", "container"], regex: "(.+);(.+)", target_label: "name", replacement: "$1-$2" },
  {
    source_labels: ["workload", "container"],
    regex: `(.+);(?:POD|${mainContainer})?`,
    target_label: "name",
    replacement: "$1",
  },
  { source_labels: ["workload"], regex: engineWorkload, target_label: "station", replacement: "$1" },
  { source_labels: ["workload"], regex: engineWorkload, target_label: "engine", replacement: "$2" },
  { regex: "id|image|namespace|pod|container", action: "labeldrop" },
];
