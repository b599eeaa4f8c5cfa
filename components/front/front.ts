import * as pulumi from "@pulumi/pulumi";
import type { FleetPlan, FrontPlan } from "../../station-inventory/plan-types";
import { inTurn } from "../in-turn";
import { labelsOf } from "../labels";
import { answers } from "../workload/answers";
import type { Image, RunOptions, Runtime, Workload } from "../workload/workload";
import { certificatePath, frontFiles, memoryMebibytes } from "./config";
import { haproxyCommand, haproxyReload, runFolder } from "./haproxy";

export interface FrontsArgs {
  plan: FleetPlan;
  runtime: Runtime;
  /** Certificate, those that vouch for it, and its private key, in PEM. */
  certificate: pulumi.Input<string>;
  haproxy: Image;
}

/** What listeners connect to: TLS ends here, and whichever relay or cache is well answers. */
export class Fronts extends pulumi.ComponentResource {
  constructor(name: string, args: FrontsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airpath:front:Fronts", name, {}, opts);
    const { plan, runtime } = args;
    inTurn(plan.fronts, [], (front, dependsOn) => runtime.run(frontWorkload(args, front), { parent: this, dependsOn }));
    this.registerOutputs({});
  }
}

export const haproxyImage = (runtime: Runtime, options: RunOptions): Image =>
  runtime.image({ name: "haproxy", context: "components/front", sources: ["Dockerfile", "haproxy-command"] }, options);

function frontWorkload({ plan, certificate, haproxy }: FrontsArgs, front: FrontPlan): Workload {
  const healthy = answers(front.statusPort, "/health");
  return {
    name: front.name,
    image: haproxy,
    command: haproxyCommand,
    files: frontFiles(plan, front),
    secretFiles: [{ path: certificatePath, content: certificate }],
    reload: haproxyReload,
    volumes: [{ name: "run", path: runFolder, kind: "memory", mebibytes: 1 }],
    ports: [
      listened("http", front.port, front.hostPort),
      listened("https", front.tlsPort, front.tlsHostPort),
      { name: "status", number: front.statusPort, protocol: "tcp" },
    ],
    readiness: healthy,
    // Nobody stands in for a front that hangs, for who is connected to it: found in 6 s, not in 30.
    liveness: { ...healthy, periodSeconds: 2, timeoutSeconds: 2, failures: 2 },
    resources: { cpu: 0.5, memoryMebibytes: memoryMebibytes(plan) },
    gracePeriodSeconds: 10,
    spreadGroup: "front",
    labels: labelsOf(plan, "front"),
  };
}

const listened = (name: string, number: number, hostPort: number): Workload["ports"][number] => ({
  name,
  number,
  protocol: "tcp",
  publish: { hostPort, audience: "listeners" },
});
