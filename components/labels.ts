import type { Replaceable } from "../station-inventory/fleet-settings";
import type { FleetPlan } from "../station-inventory/plan-types";

/** The labels of a workload. Another revision of its component is another label: it is replaced as it is. */
export function labelsOf(
  { settings: { revisions } }: FleetPlan,
  component: Replaceable,
  others: Record<string, string> = {},
): Record<string, string> {
  const revision = revisions[component];
  return { component, ...others, ...(revision === undefined ? {} : { revision }) };
}
