import * as pulumi from "@pulumi/pulumi";
import type { LogSettings } from "../../station-inventory/fleet-settings";
import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { fleetConnections } from "../connections";
import { lineLabels } from "../workload/docker-container";
import type { Image } from "../workload/workload";
import { collectorCommand, storeCommand, streamFields } from "./config";
import { collectorWorkload, storeWorkload } from "./logs";

const settings = { days: 14, gibibytes: 10, port: 9428 };
const stations = [testStation("rivage", 10000, { icecast: ["aac-hifi"], hls: ["aac-lofi"] })];
const planned = (logs?: LogSettings) => planFleet(stations, logs ? { logs } : {});
const logs = planned(settings).logs!;
const { store, collector } = { ...logs, collector: logs.collector! };
const image: Image = { name: pulumi.output("a"), reference: pulumi.output("a"), contentHash: "a" };

it("nothing is planned, asked or called where logs are not kept", () => {
  const plan = planned();
  expect(plan.logs).toBeUndefined();
  const { prometheus } = plan;
  expect(prometheus.targets.filter(({ job }) => job.startsWith("log-"))).toEqual([]);
});

it("both are scraped, and the collector calls the store", () => {
  const plan = planned(settings);
  expect(plan.prometheus.targets.slice(-2)).toEqual([
    { job: "log-store", address: "log-store:9428", labels: { component: "log-store" } },
    { job: "log-collector", address: "log-collector:8888", labels: { component: "log-collector" } },
  ]);
  expect(fleetConnections(plan, { studio: false, receivers: {} })).toContainEqual({
    from: "log-collector",
    to: { workload: "log-store" },
    port: 9428,
    protocol: "tcp",
  });
});

it("there is a store alone where somebody else's collector brings the lines", () => {
  expect(planned({ ...settings, collector: "others" }).logs).toEqual({
    store: { name: "log-store", port: 9428, hostPort: 9428, url: "http://127.0.0.1:9428/" },
  });
});

describe("in a cluster", () => {
  const plan = planFleet(stations, {
    domain: ".airpath-prod.svc.cluster.local",
    logs: { ...settings, collector: { namespace: "airpath-prod" } },
  });

  it("the collector stands on every node: nobody scrapes it, and it looks the store up from its own namespace", () => {
    expect(plan.logs!.collector).toEqual({
      name: "log-collector",
      port: 8888,
      storeUrl: "http://log-store.airpath-prod.svc.cluster.local:9428/",
      namespace: "airpath-prod",
    });
    const jobs = plan.prometheus.targets.map(({ job }) => job).filter((job) => job.startsWith("log-"));
    expect(jobs).toEqual(["log-store"]);
    expect(collectorWorkload(plan.logs!.collector!, image).ports).toEqual([]);
  });

  it("it reads what the platform's own pods say, and sorts it by their labels", () => {
    expect(collectorCommand(plan.logs!.collector!).slice(2, 7)).toEqual([
      "-kubernetesCollector",
      "-kubernetesCollector.logsPath=/var/log/containers",
      '-kubernetesCollector.excludeFilter=!kubernetes.pod_namespace:="airpath-prod"',
      "-kubernetesCollector.streamFields=kubernetes.pod_labels.airpath.stack,kubernetes.pod_labels.component,kubernetes.pod_labels.station,kubernetes.pod_labels.engine,kubernetes.pod_labels.airpath.workload,kubernetes.container_name",
      "-tmpDataPath=/var/lib/airpath/log-collector",
    ]);
  });
});

it("the store keeps lines for so many days, in so many GiB, and leaves room on the disk", () => {
  expect(storeCommand(settings, 9428)).toEqual([
    "victoria-logs",
    "-httpListenAddr=:9428",
    "-storageDataPath=/var/lib/airpath/log-store",
    "-retentionPeriod=14d",
    "-retention.maxDiskSpaceUsageBytes=10GiB",
    "-storage.minFreeDiskSpaceBytes=2GiB",
    "-memory.allowedBytes=64MiB",
    "-loggerFormat=json",
    "-loggerLevel=WARN",
  ]);
});

it("the collector reads Docker's files and sends them to the store", () => {
  expect(collectorCommand(collector)).toEqual([
    "vlagent",
    "-httpListenAddr=:8888",
    "-fileCollector.glob=/machine/logs/*/*-json.log",
    "-fileCollector.msgField=log",
    "-fileCollector.timeField=time",
    "-fileCollector.fileField=",
    "-fileCollector.hostnameField=",
    "-fileCollector.streamFields=attrs.airpath.stack,attrs.component,attrs.station,attrs.engine,attrs.airpath.workload,attrs.airpath.container",
    "-tmpDataPath=/var/lib/airpath/log-collector",
    "-remoteWrite.url=http://log-store:9428/insert/native",
    "-remoteWrite.maxDiskUsagePerURL=513MiB",
    "-remoteWrite.queues=1",
    "-memory.allowedBytes=32MiB",
    "-loggerFormat=json",
    "-loggerLevel=WARN",
  ]);
});

it("asks by labels that Docker writes, all of them", () => {
  expect(streamFields.map((name) => name.replace("attrs.", "")).sort()).toEqual(lineLabels);
});

it("the collector alone sees the machine's containers; operators alone reach the store", () => {
  expect(collectorWorkload(collector, image)).toMatchObject({
    observes: "logs",
    ports: [{ name: "http", number: 8888, protocol: "tcp" }],
  });
  const declared = storeWorkload(store, settings, image);
  expect(declared.observes).toBeUndefined();
  expect(declared.ports).toEqual([
    { name: "http", number: 9428, protocol: "tcp", publish: { hostPort: 9428, audience: "operators" } },
  ]);
  expect(declared.volumes?.[0]).toMatchObject({ kind: "persistent", mebibytes: 10_240 });
});
