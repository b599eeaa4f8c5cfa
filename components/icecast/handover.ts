import type * as pulumi from "@pulumi/pulumi";
import type { FleetPlan } from "../../station-inventory/plan-types";
import type { Secrets } from "../secrets";
import { proveHandover } from "../workload/handover";
import { configFolder, type Image, type RunOptions, type Runtime, type Workload } from "../workload/workload";
import { adminUser } from "./config";

type Master = FleetPlan["icecast"]["masters"][number];

export interface MasterHandoverArgs {
  plan: Pick<FleetPlan, "icecast">;
  master: Master;
  /** As the master will run. */
  workload: Workload;
  image: Image;
  runtime: Runtime;
  secrets: Secrets;
}

/**
 * The proof, before a master is replaced, that relays draw from another one meanwhile. Its readiness is not enough: a relay asks again only ten seconds after a
 * master was away, and one up replaces them all.
 * @returns what the master must wait for; nothing for the only one
 */
export function masterHandover(args: MasterHandoverArgs, options: RunOptions): pulumi.Output<pulumi.Resource>[] {
  const { plan, master, workload, image, runtime, secrets } = args;
  const address = ({ name, port }: Master) => `${name}:${port}`;
  const peers = plan.icecast.masters.filter(({ name }) => name !== master.name).map(address);
  const credentials = secrets.get("icecast/admin").apply(curlUser);
  const secretFiles = [{ path: `${configFolder}/secrets/icecast-admin.curl`, content: credentials }];
  const asked = { workload, program: "master-handover", own: address(master), peers, image, secretFiles };
  return proveHandover(runtime, asked, options);
}

/** As curl's configuration quotes: a password in the process list is one that is known. */
export const curlUser = (password: string): string =>
  `user = "${`${adminUser}:${password}`.replace(/[\\"]/g, "\\$&")}"\n`;
