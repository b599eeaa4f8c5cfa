import { run } from "./command";
import { allContainers, type Container, isService } from "./docker";
import { print } from "./terminal";

/**
 * Which containers go first: those that hold a network before those that join it, receivers before senders. Stopping goes the other way.
 * Each entry is a group that can be started or stopped at once.
 */
export function startOrder(list: Container[]): Container[][] {
  const rank = ({ labels, joins }: Container): number => {
    if (labels["airpath.container"] === "network") return 0;
    const component = labels.component ?? "";
    if (component === "studio") return 3;
    if (component === "engine") return joins === undefined ? 1 : 2;
    return 1;
  };
  const ranks = [...new Set(list.map(rank))].sort((a, b) => a - b);
  return ranks.map((each) => list.filter((container) => rank(container) === each));
}

/** Starts what `make stop` stopped, or a restart of the machine's Docker left so. */
export async function wake(): Promise<void> {
  const asleep = (await allContainers())
    .filter(isService)
    .filter(({ state }) => state === "exited" || state === "created" || state === "paused");
  for (const group of startOrder(asleep)) {
    const paused = group.filter(({ state }) => state === "paused");
    if (paused.length > 0) await run("docker", ["unpause", ...paused.map(({ id }) => id)]);
    const stopped = group.filter(({ state }) => state !== "paused");
    if (stopped.length > 0) await run("docker", ["start", ...stopped.map(({ id }) => id)]);
  }
  if (asleep.length > 0) print(`  started ${asleep.length} containers that were stopped`);
}
