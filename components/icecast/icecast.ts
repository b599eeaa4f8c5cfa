import * as pulumi from "@pulumi/pulumi";
import type { FleetPlan, IcecastRelayPlan, RelayShardPlan } from "../../station-inventory/plan-types";
import { inTurn } from "../in-turn";
import { labelsOf } from "../labels";
import type { Secrets } from "../secrets";
import { answers } from "../workload/answers";
import type { ContainerSpec, Image, Probe, Runtime, Sidecar, Workload } from "../workload/workload";
import { configPath, masterConfig, relayConfig, silencePort } from "./config";
import { masterHandover } from "./handover";

export interface IcecastArgs {
  plan: FleetPlan;
  runtime: Runtime;
  secrets: Secrets;
}

const sources = ["Dockerfile", "admin", "master-handover", "patches", "silence", "web"];

/** The masters that engines publish to, and the relays that listeners hear. */
export class Icecast extends pulumi.ComponentResource {
  /** What an engine needs before it can publish. */
  readonly masters: pulumi.Resource[];
  readonly image: Image;

  constructor(
    name: string,
    private readonly args: IcecastArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airpath:icecast:Icecast", name, {}, opts);
    this.image = args.runtime.image({ name: "icecast", context: "components/icecast", sources }, { parent: this });
    this.masters = this.runMasters();
    this.runRelays();
    this.registerOutputs({});
  }

  private runMasters(): pulumi.Resource[] {
    const { plan, runtime, secrets } = this.args;
    const passwords = Object.fromEntries(
      plan.stations.flatMap(({ engines }) =>
        engines.map((engine) => [engine.name, secrets.get(engine.secrets.source)]),
      ),
    );
    const config = pulumi
      .all([secrets.get("icecast/admin"), pulumi.all(passwords)])
      .apply(([admin, source]) => masterConfig(plan, { admin, source }));
    return inTurn(plan.icecast.masters, [], (master, dependsOn) => {
      const workload = masterWorkload(plan, master, server(this.image, config));
      const proof = masterHandover({ ...this.args, image: this.image, master, workload }, { parent: this, dependsOn });
      return runtime.run(workload, { parent: this, dependsOn: [...dependsOn, ...proof] });
    });
  }

  private runRelays(): void {
    const { plan, runtime, secrets } = this.args;
    for (const shard of plan.icecast.shards) {
      const config = secrets.get("icecast/admin").apply((admin) => relayConfig(plan, shard, { admin }));
      inTurn(shard.relays, this.masters, (relay, dependsOn) =>
        runtime.run(relayWorkload(plan, shard, relay, server(this.image, config), silence(this.image)), {
          parent: this,
          dependsOn,
        }),
      );
    }
  }
}

type Master = FleetPlan["icecast"]["masters"][number];

function masterWorkload(plan: FleetPlan, { name, port }: Master, spec: ContainerSpec): Workload {
  return {
    ...spec,
    name,
    ports: [{ name: "http", number: port, protocol: "tcp" }],
    gracePeriodSeconds: 10,
    spreadGroup: "icecast-master",
    labels: labelsOf(plan, "icecast-master"),
  };
}

function relayWorkload(
  plan: FleetPlan,
  shard: RelayShardPlan,
  { name, port }: IcecastRelayPlan,
  spec: ContainerSpec,
  silent: Sidecar,
): Workload {
  return {
    ...spec,
    name,
    ports: [{ name: "http", number: port, protocol: "tcp" }],
    sidecars: [silent],
    gracePeriodSeconds: 10,
    // Relays of different shards may share a host.
    spreadGroup: `icecast-${shard.name}`,
    labels: labelsOf(plan, "icecast-relay"),
  };
}

/** Nobody but the relay beside it has to reach it. */
const answersInside: Probe = {
  ...answers(silencePort, "/health"),
  check: { httpPort: silencePort, path: "/health", loopbackOnly: true },
};

/** Icecast itself. The configuration holds passwords: it is a secret file. */
function server(image: Image, config: pulumi.Output<string>): ContainerSpec {
  return {
    image,
    command: ["icecast2", "-c", configPath],
    secretFiles: [{ path: configPath, content: config }],
    // Mounts, relays and limits: whoever listens goes on listening.
    reload: { signal: "HUP" },
    readiness: answers(8000, "/health.xsl"),
    liveness: answers(8000, "/health.xsl"),
    resources: { cpu: 0.25, memoryMebibytes: 256 },
  };
}

/** What a relay falls back to last. */
function silence(image: Image): Sidecar {
  return {
    name: "silence",
    image,
    command: ["silence"],
    readiness: answersInside,
    liveness: answersInside,
    resources: { cpu: 0.05, memoryMebibytes: 64 },
  };
}
