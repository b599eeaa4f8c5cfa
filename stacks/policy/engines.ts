/** That no single death takes a station off the air. Pure. */
import { labelsOf, leadsElsewhere, podOf } from "./resources";
import type { Breach, Declaration, Rule } from "./rules";

interface EngineFound {
  station: string;
  engine: string;
  group: string | undefined;
  declaration: Declaration;
}

/** What runs an engine: its main container on Docker, its Deployment in a cluster, or what leads to it in another one. */
const enginesIn = (all: readonly Declaration[]): EngineFound[] =>
  all
    .filter((each) => /:(Container|Deployment|StatefulSet)$/.test(each.type) || leadsElsewhere(each))
    .map((declaration) => ({ declaration, labels: labelsOf(declaration) }))
    .filter(({ labels }) => labels.component === "engine" && labels.station !== undefined)
    .map(({ declaration, labels }) => ({
      station: labels.station!,
      engine: labels.engine ?? declaration.name,
      group: labels["airpath.spread-group"],
      declaration,
    }));

const byStation = (engines: readonly EngineFound[]): Map<string, EngineFound[]> => {
  const stations = new Map<string, EngineFound[]>();
  for (const each of engines) stations.set(each.station, [...(stations.get(each.station) ?? []), each]);
  return stations;
};

/** Two or more engines, whatever the stack's own rule is. */
const twoEngines: Rule["breaches"] = (all) =>
  [...byStation(enginesIn(all))].flatMap(([station, engines]): Breach[] => {
    const letters = [...new Set(engines.map(({ engine }) => engine))];
    if (letters.length >= 2) return [];
    return [
      {
        name: station,
        reason: `${station} has engine ${letters.join()} alone: when it dies, the station is silent`,
      },
    ];
  });

/**
 * Engines of a station never share a host, nor a zone. On one machine there is one domain; that they are of one group is all that can be said there.
 */
const apart: Rule["breaches"] = (all) =>
  [...byStation(enginesIn(all))].flatMap(([station, engines]): Breach[] =>
    engines
      .filter(
        ({ group, declaration }) =>
          !leadsElsewhere(declaration) &&
          (group !== station || (podOf(declaration) !== undefined && !keptApart(declaration))),
      )
      .slice(0, 1)
      .map(({ declaration }) => ({
        name: station,
        reason: `${declaration.name} may stand in one failure domain with another engine of ${station}`,
      })),
  );

function keptApart(declaration: Declaration): boolean {
  const { affinity, topologySpreadConstraints = [] } = podOf(declaration) ?? {};
  const required = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return (
    required.length > 0 ||
    topologySpreadConstraints.some(({ whenUnsatisfiable }) => whenUnsatisfiable === "DoNotSchedule")
  );
}

export const engineRules: Readonly<Record<string, Rule>> = {
  "two-engines": {
    description: "Every station has two or more engines.",
    of: "all",
    breaches: twoEngines,
  },
  "engines-apart": {
    description: "Engines of a station stand in different failure domains.",
    of: "each",
    breaches: apart,
  },
};
