import * as pulumi from "@pulumi/pulumi";
import type { FleetPlan } from "../../station-inventory/plan-types";
import type { Secrets } from "../secrets";
import type { Image, Probe, Runtime, Workload } from "../workload/workload";
import {
  dataPath,
  icecastPasswordPath,
  prometheusCommand,
  prometheusConfig,
  prometheusPath,
  type Retention,
} from "./config";

export interface MonitoringArgs {
  plan: FleetPlan;
  runtime: Runtime;
  secrets: Secrets;
}

/** Two weeks: a fault that comes every Sunday is seen twice. */
const retention: Retention = { days: 15, mebibytes: 2048 };

/** Prometheus, which scrapes every target of the plan. */
export class Monitoring extends pulumi.ComponentResource {
  constructor(name: string, { plan, runtime, secrets }: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airpath:monitoring:Monitoring", name, {}, opts);
    const image = runtime.image(
      { name: "prometheus", context: "components/monitoring", sources: ["Dockerfile"] },
      { parent: this },
    );
    runtime.run(prometheusWorkload(plan, image, secrets.get("icecast/admin")), { parent: this });
    this.registerOutputs({});
  }
}

function prometheusWorkload(plan: FleetPlan, image: Image, icecastPassword: pulumi.Output<string>): Workload {
  const { name, port, hostPort } = plan.prometheus;
  const probe = (path: string): Probe => ({
    check: { httpPort: port, path },
    periodSeconds: 10,
    timeoutSeconds: 3,
    failures: 3,
    // It replays its log of writes before it answers.
    startupSeconds: 60,
  });
  return {
    name,
    image,
    command: prometheusCommand(retention),
    files: [{ path: prometheusPath, content: prometheusConfig(plan) }],
    secretFiles: [{ path: icecastPasswordPath, content: icecastPassword }],
    volumes: [{ name: "data", path: dataPath, kind: "persistent", mebibytes: retention.mebibytes }],
    ports: [{ name: "http", number: port, protocol: "tcp", publish: { hostPort, audience: "operators" } }],
    readiness: probe("/-/ready"),
    liveness: probe("/-/healthy"),
    resources: { cpu: 0.25, memoryMebibytes: 1024 },
    gracePeriodSeconds: 30,
    labels: { component: "prometheus" },
  };
}
