import { existsSync, readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { readRunbooks } from "../alerts/runbooks";
import { Fleet } from "../components/fleet";
import { Grafana } from "../components/monitoring/grafana";
import type { AlertingArgs } from "../components/monitoring/monitoring";
import { Secrets } from "../components/secrets";
import { shortHash } from "../components/workload/content-hash";
import { DockerRuntime } from "../components/workload/docker";
import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import type { FleetPlan } from "../station-inventory/plan-types";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";
import { certificateFile } from "../toolchain/certificate";
import { baseImageRef } from "../toolchain/record";
import { rootSecretFile } from "../toolchain/state";
import { type LocalConfig, localConfig } from "./config";
import { ConfigError, parseConfig } from "./parse-config";
import { declaredOf } from "./declared";
import { checkLogPrograms } from "./log-programs";
import { stackOutputs } from "./outputs";

/** The stack `local`: the whole platform in Docker on one machine. */
export function local(): Record<string, unknown> {
  const config = parseConfig(localConfig, "local", pulumi.runtime.allConfig());
  const inventory = parseInventory(stationFiles, { minimumRedundancy: config.minimumRedundancy });
  const plan = planFleet(selectStations(inventory, config.stations), config);
  checkLogPrograms(plan);
  const prefix = `airpath-${pulumi.getStack()}`;
  const runtime = new DockerRuntime("docker", {
    prefix,
    debian: baseImageRef(),
    bindings: { operators: "127.0.0.1", listeners: config.listenAddress, studios: config.listenAddress },
  });
  const certificate = pulumi.secret(config.tlsCertificate ?? readMade(certificateFile, "airpath:tlsCertificate"));
  const alerting = alertingOf(config, plan);
  new Fleet("fleet", {
    ...{ plan, runtime, secrets: secretsOf(config), studio: config.studio, stations: plan.stations },
    platform: { certificate, alerting },
  });
  const { grafana } = config;
  if (grafana) {
    const runbooksUrl = alerting.links.runbooks.replace(/\/$/, "");
    new Grafana("grafana", { plan, runbooksUrl, ...grafana, auth: pulumi.secret(grafana.auth) });
  }
  const declared = declaredOf(plan, config.minimumRedundancy);
  return { ...stackOutputs(plan, prefix, shortHash(JSON.stringify(plan)), config.studio), declared };
}

function alertingOf({ alertReceivers, grafanaUrl }: LocalConfig, { alertSink }: FleetPlan): AlertingArgs {
  return {
    receivers: alertReceivers,
    links: { runbooks: `${alertSink.url}runbooks/`, dashboards: grafanaUrl },
    runbooks: readRunbooks(),
    machine: "local",
  };
}

function secretsOf({ rootSecret, secrets }: LocalConfig): Secrets {
  return new Secrets(
    pulumi.secret(rootSecret ?? readMade(rootSecretFile, "airpath:rootSecret").trim()),
    pulumi.secret(secrets),
  );
}

/** @throws ConfigError when set-up has not been run here */
function readMade(file: string, setting: string): string {
  if (existsSync(file)) return readFileSync(file, "utf8");
  throw new ConfigError(`${file} is missing; allowed: what set-up writes, or ${setting}; fix: make setup`);
}
