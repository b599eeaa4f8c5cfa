/** What is left when something has died: one engine, one master, one relay, one origin, none. */
import { type Alert, at, drilledBy, noDrill } from "./alert";
import { fact } from "./facts";
import { and, by, op, series, unless } from "./promql";
import { engineServes, servingEngines } from "./terms";

// Whatever dies is restarted by the runtime. Forty seconds: longer than that takes, shorter than the drills' hang of a minute.
const backAgain = at(40, "what dies is restarted and ready within half a minute");
const notRepaired = at(300, "after five minutes nothing repairs it by itself, and the next fault is heard");
const fiveMinutes = noDrill("it takes five minutes of an outage, longer than any drill");
const noneLeft = at(15, "three scrapes: one that fails for itself is none");

export const redundancy = (): Alert[] => [...engines(), ...servers.flatMap(serverAlerts)];

const engines = (): Alert[] => [
  {
    name: "EngineDown",
    severity: "warning",
    about: "station",
    expr: op(engineServes(), "==", 0),
    for: backAgain,
    summary: "An engine has not served for forty seconds.",
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
    drill: fiveMinutes,
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
  /** Begins the names of its drills. */
  drill: string;
  /** As in the alerts' names. */
  name: string;
  noun: string;
  heard: string;
}

const servers: readonly Server[] = [
  {
    component: "icecast-master",
    drill: "master",
    name: "Master",
    noun: "Icecast master",
    heard: "nothing reaches the Icecast relays",
  },
  {
    component: "icecast-relay",
    drill: "relay",
    name: "Relay",
    noun: "Icecast relay",
    heard: "no Icecast stream can be heard",
  },
  {
    component: "hls-origin",
    drill: "origin",
    name: "Origin",
    noun: "HLS origin",
    heard: "HLS stops once the caches run out",
  },
  { component: "cache", drill: "cache", name: "Cache", noun: "cache", heard: "no HLS stream can be heard" },
  { component: "front", drill: "front", name: "Front", noun: "front", heard: "no listener can connect" },
];

function serverAlerts({ component, drill, name, noun, heard }: Server): Alert[] {
  const up = () => op(series("up", { component }), "==", 1);
  return [
    {
      name: `${name}Down`,
      severity: "warning",
      about: "fleet",
      expr: by("max", ["component", "host", "instance"], op(series("up", { component }), "==", 0)),
      for: backAgain,
      summary: `${article(noun)} ${noun} has not answered for forty seconds.`,
      description: "{{ $labels.instance }} cannot be scraped.",
      drill: drilledBy(`${drill}-sigstop-60s`),
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
      drill: fiveMinutes,
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

const article = (noun: string): string => (/^(Ice|HLS)/.test(noun) ? "An" : "A");
