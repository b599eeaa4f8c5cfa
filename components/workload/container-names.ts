/** Pure: what containers of a workload are called on a machine. */
import type { Workload } from "./workload";

/** @returns the name of one container of a workload: the main one's, a sidecar's, or, for "network", that of the container whose network a group shares */
export const containerName = (workload: string, sidecar?: string): string =>
  sidecar === undefined ? workload : `${workload}-${sidecar}`;

/** @returns every container of a workload, the main one first. @param prefix begins each name: "airpath-local" */
export function containerNames(prefix: string, { name, sidecars = [] }: Pick<Workload, "name" | "sidecars">): string[] {
  const others = sidecars.length > 0 ? [...sidecars.map((sidecar) => sidecar.name), "network"] : [];
  return [undefined, ...others].map((sidecar) => `${prefix}-${containerName(name, sidecar)}`);
}
