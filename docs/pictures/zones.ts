/** How many workloads stand in each zone of a cluster. Pure. */
import { grouped } from "../../components/workload/group-by";
import type { Workload } from "../../components/workload/workload";

/**
 * Kubernetes spreads those of one group over zones, as many in one as in another or one more, and chooses which stands where (kubernetes-pod.ts).
 * @returns a cell for each zone: "zone 1: 2", or "zone 1: 1-2" where they do not divide
 */
export function zoneCells(workloads: readonly Pick<Workload, "name" | "spreadGroup">[], zones: number): string[] {
  const groups = grouped(workloads, ({ name, spreadGroup }) => spreadGroup ?? name);
  const sum = (round: (share: number) => number) => groups.reduce((all, { length }) => all + round(length / zones), 0);
  const [least, most] = [sum(Math.floor), sum(Math.ceil)];
  const count = least === most ? `${least}` : `${least}-${most}`;
  return Array.from({ length: zones }, (_, index) => `zone ${index + 1}: ${count}`);
}
