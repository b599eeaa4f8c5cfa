import * as pulumi from "@pulumi/pulumi";
import type { StationPlan, StudioPlan } from "../../station-inventory/plan-types";
import { secretPath } from "../engine/config";
import type { Secrets } from "../secrets";
import type { Image, Probe, RunOptions, Runtime, Workload } from "../workload/workload";
import { signature, type Voie } from "./signature";

export interface StudioArgs {
  studio: StudioPlan;
  station: StationPlan;
  runtime: Runtime;
  secrets: Secrets;
  image: Image;
}

/** A simulated studio: calls one voie of one station on every engine, and plays what a test can tell apart. */
export class Studio extends pulumi.ComponentResource {
  constructor(name: string, args: StudioArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airpath:studio:Studio", name, {}, opts);
    args.runtime.run(studioWorkload(args), { parent: this });
    this.registerOutputs({});
  }
}

/** @param engineImage holds the SRT gate that studios send with */
export function studioImage(runtime: Runtime, engineImage: Image, options: RunOptions): Image {
  const sources = ["Dockerfile", "programme", "programme-alive"];
  return runtime.image({ name: "studio", context: "components/studio", base: engineImage, sources }, options);
}

const alive: Probe = {
  check: { command: ["programme-alive"] },
  periodSeconds: 15,
  timeoutSeconds: 3,
  failures: 3,
  startupSeconds: 30,
};

/** @param destinations whom it calls, each with the path of the file that holds the passphrase @returns what the image's `programme` reads */
export function studioEnvironment(
  station: Pick<StationPlan, "displayName" | "basePort">,
  voie: Voie,
  destinations: readonly { address: string; passphraseFile: string }[],
): Record<string, string> {
  const { station: pair, voie: tone } = signature(station.basePort, voie);
  return {
    STATION_NAME: station.displayName,
    VOIE: voie,
    TONES: [...pair, tone].join(" "),
    DESTINATIONS: destinations.map(({ address }) => address).join(","),
    PASSPHRASE_FILE: destinations.map(({ passphraseFile }) => passphraseFile).join(","),
  };
}

function studioWorkload({ studio, station, secrets, image }: StudioArgs): Workload {
  const { voie, name, destinations } = studio;
  const names = [...new Set(destinations.map(({ passphraseSecret }) => passphraseSecret))];
  return {
    name,
    image,
    command: ["programme"],
    environment: studioEnvironment(
      station,
      voie,
      destinations.map(({ address, passphraseSecret }) => ({ address, passphraseFile: secretPath(passphraseSecret) })),
    ),
    secretFiles: names.map((secret) => ({ path: secretPath(secret), content: secrets.get(secret) })),
    volumes: [{ name: "tmp", path: "/tmp", kind: "memory", mebibytes: 64 }],
    ports: [],
    readiness: alive,
    liveness: alive,
    resources: { cpu: 0.1, memoryMebibytes: 128 },
    gracePeriodSeconds: 5,
    labels: { component: "studio", station: station.id, voie: voie.toLowerCase() },
  };
}
