/** Pure: how a workload is reached, by others of the stack and from outside. */
import type * as kubernetes from "@pulumi/kubernetes";
import { label } from "./kubernetes-names";
import type { Port, Workload } from "./workload";

type ServiceSpec = kubernetes.types.input.core.v1.ServiceSpec;

/** Ports on a host that several share, and the node ports that stand for them, in order. */
export interface NodePortRange {
  /** First and last host port. */
  from: number;
  to: number;
  /** Node port of the first; the others follow. */
  nodePort: number;
  /** As `nodePort`, where a load balancer asks whether a node has the pod. */
  healthCheckNodePort?: number;
}

/**
 * How an audience gets in: by a load balancer for each workload, which has an address of its own, so that no host port is needed: it shows the ports of
 * the container, or what `ports` says instead (8443: 443); or by every node, at node ports, where host ports tell workloads apart. A load balancer's own
 * node ports are what `ranges` says, and else the cluster's choice, which may be one that studios were promised.
 */
export type Exposure =
  | { kind: "LoadBalancer"; ports?: Readonly<Record<string, number>>; ranges?: readonly NodePortRange[] }
  | { kind: "NodePort"; ranges: readonly NodePortRange[] };

/** Operators come through the cluster's own door (kubectl port-forward) and no other. */
export type OutsideAudience = Exclude<NonNullable<Port["publish"]>["audience"], "operators">;
export const outsideAudiences: readonly OutsideAudience[] = ["listeners", "studios"];

export type Exposures = Readonly<Record<OutsideAudience, Exposure>>;

/** What Kubernetes gives away unless a cluster says otherwise. */
const nodePorts = { first: 30000, last: 32767 };

const protocolOf = ({ protocol }: Port) => (protocol === "udp" ? "UDP" : "TCP");
const selector = ({ name }: Workload) => ({ [label.workload]: name });

/**
 * The workload's name is its address. One that is not ready is reached all the same, as on Docker: an engine is not ready until studios have called it,
 * and callers see for themselves who is well.
 * @returns undefined where it has no ports
 */
export function privateService(workload: Workload): ServiceSpec | undefined {
  if (workload.ports.length === 0) return undefined;
  return {
    type: "ClusterIP",
    selector: selector(workload),
    publishNotReadyAddresses: true,
    ports: workload.ports.map((port) => ({
      name: port.name,
      port: port.number,
      targetPort: port.number,
      protocol: protocolOf(port),
    })),
  };
}

export const publishedTo = ({ ports }: Workload, audience: OutsideAudience): Port[] =>
  ports.filter(({ publish }) => publish?.audience === audience);

/** @returns what lets an audience in; undefined where nothing is published to it */
export function publishedService(
  workload: Workload,
  audience: OutsideAudience,
  exposure: Exposure,
): ServiceSpec | undefined {
  const published = publishedTo(workload, audience);
  const [first] = published;
  if (first === undefined) return undefined;
  // Fronts write down listeners' addresses, so they must get them. Studios may call any node: which one the engine is on changes.
  const externalTrafficPolicy = audience === "listeners" ? "Local" : "Cluster";
  const healthCheck = exposure.kind === "LoadBalancer" && externalTrafficPolicy === "Local";
  const healthCheckNodePort = healthCheck ? shifted(first, exposure.ranges, "healthCheckNodePort") : undefined;
  return {
    type: exposure.kind,
    selector: selector(workload),
    externalTrafficPolicy,
    ...(healthCheckNodePort === undefined ? {} : { healthCheckNodePort }),
    // Before an engine is ready it must be called; a front that is not must not be.
    publishNotReadyAddresses: audience === "studios",
    ports: published.map((port) => {
      const nodePort =
        exposure.kind === "NodePort"
          ? nodePortOf(workload.name, port, exposure.ranges)
          : shifted(port, exposure.ranges, "nodePort");
      return {
        name: port.name,
        port: exposure.kind === "LoadBalancer" ? (exposure.ports?.[port.number] ?? port.number) : port.number,
        targetPort: port.number,
        protocol: protocolOf(port),
        ...(nodePort === undefined ? {} : { nodePort }),
      };
    }),
  };
}

/** @returns what a range says of a port; undefined where none does */
function shifted(
  { publish }: Port,
  ranges: readonly NodePortRange[] = [],
  what: "nodePort" | "healthCheckNodePort",
): number | undefined {
  const { hostPort } = publish!;
  const range = ranges.find(({ from, to }) => hostPort >= from && hostPort <= to);
  const first = range?.[what];
  return range && first !== undefined ? first + hostPort - range.from : undefined;
}

/**
 * @returns the node port that stands for the host port: itself where it is one, else by the stack's ranges
 * @throws when it is none, naming the port and the setting
 */
export function nodePortOf(workload: string, port: Port, ranges: readonly NodePortRange[]): number {
  const { hostPort } = port.publish!;
  const found = shifted(port, ranges, "nodePort") ?? hostPort;
  if (found >= nodePorts.first && found <= nodePorts.last) return found;
  const said = ranges
    .map(({ from, to, nodePort }) => `${from}-${to} as ${nodePort}-${nodePort + to - from}`)
    .join(", ");
  throw new Error(
    `workload "${workload}": port "${port.name}" is published at ${hostPort}, node port ${found}; allowed: ${nodePorts.first}-${nodePorts.last}, by the stack's ranges (${said || "none"}); fix: add a range for it to nodePorts`,
  );
}
