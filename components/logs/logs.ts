import * as pulumi from "@pulumi/pulumi";
import type { LogSettings } from "../../station-inventory/fleet-settings";
import type { FleetPlan, LogCollectorPlan } from "../../station-inventory/plan-types";
import { answers } from "../workload/answers";
import type { Image, Runtime, Workload } from "../workload/workload";
import { collectorCommand, positionsFolder, storeCommand, storePath, waitingMebibytes } from "./config";
import { logPrograms } from "./programs";

export interface LogsArgs {
  plan: FleetPlan;
  runtime: Runtime;
}

type Logs = NonNullable<FleetPlan["logs"]>;

/** What keeps what containers say, and what brings it there: beside the air path, which knows of neither. */
export class LogStore extends pulumi.ComponentResource {
  constructor(name: string, args: LogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airpath:logs:LogStore", name, {}, opts);
    const { plan, runtime } = args;
    const { logs, settings } = plan;
    if (logs && settings.logs) {
      const image = (program: (typeof logPrograms)[number]): Image =>
        runtime.image(
          { name: program.image, context: program.context, sources: ["Dockerfile", program.name] },
          { parent: this },
        );
      const [store, collector] = logPrograms;
      runtime.run(storeWorkload(logs.store, settings.logs, image(store)), { parent: this });
      if (logs.collector) runtime.run(collectorWorkload(logs.collector, image(collector)), { parent: this });
    }
    this.registerOutputs({});
  }
}

export function storeWorkload({ name, port, hostPort }: Logs["store"], settings: LogSettings, image: Image): Workload {
  return {
    name,
    image,
    command: storeCommand(settings, port),
    volumes: [{ name: "data", path: storePath, kind: "persistent", mebibytes: settings.gibibytes * 1024 }],
    ports: [{ name: "http", number: port, protocol: "tcp", publish: { hostPort, audience: "operators" } }],
    readiness: answers(port, "/health", 60),
    liveness: answers(port, "/health", 60),
    resources: { cpu: 0.05, memoryMebibytes: 256 },
    gracePeriodSeconds: 15,
    labels: { component: name },
  };
}

export function collectorWorkload(plan: LogCollectorPlan, image: Image): Workload {
  const { name, port, namespace } = plan;
  return {
    name,
    image,
    command: collectorCommand(plan),
    volumes: [{ name: "positions", path: positionsFolder, kind: "local", mebibytes: waitingMebibytes + 16 }],
    observes: "logs",
    ports: namespace === undefined ? [{ name: "http", number: port, protocol: "tcp" }] : [],
    readiness: answers(port, "/health", 30),
    liveness: answers(port, "/health", 30),
    resources: { cpu: 0.05, memoryMebibytes: 128 },
    gracePeriodSeconds: 10,
    labels: { component: name },
  };
}
