import { listedFleet } from "../components/listed-fleet";
import { nearest } from "../station-inventory/mistake";
import type { StationPlan } from "../station-inventory/plan-types";
import { stationFiles } from "../station-inventory/stations";
import { explanation } from "./support/explanation";
import { filedStack, filedStacks, type FiledStack } from "./support/filed-stack";
import { bold, columns, dim, print } from "./support/terminal";
import { Failure, positionals, UsageError, type Verb } from "./verb";

export const explain: Verb = {
  summary: "one station from its inventory file to inputs, containers, addresses, alerts, dashboards: STATION=rivage",
  help: `From the inventory, the stack's file and the components alone: nothing need run, and nothing is asked of Pulumi, Docker or a cluster.
  STATION=rivage   the station
  STACK=local      local, preprod or prod
  JSON=1           one JSON object instead of the tables`,
  run: async (args) => {
    positionals(args, 0);
    const filed = filedStack(process.env.STACK || "local");
    const station = stationIn(filed, process.env.STATION, (stack) => filedStack(stack));
    const { plan, studio } = filed;
    const declared = await listedFleet(plan, { stations: [station], studio, platform: false });
    const sections = explanation({ filed, station, files: stationFiles, declared });
    if (process.env.JSON) {
      print(JSON.stringify({ station: station.id, stack: filed.stack, sections }));
      return 0;
    }
    print(`${bold(station.displayName)} ${dim(`(${station.id})`)} in the stack ${filed.stack}`);
    for (const { title, rows, notes = [] } of sections) {
      print(`\n${bold(title)}`);
      for (const line of [...columns(rows), ...notes]) print(`  ${line}`);
    }
    return 0;
  },
};

/**
 * Pure. @param other gives another stack
 * @throws UsageError without an id, Failure where the stack has no such station: with the nearest, the stack that has it, or the list
 */
export function stationIn(
  { stack, plan: { stations } }: FiledStack,
  id: string | undefined,
  other: (stack: string) => Pick<FiledStack, "plan">,
): StationPlan {
  const ids = stations.map((station) => station.id);
  if (!id) throw new UsageError(`STATION is not said; allowed: ${ids.join(", ")}; fix: make explain STATION=${ids[0]}`);
  const found = stations.find((station) => station.id === id);
  if (found) return found;
  const elsewhere = filedStacks.find(
    (each) => each !== stack && other(each).plan.stations.some((station) => station.id === id),
  );
  const meant = nearest(id, ids);
  const fix = elsewhere
    ? `make explain STATION=${id} STACK=${elsewhere}`
    : `make explain STATION=${meant ?? ids[0]}${stack === "local" ? "" : ` STACK=${stack}`}`;
  throw new Failure(`there is no station "${id}" in the stack ${stack}; allowed: ${ids.join(", ")}`, fix);
}
