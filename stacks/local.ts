import { existsSync, readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { Fleet } from "../components/fleet";
import { Grafana } from "../components/monitoring/grafana";
import { Secrets } from "../components/secrets";
import { shortHash } from "../components/workload/content-hash";
import { DockerRuntime } from "../components/workload/docker";
import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";
import { baseImageRef } from "../toolchain/record";
import { rootSecretFile } from "../toolchain/state";
import { ConfigError, type LocalConfig, localConfig, parseConfig } from "./config";
import { stackOutputs } from "./outputs";

/** The stack `local`: the whole platform in Docker on one machine. */
export function local(): Record<string, unknown> {
  const config = parseConfig(localConfig, "local", pulumi.runtime.allConfig());
  const inventory = parseInventory(stationFiles, { minimumRedundancy: config.minimumRedundancy });
  const plan = planFleet(selectStations(inventory, config.stations), config);
  const prefix = `airpath-${pulumi.getStack()}`;
  const runtime = new DockerRuntime("docker", {
    prefix,
    debian: baseImageRef(),
    bindings: { operators: "127.0.0.1", listeners: config.listenAddress, studios: config.listenAddress },
  });
  new Fleet("fleet", { plan, runtime, secrets: secretsOf(config), studio: config.studio });
  const { grafana, runbooksUrl } = config;
  if (grafana)
    new Grafana("grafana", {
      plan,
      ...(runbooksUrl && { runbooksUrl }),
      ...grafana,
      auth: pulumi.secret(grafana.auth),
    });
  return { ...stackOutputs(plan, prefix, shortHash(JSON.stringify(plan)), config.studio) };
}

function secretsOf({ rootSecret, secrets }: LocalConfig): Secrets {
  return new Secrets(pulumi.secret(rootSecret ?? readRootSecret()), pulumi.secret(secrets));
}

/** @throws ConfigError when set-up has not been run here */
function readRootSecret(): string {
  if (existsSync(rootSecretFile)) return readFileSync(rootSecretFile, "utf8").trim();
  throw new ConfigError(
    `${rootSecretFile} is missing; allowed: what set-up writes, or airpath:rootSecret; fix: make setup`,
  );
}
