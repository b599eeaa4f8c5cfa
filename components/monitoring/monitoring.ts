import * as pulumi from "@pulumi/pulumi";
import type { Links } from "../../alerts/links";
import { ruleFiles } from "../../alerts/rules";
import type { FleetPlan, WatcherPlan } from "../../station-inventory/plan-types";
import type { Secrets } from "../secrets";
import { answers } from "../workload/answers";
import type { KubernetesRuntime } from "../workload/kubernetes";
import type { ConfigFile, Image, Runtime, Workload } from "../workload/workload";
import { alertmanagerCommand, alertmanagerConfig, alertmanagerDataPath, alertmanagerPath } from "./alertmanager";
import { channelSecretPath } from "./alertmanager";
import {
  dataPath,
  icecastPasswordPath,
  prometheusCommand,
  prometheusConfig,
  prometheusPath,
  type Retention,
  rulesFolder,
} from "./config";
import { containerExporterWorkload } from "./container-exporter";
import { nodeExporterWorkload } from "./node-exporter";
import {
  alertmanagerObject,
  channelSecretsObject,
  dashboardMaps,
  type OperatorArgs,
  prometheusRules,
  reached,
  scrapeConfigs,
  scrapeCredentials,
} from "./operator";
import { proberWorkload } from "./prober";
import { processExporterWorkload } from "./process-exporter";
import { pushgatewayWorkload } from "./pushgateway";
import { channels, type Receivers, receiverSecrets } from "./receivers";
import { sinkWorkload } from "./sink";

export interface AlertingArgs {
  receivers: Receivers;
  links: Links;
  /** Text of each runbook by its file's name. */
  runbooks: Readonly<Record<string, string>>;
  /** Name of the machine, where all runs on one. */
  machine?: string;
  /** Whose Prometheus and Alertmanager watch, where they are not ours: the plan has none of these then. */
  operator?: OperatorArgs & { runtime: Pick<KubernetesRuntime, "declare" | "admit"> };
}

export interface MonitoringArgs {
  plan: FleetPlan;
  runtime: Runtime;
  secrets: Secrets;
  alerting: AlertingArgs;
}

/** Two weeks: a fault that comes every Sunday is seen twice; and the period of the error budgets. */
const retention: Retention = { days: 15, mebibytes: 2048 };

/** What watches: Prometheus as a pair, Alertmanager as a cluster, the local receiver, the Pushgateway, what listens, and what tells of the machine. */
export class Monitoring extends pulumi.ComponentResource {
  constructor(
    name: string,
    private readonly args: MonitoringArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airpath:monitoring:Monitoring", name, {}, opts);
    const { plan, runtime, alerting } = args;
    if (alerting.operator) this.tellOperator(alerting.operator);
    else {
      this.runPrometheuses();
      this.runAlertmanagers();
    }
    runtime.run(
      sinkWorkload(plan.alertSink, this.image("alert-sink", ["Dockerfile", "nginx.conf", "sink.js"]), alerting),
      {
        parent: this,
      },
    );
    if (plan.nodeExporter) {
      const exporter = this.image("node-exporter", ["Dockerfile"], "node-exporter-image");
      runtime.run(nodeExporterWorkload(plan.nodeExporter, exporter), { parent: this });
    }
    const gateway = this.image("pushgateway", ["Dockerfile"], "pushgateway-image");
    runtime.run(pushgatewayWorkload(plan.pushgateway, gateway), { parent: this });
    const programs = ["prober.js", "hear.js", "metrics.js", "rounds.js"];
    runtime.run(proberWorkload(plan, this.image("prober", ["Dockerfile", ...programs])), { parent: this });
    if (plan.observers) this.observe(plan.observers);
    this.registerOutputs({});
  }

  /** Last: what tells of containers knows those that were declared before it. */
  private observe({ processes, containers }: NonNullable<FleetPlan["observers"]>): void {
    const { runtime } = this.args;
    const processImage = this.image("process-exporter", ["Dockerfile"], "process-exporter-image");
    runtime.run(processExporterWorkload(processes, processImage), { parent: this });
    const sources = ["Dockerfile", "nginx.conf", "metrics.js", "cgroups.js", "processes.js"];
    runtime.run(containerExporterWorkload(containers, this.image("container-exporter", sources)), { parent: this });
  }

  private image(name: string, sources: string[], folder = name): Image {
    const context = `components/monitoring/${folder}`;
    return this.args.runtime.image({ name, context, sources }, { parent: this });
  }

