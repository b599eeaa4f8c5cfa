import { join } from "node:path/posix";
import type { WatcherPlan } from "../../station-inventory/plan-types";
import { answers } from "../workload/answers";
import { configFolder, type Image, type Workload } from "../workload/workload";
import type { AlertingArgs } from "./monitoring";

/** Where the receiver finds the runbooks that it serves at /runbooks/. */
export const runbooksFolder = join(configFolder, "runbooks");

/** The receiver that is always there: one sees what arrived, and an alert's runbook opens in a browser. */
export function sinkWorkload(
  { name, port, hostPort }: WatcherPlan,
  image: Image,
  { runbooks }: Pick<AlertingArgs, "runbooks">,
): Workload {
  const healthy = answers(port, "/health");
  return {
    name,
    image,
    files: Object.entries(runbooks).map(([file, content]) => ({ path: join(runbooksFolder, file), content })),
    volumes: [{ name: "tmp", path: "/tmp", kind: "memory", mebibytes: 16 }],
    ports: [{ name: "http", number: port, protocol: "tcp", publish: { hostPort, audience: "operators" } }],
    readiness: healthy,
    liveness: healthy,
    resources: { cpu: 0.05, memoryMebibytes: 64 },
    gracePeriodSeconds: 5,
    labels: { component: name },
  };
}
