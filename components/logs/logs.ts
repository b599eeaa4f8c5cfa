import { existsSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { LogSettings } from "../../station-inventory/fleet-settings";
import type { FleetPlan } from "../../station-inventory/plan-types";
import { root } from "../workload/content-hash";
import type { Image, Probe, Runtime, Workload } from "../workload/workload";
import {
  collectorCommand,
  containersFolder,
  positionsFolder,
  storeCommand,
  storePath,
  waitingMebibytes,
} from "./config";
import { logPrograms, programPath } from "./programs";

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
      checkPrograms();
      const image = (program: (typeof logPrograms)[number]): Image =>
        runtime.image(
          { name: program.image, context: program.context, sources: ["Dockerfile", program.name] },
          { parent: this },
        );
      const [store, collector] = logPrograms;
      runtime.run(storeWorkload(logs.store, settings.logs, image(store)), { parent: this });
      if (logs.collector)
        runtime.run(collectorWorkload({ store: logs.store, collector: logs.collector }, image(collector)), {
          parent: this,
        });
    }
    this.registerOutputs({});
  }
}

/** @throws when `make log-tools` has not been run here, naming what is missing */
export function checkPrograms(there: (file: string) => boolean = (file) => existsSync(join(root, file))): void {
  const missing = logPrograms.map(programPath).filter((file) => !there(file));
  if (missing.length === 0) return;
  throw new Error(
    `airpath:logs is set, and ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing; allowed: what make log-tools brings; fix: make log-tools, or pulumi config rm airpath:logs`,
  );
}

const answers = (httpPort: number, path: string, startupSeconds: number): Probe => ({
  check: { httpPort, path },
  periodSeconds: 10,
  timeoutSeconds: 3,
  failures: 3,
  startupSeconds,
});

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

export function collectorWorkload(logs: Required<Logs>, image: Image): Workload {
  const { name, port } = logs.collector;
  return {
    name,
    image,
    command: collectorCommand(logs),
    volumes: [{ name: "positions", path: positionsFolder, kind: "local", mebibytes: waitingMebibytes + 16 }],
    containerLogs: containersFolder,
    ports: [{ name: "http", number: port, protocol: "tcp" }],
    readiness: answers(port, "/health", 30),
    liveness: answers(port, "/health", 30),
    resources: { cpu: 0.05, memoryMebibytes: 128 },
    gracePeriodSeconds: 10,
    labels: { component: name },
  };
}
