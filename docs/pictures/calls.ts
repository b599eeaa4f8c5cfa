/** From workloads and connections to boxes with ports, and to who calls whom. Pure. */
import { groupBy, grouped } from "../../components/workload/group-by";
import type { Connection, Port, Workload } from "../../components/workload/workload";
import type { FleetPlan } from "../../station-inventory/plan-types";
import { ranges } from "../../station-inventory/ranges";
import type { Box, Line, Mark, PortRow, Tone } from "./picture";

/** What is known of who calls whom: a platform, or less. */
export interface Calling {
  plan: Pick<FleetPlan, "prometheus" | "alertmanager">;
  workloads: readonly Pick<Workload, "name" | "ports">[];
  connections: readonly Connection[];
  /** Of workloads and jobs, by name: "icecast-master". */
  kinds: ReadonlyMap<string, string>;
}

/** What becomes one box. */
export interface Part {
  id: string;
  title: string;
  /** Names of the workloads and jobs that it stands for, or of a host outside. */
  members: readonly string[];
  text?: string[];
}

/** People and machines outside, to whom ports are published. */
export interface Outsider {
  id: string;
  title: string;
  audience: "listeners" | "studios";
  text?: string[];
}

/** Of boxes, by their ids; `row` is one of the called box. */
export interface Call {
  from: string;
  to: string;
  row: string;
}

type Listening = Pick<Port, "number" | "protocol"> & Partial<Port>;

const tones: Record<string, Tone> = {
  studio: "outside",
  engine: "engine",
  "icecast-master": "icecast",
  "icecast-relay": "icecast",
  "hls-origin": "hls",
  cache: "hls",
  front: "front",
};

export const namesOf = (all: readonly { name: string }[]): string[] => all.map(({ name }) => name);

/** Ports that studios call are one row: there are as many as inputs. */
const rowOf = ({ number, protocol, publish }: Listening): string =>
  publish?.audience === "studios" ? "studios" : `${number}/${protocol}`;

const calledBy = ({ to }: Connection): string => ("workload" in to ? to.workload : to.outside);

/** What is called and has no ports of its own to tell is outside: its ports are those that are called. */
function portsOf({ members }: Part, { workloads, connections }: Calling): Listening[] {
  const outside = connections.filter(({ to }) => "outside" in to && members.includes(to.outside));
  return [
    ...workloads.filter(({ name }) => members.includes(name)).flatMap(({ ports }) => ports),
    ...outside.map(({ port: number, protocol }) => ({ number, protocol })),
  ];
}

/** Scrapes, and talk within a kind, are marks. By the port that Prometheus scrapes of Alertmanager it also tells it of alerts. */
function shownAs({ plan, kinds }: Calling, connection: Connection): ("scraped" | "peers" | "line")[] {
  const { from, port } = connection;
  const to = calledBy(connection);
  const { servers, targets } = plan.prometheus;
  if (!namesOf(servers).includes(from)) return [kinds.get(from) === kinds.get(to) ? "peers" : "line"];
  const scraped = targets.some(({ address }) => address === `${to}:${port}`);
  const told = !scraped || namesOf(plan.alertmanager.servers).includes(to);
  return [...(scraped ? (["scraped"] as const) : []), ...(told ? (["line"] as const) : [])];
}

const answers =
  ({ port, protocol }: Connection) =>
  (listening: Listening): boolean =>
    listening.number === port && listening.protocol === protocol;

/** @returns the box of a part, its ports with it */
export function boxOf(part: Part, calling: Calling): Box {
  const { connections, kinds } = calling;
  const called = connections.filter((connection) => part.members.includes(calledBy(connection)));
  const rows = [...groupBy(portsOf(part, calling), rowOf)].map(([id, ports]): PortRow => {
    const { protocol, name = "" } = ports[0]!;
    const calls = called.filter((connection) => ports.some(answers(connection)));
    const marked = new Set<string>(calls.flatMap((connection) => shownAs(calling, connection)));
    if (ports.some(({ publish }) => publish?.audience === "operators")) marked.add("operators");
    const numbers = [...new Set(ports.map(({ number }) => number))].sort((one, other) => one - other);
    return {
      id,
      number: `${ranges(numbers)}${protocol === "udp" ? "/udp" : ""}`,
      name: id === "studios" ? "srt" : name,
      marks: (["scraped", "peers", "operators"] satisfies Mark[]).filter((mark) => marked.has(mark)),
    };
  });
  const { id, title, members, text = [] } = part;
  const kind = kinds.get(members[0]!);
  const tone = kind === undefined ? "outside" : (tones[kind] ?? "watch");
  return { id, title, tone, text, cells: [], ports: rows };
}

export const outsideBox = ({ id, title, text = [] }: Pick<Outsider, "id" | "title" | "text">): Box => ({
  ...{ id, title, text },
  tone: "outside",
  cells: [],
  ports: [],
});

/** @returns who calls whom, of what is shown, each call once: in the order of connections, those from outside at the end */
export function callsOf(parts: readonly Part[], outsiders: readonly Outsider[], calling: Calling): Call[] {
  const boxes = new Map(parts.flatMap((part) => part.members.map((member) => [member, part] as const)));
  const ports = new Map(parts.map((part) => [part.id, portsOf(part, calling)]));
  const inside = calling.connections.flatMap((connection): Call[] => {
    const [from, to] = [boxes.get(connection.from), boxes.get(calledBy(connection))];
    if (!from || !to || !shownAs(calling, connection).includes("line")) return [];
    return [{ from: from.id, to: to.id, row: rowOf(ports.get(to.id)!.find(answers(connection))!) }];
  });
  const outside = outsiders.flatMap(({ id: from, audience }) =>
    [...ports].flatMap(([to, all]) =>
      all.filter(({ publish }) => publish?.audience === audience).map((port): Call => ({ from, to, row: rowOf(port) })),
    ),
  );
  return grouped([...inside, ...outside], ({ from, to, row }) => JSON.stringify([from, to, row])).map(
    ([call]) => call!,
  );
}

/** Lines that lead from who calls to what is called. */
export const callLine = ({ from, to, row }: Call): Line => ({ from, to, port: { of: "to", row } });

/** Lines that follow the sound: where the one that comes later on its way calls, it fetches. @param order ids, as sound passes them */
export const soundLine =
  (order: readonly string[]) =>
  ({ from, to, row }: Call): Line =>
    order.indexOf(from) < order.indexOf(to)
      ? callLine({ from, to, row })
      : { from: to, to: from, port: { of: "from", row } };
