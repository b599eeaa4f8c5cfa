import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Fleet } from "../components/fleet";
import { Secrets } from "../components/secrets";
import { shortHash } from "../components/workload/content-hash";
import { DockerRuntime } from "../components/workload/docker";
import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";
import { ConfigError, type LocalConfig, localConfig, parseConfig } from "./config";
import { stackOutputs } from "./outputs";

/** What set-up leaves for the program: see toolchain/. */
const setupFolder = join(__dirname, "..", ".airpath");

/** The stack `local`: the whole platform in Docker on one machine. */
export function local(): Record<string, unknown> {
  const config = parseConfig(localConfig, "local", pulumi.runtime.allConfig());
  const inventory = parseInventory(stationFiles, { minimumRedundancy: config.minimumRedundancy });
  const plan = planFleet(selectStations(inventory, config.stations), config);
  const prefix = `airpath-${pulumi.getStack()}`;
  const runtime = new DockerRuntime("docker", {
    prefix,
    debian: fromSetup(
      "toolchain.json",
      (text) => (JSON.parse(text) as { baseImage?: { ref?: string } }).baseImage?.ref,
    ),
    bindings: { operators: "127.0.0.1", listeners: config.listenAddress, studios: config.listenAddress },
  });
  new Fleet("fleet", { plan, runtime, secrets: secretsOf(config), studio: config.studio });
  return { ...stackOutputs(plan, prefix, shortHash(JSON.stringify(plan)), config.studio) };
}

function secretsOf({ rootSecret, secrets }: LocalConfig): Secrets {
  return new Secrets(
    pulumi.secret(rootSecret ?? fromSetup("root-secret", (text) => text.trim())),
    pulumi.secret(secrets),
  );
}

/** @throws ConfigError when set-up has not been run here */
function fromSetup(file: string, read: (text: string) => string | undefined): string {
  const path = join(setupFolder, file);
  const value = existsSync(path) ? read(readFileSync(path, "utf8")) : undefined;
  if (!value)
    throw new ConfigError(`.airpath/${file} is missing or incomplete; allowed: what set-up writes; fix: make setup`);
  return value;
}
