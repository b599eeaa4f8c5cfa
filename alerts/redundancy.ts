/** What is left when something has died: one engine, one master, one relay, one origin, none. */
import { type Alert, at, drilledBy, noDrill } from "./alert";
import { fact } from "./facts";
import { and, by, op, series, unless } from "./promql";
import { engineServes, servingEngines } from "./terms";

// Whatever dies is restarted by the runtime: an engine is back within a minute. What is not back by then does not come back by itself.
const backAgain = at(60, "what dies is restarted and ready within a minute");
const notRepaired = at(300, "after five minutes nothing repairs it by itself, and the next fault is heard");
const noneLeft = at(15, "three scrapes: one that fails for itself is none");

export const redundancy = (): Alert[] => [...engines(), ...servers.flatMap(serverAlerts)];

const engines = (): Alert[] => [
  {
    name: "EngineDown",
    severity: "warning",
    about: "station",
    expr: op(engineServes(), "==", 0),
    for: backAgain,
    summary: "An engine has not served for a minute.",
    description: "{{ $labels.station }}, engine {{ $labels.engine }}: Liquidsoap or its publisher does not answer.",
    drill: drilledBy("engine-sigstop-60s"),
  },
  {
    name: "OneEngineLeft",
    severity: "critical",
    about: "station",
    expr: and(op(servingEngines(), "==", 1), op(fact("engines"), ">", 1), ["station"]),
    for: notRepaired,
    summary: "A station hangs on one engine.",
    description: "{{ $labels.station }}: one engine serves; its death takes the station off the air.",
    drill: noDrill("it takes five minutes without an engine, longer than any drill"),
  },
  {
    name: "AllEnginesDown",
    severity: "critical",
    about: "station",
    expr: unless(fact("engines"), servingEngines(), ["station"]),
    for: noneLeft,
    summary: "No engine of a station serves: it is off the air.",
    description: "{{ $labels.station }}: none of {{ $value }} engines answers.",
    drill: noDrill("drills never take a station off the air"),
  },
];

interface Server {
  component: string;
  /** As in the alerts' names. */
  name: string;
  noun: string;
  heard: string;
}

const servers: readonly Server[] = [
  { component: "icecast-master", name: "Master", noun: "Icecast master", heard: "nothing reaches the Icecast relays" },
  { component: "icecast-relay", name: "Relay", noun: "Icecast relay", heard: "no Icecast stream can be heard" },
  { component: "hls-origin", name: "Origin", noun: "HLS origin", heard: "HLS stops once the caches run out" },
];

function serverAlerts({ component, name, noun, heard }: Server): Alert[] {
  const up = () => op(series("up", { component }), "==", 1);
  const reason = noDrill("docs/drills.md: drills of the delivery tier come with it; a hang of a minute makes it fire");
  return [
    {
      name: `${name}Down`,
      severity: "warning",
      about: "fleet",
      expr: by("max", ["component", "host", "instance"], op(series("up", { component }), "==", 0)),
      for: backAgain,
      summary: `An ${noun} has not answered for a minute.`,
      description: "{{ $labels.instance }} cannot be scraped.",
      drill: reason,
    },
    {
      name: `One${name}Left`,
      severity: "critical",
      about: "fleet",
      expr: and(op(by("count", ["component"], up()), "==", 1), op(fact("servers", { component }), ">", 1), [
        "component",
      ]),
      for: notRepaired,
      summary: `One ${noun} is left.`,
      description: `One ${noun} answers; more are declared.`,
      drill: reason,
    },
    {
      name: `All${name}sDown`,
      severity: "critical",
      about: "fleet",
      expr: unless(fact("servers", { component }), up(), ["component"]),
      for: noneLeft,
      summary: `No ${noun} answers: ${heard}.`,
      description: `None of {{ $value }} declared answers.`,
      drill: noDrill("drills never take all of a kind away"),
    },
  ];
}
