/** Which kind of component calls which, at which port: in a cluster, what network policies allow and nothing else. Pure. */
import { groupBy } from "../../components/workload/group-by";
import { boxOf, type Calling, callLine, callsOf, type Outsider, outsideBox, type Part } from "./calls";
import type { Line, Panel, Picture } from "./picture";

const outsiders: readonly Outsider[] = [
  { id: "listeners", title: "any listener", audience: "listeners" },
  { id: "studios", title: "any studio", audience: "studios" },
];

/** @returns a part for each kind that calls or is called, and for each host outside */
export function kindsOf({ connections, kinds }: Calling): Part[] {
  const named = connections.flatMap(({ from, to }) => [from, "workload" in to ? to.workload : to.outside]);
  return [...groupBy([...new Set(named)], (name) => kinds.get(name) ?? name)].map(([kind, members]) => ({
    id: kind,
    title: kind,
    members,
  }));
}

export function whoCalls(calling: Calling, where: string): Picture {
  const parts = kindsOf(calling);
  const counted = parts.map((part) => ({ ...boxOf(part, calling), count: `×${part.members.length}` }));
  const boxes = [...outsiders.map(outsideBox), ...counted];
  const lines = callsOf(parts, outsiders, calling).map(callLine);
  const airPath = connected("engine", lines);
  const panel = (shown: (id: string) => boolean): Panel => ({
    direction: "RIGHT",
    nodes: boxes.filter(({ id }) => shown(id)),
    lines: lines.filter(({ from }) => shown(from)),
  });
  return {
    title: `Who calls whom: ${where}`,
    subtitle: ["Lines lead from who calls to the port that is called. In a cluster, network policies refuse all else."],
    panels: [panel((id) => airPath.has(id)), panel((id) => !airPath.has(id))],
  };
}

/** @returns what hangs together with a box */
function connected(id: string, lines: readonly Line[]): ReadonlySet<string> {
  const found = new Set([id]);
  // What is added on the way is looked at too.
  for (const each of found) for (const { from, to } of lines) if (from === each || to === each) found.add(from).add(to);
  return found;
}