  private runPrometheuses(): void {
    const { plan, runtime, secrets, alerting } = this.args;
    const image = this.image("prometheus", ["Dockerfile"], "");
    const files = [
      { path: prometheusPath, content: prometheusConfig(plan, alerting.machine) },
      ...ruleFiles(plan, alerting.links).map(({ name, content }) => ({ path: `${rulesFolder}/${name}`, content })),
    ];
    const password = { path: icecastPasswordPath, content: secrets.get("icecast/admin") };
    oneByOne(plan.prometheus.servers, (server, before) =>
      runtime.run(
        {
          ...prometheusWorkload(server, image, files, password),
          ...(plan.settings.namespace && { observes: "cluster" }),
        },
        { parent: this, dependsOn: before },
      ),
    );
  }

  private runAlertmanagers(): void {
    const { plan, runtime, secrets, alerting } = this.args;
    const image = this.image("alertmanager", ["Dockerfile"], "alertmanager-image");
    const config = { path: alertmanagerPath, content: alertmanagerConfig(plan, alerting.receivers) };
    const keys = channels(alerting.receivers).map((channel) => ({
      path: channelSecretPath(channel),
      content: secrets.agreed(receiverSecrets[channel]),
    }));
    oneByOne(plan.alertmanager.servers, (server, before) =>
      runtime.run(alertmanagerWorkload(plan, server, image, config, keys), { parent: this, dependsOn: before }),
    );
  }

  private tellOperator(operator: NonNullable<AlertingArgs["operator"]>): void {
    const { plan, secrets, alerting } = this.args;
    const { receivers, links } = alerting;
    const objects = [
      scrapeCredentials(secrets.get("icecast/admin")),
      ...scrapeConfigs(plan, operator.labels),
      ...prometheusRules(plan, links, operator),
      ...channelSecretsObject(receivers, (channel) => secrets.agreed(receiverSecrets[channel])),
      alertmanagerObject(plan, receivers, operator.labels),
      ...dashboardMaps(plan, links),
    ];
    operator.runtime.declare(objects, { parent: this });
    operator.runtime.admit(operator.namespace, reached(plan), { parent: this });
  }
}

/** One is replaced only when the one before it is ready: somebody always watches. */
function oneByOne<T>(list: readonly T[], run: (each: T, before: pulumi.Resource[]) => pulumi.Resource): void {
  list.reduce<pulumi.Resource[]>((before, each) => [run(each, before)], []);
}

const operators = ({ port, hostPort }: WatcherPlan): Workload["ports"] => [
  { name: "http", number: port, protocol: "tcp", publish: { hostPort, audience: "operators" } },
];

function prometheusWorkload(server: WatcherPlan, image: Image, files: ConfigFile[], password: ConfigFile): Workload {
  return {
    name: server.name,
    image,
    command: prometheusCommand(retention, server.url),
    files,
    secretFiles: [password],
    volumes: [{ name: "data", path: dataPath, kind: "persistent", mebibytes: retention.mebibytes }],
    ports: operators(server),
    // It replays its log of writes before it answers.
    readiness: answers(server.port, "/-/ready", 60),
    liveness: answers(server.port, "/-/healthy", 60),
    resources: { cpu: 0.25, memoryMebibytes: 1024 },
    gracePeriodSeconds: 30,
    spreadGroup: "prometheus",
    labels: { component: "prometheus" },
  };
}

function alertmanagerWorkload(
  plan: FleetPlan,
  server: WatcherPlan,
  image: Image,
  config: ConfigFile,
  keys: ConfigFile[],
): Workload {
  const cluster = plan.alertmanager.clusterPort;
  return {
    name: server.name,
    image,
    command: alertmanagerCommand(plan, server.url),
    files: [config],
    secretFiles: keys,
    // Silences, and who has been told what.
    volumes: [{ name: "data", path: alertmanagerDataPath, kind: "persistent", mebibytes: 64 }],
    ports: [
      ...operators(server),
      { name: "cluster-tcp", number: cluster, protocol: "tcp" },
      { name: "cluster-udp", number: cluster, protocol: "udp" },
    ],
    readiness: answers(server.port, "/-/ready", 30),
    liveness: answers(server.port, "/-/healthy", 30),
    resources: { cpu: 0.05, memoryMebibytes: 128 },
    gracePeriodSeconds: 15,
    spreadGroup: "alertmanager",
    labels: { component: "alertmanager" },
  };
}
