/** A few workloads that call one another, made up: what tests draw pictures of. */
import type { Connection, Port } from "../../components/workload/workload";
import type { Calling } from "./calls";
import { endsOf, type Panel } from "./picture";

export const port = (number: number, rest: Partial<Port> = {}): Port => ({
  ...{ name: `port-${number}`, number, protocol: "tcp" },
  ...rest,
});

export const calls = (from: string, workload: string, number: number): Connection => ({
  ...{ from, to: { workload }, port: number, protocol: "tcp" },
});

const watcher = (name: string) => ({ name, port: 9090, hostPort: 9090, url: "http://127.0.0.1:9090/" });

/** @param workloads by name: its kind and its ports */
export const calling = (
  workloads: Readonly<Record<string, [kind: string, ...ports: Port[]]>>,
  connections: readonly Connection[],
  scraped: readonly string[] = [],
): Calling => ({
  plan: {
    prometheus: {
      servers: [watcher("prometheus-1")],
      url: "",
      targets: scraped.map((address) => ({ job: "job", address, labels: { component: "component" } })),
    },
    alertmanager: { servers: [watcher("alertmanager-1")], clusterPort: 9094 },
  },
  workloads: Object.entries(workloads).map(([name, [, ...ports]]) => ({ name, ports })),
  connections,
  kinds: new Map(Object.entries(workloads).map(([name, [kind]]) => [name, kind])),
});

/** @returns a panel's lines, as who calls whom: "front → cache 8080/tcp" */
export const callsIn = ({ lines }: Panel): string[] =>
  lines.map((line) => `${endsOf(line).caller} → ${endsOf(line).called} ${line.port?.row}`);
