/** Objects given to an API server one by one, as the program declares them. */
import type { FleetPlan } from "../../../station-inventory/plan-types";
import { namespaceOf, planOf } from "../../../stacks/cluster-plan";
import { clusterConfig } from "../../../stacks/config";
import { parseConfig } from "../../../stacks/parse-config";
import { fileSettings } from "../../../stacks/stack-file";
import { type ControlPlane, saidIn } from "./control-plane";

export interface Given {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}

/** preprod's own settings with secrets of a test: a certificate's shape, since it is never up; nodes hold the images, for nothing was released. */
export function preprodSettings(): Record<string, string> {
  const { "airpath:imageRegistry": _, ...settings } = fileSettings("preprod");
  const pem = "-----BEGIN CERTIFICATE-----\nA\n-----BEGIN PRIVATE KEY-----\nA\n";
  return { ...settings, "airpath:rootSecret": "5a".repeat(32), "airpath:tlsCertificate": pem };
}

export const preprodNamespace = namespaceOf("preprod");
/** @param more settings that a test has otherwise, as text */
export const preprodConfig = (more: Readonly<Record<string, string>> = {}) =>
  parseConfig(clusterConfig, "preprod", { ...preprodSettings(), ...more });
export const preprodPlan = (more: Readonly<Record<string, string>> = {}): FleetPlan =>
  planOf(preprodConfig(more), preprodNamespace);

/** "apps/v1" and "Deployment" → "/apis/apps/v1/namespaces/…/deployments". */
function pathOf({ apiVersion, kind, metadata: { namespace } }: Given): string {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = kind.toLowerCase().replace(/y$/, "ie").replace(/s$/, "se") + "s";
  return `${group}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${plural}`;
}

/** @returns those that it does not take, unknown fields included, with its words */
export async function refusedOf(plane: ControlPlane, objects: readonly Given[]): Promise<string[]> {
  const refused: string[] = [];
  for (const object of objects) {
    const { status, body } = await plane.ask("POST", `${pathOf(object)}?fieldValidation=Strict`, object);
    if (status !== 201) refused.push(`${object.kind} ${object.metadata.name}: ${status} ${saidIn(body)}`);
  }
  return refused;
}
