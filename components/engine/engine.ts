import * as pulumi from "@pulumi/pulumi";
import type { EnginePlan, FleetPlan, InputPlan, StationPlan } from "../../station-inventory/plan-types";
import { labelsOf } from "../labels";
import type { Secrets } from "../secrets";
import type { ConfigFile, Image, Port, Probe, RunOptions, Runtime, Sidecar, Workload } from "../workload/workload";
import { configFolder } from "../workload/workload";
import {
  type EngineSecretFile,
  engineConfig,
  engineConfigPaths,
  gateSecretFiles,
  pipelineSecretFiles,
  publisherSecretFiles,
  stateFolder,
} from "./config";

export interface EngineArgs {
  station: StationPlan;
  engine: EnginePlan;
  plan: FleetPlan;
  runtime: Runtime;
  secrets: Secrets;
  engineImage: Image;
}

/** One engine of a station: Liquidsoap with the bundled pipeline, the SRT gate before it that studios call, and the publisher after it. */
export class Engine extends pulumi.ComponentResource {
  constructor(name: string, args: EngineArgs, opts: pulumi.ComponentResourceOptions) {
    super("airpath:engine:Engine", name, {}, opts);
    args.runtime.run(engineWorkload(args), { parent: this });
  }
}

/** The image of every engine: Liquidsoap, the pipeline, the SRT gate, the publisher. */
export function engineImage(runtime: Runtime, options: RunOptions): Image {
  const programs = ["engine", "station", "check", "handover", "canary", "json-log"].map((name) => `airpath-${name}`);
  const sources = ["Dockerfile", ...programs, "stdlib.liq", "pipeline", "common", "srt-gate", "publisher", "api-door"];
  return runtime.image({ name: "engine", context: "components/engine", sources }, options);
}

/**
 * Lets Liquidsoap itself check the pipeline with every engine's generated configuration, before any engine is touched.
 * @returns what engines wait for; it fails with Liquidsoap's own words
 */
export function checkPipelines(
  plan: FleetPlan,
  stations: readonly StationPlan[],
  runtime: Runtime,
  image: Image,
  options: RunOptions,
) {
  const files = stations.flatMap((station) =>
    station.engines.map((engine) => ({
      path: `${configFolder}/check/${engine.name}.liq`,
      content: configOf(plan, station, engine).liquidsoap,
    })),
  );
  const command = ["airpath-check", ...files.map(({ path }) => path)];
  const resources = { cpu: 1, memoryMebibytes: 1024 };
  return runtime.job(
    { name: "pipeline-check", image, command, files, resources, labels: { component: "check" } },
    options,
  );
}

function configOf(plan: FleetPlan, station: StationPlan, engine: EnginePlan) {
  return engineConfig(station, engine, {
    masters: plan.icecast.masters.map(({ name, port }) => ({ host: name, port })),
    origins: plan.hls.origins.map(({ name, uploadPort }) => ({ host: name, uploadPort })),
  });
}

/** What runs an engine. Pure. */
export function engineWorkload({ station, engine, plan, secrets, engineImage: image }: EngineArgs): Workload {
  const config = configOf(plan, station, engine);
  return {
    name: engine.name,
    image,
    files: [{ path: engineConfigPaths.liquidsoap, content: config.liquidsoap }],
    secretFiles: secretFiles(pipelineSecretFiles(station), secrets),
    // The operator's choice, and Liquidsoap's cache of the typed program. An engine must come back wherever there is room: no volume may pin it.
    volumes: [{ name: "state", path: stateFolder, kind: "local", mebibytes: 32 }, { ...scratch }],
    ports: [...engine.inputs.filter(({ call }) => call === undefined).map(inputPort), ...operatorPorts(engine)],
    readiness: { ...probe(engine.api.port, "/readiness", 5), startupSeconds: 60 },
    liveness: { ...probe(engine.api.port, "/liveness", 5), startupSeconds: 30 },
    resources: station.resources,
    sidecars: [
      gate(engine, image, config.gate, secretFiles(gateSecretFiles(engine), secrets)),
      publisher(engine, image, config.publisher, secretFiles(publisherSecretFiles(engine), secrets)),
    ],
    gracePeriodSeconds: 10,
    spreadGroup: engine.spreadGroup,
    placement: engine.placement,
    labels: labelsOf(plan, "engine", { station: station.id, engine: engine.letter }),
  };
}

/** Ends the SRT connections; lives on while Liquidsoap restarts, so that studios stay connected. */
function gate(engine: EnginePlan, image: Image, config: string, passphrases: ConfigFile[]): Sidecar {
  return {
    name: "srt-gate",
    image,
    command: ["srt-gate", "listen", engineConfigPaths.gate],
    files: [{ path: engineConfigPaths.gate, content: config }],
    secretFiles: passphrases,
    readiness: probe(engine.metrics.gatePort, "/liveness", 10),
    liveness: probe(engine.metrics.gatePort, "/liveness", 10),
    resources: { cpu: 0.05, memoryMebibytes: 64 },
  };
}

/** Publishes what Liquidsoap encodes; whatever a master or an origin does ends here, and never reaches the streaming loop. */
function publisher(engine: EnginePlan, image: Image, config: string, credentials: ConfigFile[]): Sidecar {
  return {
    name: "publisher",
    image,
    command: ["publisher", engineConfigPaths.publisher],
    files: [{ path: engineConfigPaths.publisher, content: config }],
    secretFiles: credentials,
    readiness: probe(engine.metrics.publisherPort, "/liveness", 10),
    liveness: probe(engine.metrics.publisherPort, "/liveness", 10),
    resources: { cpu: 0.05, memoryMebibytes: 96 },
  };
}

const scratch = { name: "tmp", path: "/tmp", kind: "memory", mebibytes: 16 } as const;

const probe = (httpPort: number, path: string, periodSeconds: number): Probe => ({
  check: { httpPort, path },
  periodSeconds,
  timeoutSeconds: 3,
  failures: 3,
  startupSeconds: 10,
});

const inputPort = ({ name, port, hostPort }: InputPlan): Port => ({
  name: `srt-${name.toLowerCase()}`,
  number: port,
  protocol: "udp",
  publish: { hostPort, audience: "studios" },
});

const operatorPorts = ({ api, metrics }: EnginePlan): Port[] => [
  { name: "api", number: api.port, protocol: "tcp", publish: { hostPort: api.hostPort, audience: "operators" } },
  { name: "metrics", number: metrics.port, protocol: "tcp" },
  { name: "gate-metrics", number: metrics.gatePort, protocol: "tcp" },
  { name: "publish-metrics", number: metrics.publisherPort, protocol: "tcp" },
];

const secretFiles = (files: EngineSecretFile[], secrets: Secrets): ConfigFile[] =>
  files.map(({ secret, path }) => ({ path, content: secrets.get(secret) }));
