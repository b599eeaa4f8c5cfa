import * as pulumi from "@pulumi/pulumi";
import { shortHash } from "./content-hash";
import type { ConfigFile, Image, RunOptions, Runtime, Workload } from "./workload";

export interface Handover {
  /** What is about to be replaced, as it will run. */
  workload: Workload;
  /** Called with `own` and `peers`: exit code 0 when `own` may be taken away, 1 and what to do when that would be heard. */
  program: string;
  /** HOST:PORT at which it is asked. */
  own: string;
  /** Those of all that may stand in for it. */
  peers: readonly string[];
  image: Image;
  secretFiles?: ConfigFile[];
  labels?: Record<string, string>;
}

/**
 * The proof, before something is replaced, that nobody misses it meanwhile: a job that runs again whenever its declaration changes, whoever says
 * `pulumi up`, and that fails with what to do.
 * @returns what the workload must wait for; nothing where no other can stand in for it
 */
export function proveHandover(
  runtime: Runtime,
  { workload, program, own, peers, image, secretFiles, labels }: Handover,
  options: RunOptions,
): pulumi.Output<pulumi.Resource>[] {
  if (peers.length === 0) return [];
  const job = {
    name: handoverName(workload),
    about: workload.name,
    image,
    command: [program, own, ...peers],
    environment: { AIRPATH_DECLARED: declarationHash(workload) },
    ...(secretFiles && { secretFiles }),
    network: "private" as const,
    resources: { cpu: 0.1, memoryMebibytes: 32 },
    labels: { component: "handover", ...labels },
  };
  return [runtime.job(job, options)];
}

/** The job's name, by which its connections are declared. */
export const handoverName = ({ name }: Pick<Workload, "name">): string => `handover-${name}`;

/** Changes with anything that is declared of the workload. A hash over contents of full entropy: it tells that a secret changed, never what it is. */
export const declarationHash = (workload: Workload): pulumi.Output<string> =>
  pulumi.unsecret(pulumi.output(workload).apply((declared) => shortHash(JSON.stringify(declared))));
