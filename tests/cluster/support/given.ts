/** Objects given to an API server one by one, as the program declares them. */
import { type ControlPlane, saidIn } from "./control-plane";

export interface Given {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}

/** A certificate's shape, for stacks that are never up. */
export const pem = "-----BEGIN CERTIFICATE-----\nA\n-----BEGIN PRIVATE KEY-----\nA\n";

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
