/** Pure: NetworkPolicies. Everything is refused but published ports, name look-ups, and the connections that are declared. */
import { isIP } from "node:net";
import type * as kubernetes from "@pulumi/kubernetes";
import type { Unwrap } from "@pulumi/pulumi";
import { label } from "./kubernetes-names";
import { outsideAudiences, publishedTo } from "./kubernetes-services";
import type { Connection, Workload } from "./workload";

type PolicySpec = Unwrap<kubernetes.types.input.networking.v1.NetworkPolicySpec>;
type Peer = Unwrap<kubernetes.types.input.networking.v1.NetworkPolicyPeer>;
interface PolicyPort {
  port: number;
  protocol: "TCP" | "UDP";
}

/** Of every pod in the namespace: nothing in, nothing out. Policies only ever add to what is allowed. */
export const denyAll: PolicySpec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

/** Whoever has a network asks the cluster's name servers, wherever in their namespace they are. */
export const allowNames: PolicySpec = {
  podSelector: { matchLabels: { [label.network]: "private" } },
  policyTypes: ["Egress"],
  egress: [
    {
      to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
      ports: [
        { port: 53, protocol: "UDP" },
        { port: 53, protocol: "TCP" },
      ],
    },
  ],
};

const selectOne = (name: string) => ({ matchLabels: { [label.workload]: name } });

const selectAny = (names: readonly string[]): Peer => ({
  podSelector:
    names.length === 1
      ? selectOne(names[0]!)
      : { matchExpressions: [{ key: label.workload, operator: "In", values: [...names].sort() }] },
});

const policyPort = ({ port, protocol }: { port: number; protocol: "tcp" | "udp" }): PolicyPort => ({
  port,
  protocol: protocol === "udp" ? "UDP" : "TCP",
});

/** @returns what lets anybody reach the published ports; undefined where there are none */
export function publishedPolicy(workload: Workload): PolicySpec | undefined {
  const published = outsideAudiences.flatMap((audience) => publishedTo(workload, audience));
  if (published.length === 0) return undefined;
  return {
    podSelector: selectOne(workload.name),
    policyTypes: ["Ingress"],
    ingress: [{ ports: published.map(({ number: port, protocol }) => policyPort({ port, protocol })) }],
  };
}

/** Things by what they have in common, in order of first sight. */
function groupBy<T>(all: readonly T[], by: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const group = groups.get(by(each));
    if (group) group.push(each);
    else groups.set(by(each), [each]);
  }
  return groups;
}

const grouped = <T>(all: readonly T[], by: (each: T) => string): T[][] => [...groupBy(all, by).values()];

interface End {
  /** The other end: a workload, or a host outside. */
  peer: string;
  port: number;
  protocol: Connection["protocol"];
}

/** Other ends by the ports that they share: one rule for all engines' metrics, and not one for each engine. */
function rules(ends: readonly End[]): { peers: string[]; ports: PolicyPort[] }[] {
  const portsOf = grouped(ends, ({ peer }) => peer).map((own) => {
    const ports = grouped(own.map(policyPort), ({ port, protocol }) => `${port}/${protocol}`).map(([first]) => first!);
    ports.sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
    return { peer: own[0]!.peer, ports };
  });
  return grouped(portsOf, ({ ports }) => JSON.stringify(ports)).map((same) => ({
    peers: same.map(({ peer }) => peer),
    ports: same[0]!.ports,
  }));
}

/** A policy knows no names of hosts outside: one that is no address is allowed as its port, wherever it leads. */
const outsidePeers = (host: string): Peer[] => {
  const version = isIP(host);
  if (version === 0) return [{ ipBlock: { cidr: "0.0.0.0/0" } }, { ipBlock: { cidr: "::/0" } }];
  return [{ ipBlock: { cidr: `${host}/${version === 4 ? 32 : 128}` } }];
};

/** @returns of each workload and job that takes part, by name and in order of names: exactly its connections, both ways */
export function connectionPolicies(connections: readonly Connection[]): Map<string, PolicySpec> {
  const ends = connections.flatMap(({ from, to, port, protocol }): { owner: string; way: Way; end: End }[] => {
    const end = { port, protocol };
    if ("outside" in to) return [{ owner: from, way: "outside", end: { ...end, peer: to.outside } }];
    return [
      { owner: from, way: "egress", end: { ...end, peer: to.workload } },
      { owner: to.workload, way: "ingress", end: { ...end, peer: from } },
    ];
  });
  const owners = groupBy(ends, ({ owner }) => owner);
  return new Map([...owners.keys()].sort().map((owner) => [owner, policyOf(owner, owners.get(owner)!)]));
}

type Way = "ingress" | "egress" | "outside";

function policyOf(owner: string, ends: readonly { way: Way; end: End }[]): PolicySpec {
  const going = (wanted: Way) => rules(ends.filter(({ way }) => way === wanted).map(({ end }) => end));
  const ingress = going("ingress").map(({ peers, ports }) => ({ from: [selectAny(peers)], ports }));
  const egress = [
    ...going("egress").map(({ peers, ports }) => ({ to: [selectAny(peers)], ports })),
    ...going("outside").map(({ peers, ports }) => ({ to: peers.flatMap(outsidePeers), ports })),
  ];
  return {
    podSelector: selectOne(owner),
    policyTypes: [...(ingress.length > 0 ? ["Ingress"] : []), ...(egress.length > 0 ? ["Egress"] : [])],
    ...(ingress.length > 0 ? { ingress } : {}),
    ...(egress.length > 0 ? { egress } : {}),
  };
}
