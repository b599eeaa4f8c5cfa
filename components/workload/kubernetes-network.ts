/** Pure: NetworkPolicies. Everything is refused but published ports, name look-ups, and the connections that are declared. */
import { isIP } from "node:net";
import type * as kubernetes from "@pulumi/kubernetes";
import type { Unwrap } from "@pulumi/pulumi";
import { groupBy, grouped } from "./group-by";
import { label } from "./kubernetes-names";
import { outsideAudiences, publishedTo } from "./kubernetes-services";
import type { Connection, Workload } from "./workload";

type PolicySpec = Unwrap<kubernetes.types.input.networking.v1.NetworkPolicySpec>;
type Peer = Unwrap<kubernetes.types.input.networking.v1.NetworkPolicyPeer>;
interface PolicyPort {
  port: number;
  protocol: "TCP" | "UDP";
}

const called = (namespace: string) => ({ matchLabels: { "kubernetes.io/metadata.name": namespace } });

/** Of every pod in the namespace: nothing in, nothing out. Policies only ever add to what is allowed. */
export const denyAll: PolicySpec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

/** NodeLocal DNSCache, where a cluster has it, answers on each node at this address, by its own documentation's default. */
const nodeNameServer = "169.254.20.10/32";

/** Whoever has a network asks the cluster's name servers, wherever in their namespace they are, or the node's own. */
export const allowNames: PolicySpec = {
  podSelector: { matchLabels: { [label.network]: "private" } },
  policyTypes: ["Egress"],
  egress: [
    {
      to: [{ namespaceSelector: called("kube-system") }, { ipBlock: { cidr: nodeNameServer } }],
      ports: [
        { port: 53, protocol: "UDP" },
        { port: 53, protocol: "TCP" },
      ],
    },
  ],
};

const selectOne = (name: string) => ({ matchLabels: { [label.workload]: name } });

const select = (names: readonly string[]) =>
  names.length === 1
    ? selectOne(names[0]!)
    : { matchExpressions: [{ key: label.workload, operator: "In", values: [...names].sort() }] };

/** Where a workload's pods are: in a namespace of this cluster, or in another cluster, whose pods are known by their addresses alone. */
export type Home = { namespace: string } | { networks: readonly string[] };

type HomeOf = (workload: string) => Home;

const isOneHome = (one: Home, other: Home): boolean => JSON.stringify(one) === JSON.stringify(other);

/** @param from whose peers they are: those in another namespace are looked for there */
const selectAny = (names: readonly string[], homeOf: HomeOf, from: string): Peer[] =>
  grouped(names, (name) => JSON.stringify(homeOf(name))).flatMap((same): Peer[] => {
    const home = homeOf(same[0]!);
    if ("networks" in home) return home.networks.map((cidr) => ({ ipBlock: { cidr } }));
    const podSelector = select(same);
    if (isOneHome(home, homeOf(from))) return [{ podSelector }];
    return [{ namespaceSelector: called(home.namespace), podSelector }];
  });

const policyPort = ({ port, protocol }: { port: number; protocol: "tcp" | "udp" }): PolicyPort => ({
  port,
  protocol: protocol === "udp" ? "UDP" : "TCP",
});

interface End {
  /** The other end: a workload, a host outside, or "" for anybody. */
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

/** @returns a policy for each port: whoever is in that namespace reaches it, of these workloads */
export function admitted(
  namespace: string,
  reached: readonly { workload: string; port: number }[],
): { port: number; spec: PolicySpec }[] {
  const from = [{ namespaceSelector: called(namespace) }];
  return grouped(reached, ({ port }) => `${port}`).map((same) => {
    const { port } = same[0]!;
    const podSelector = select([...new Set(same.map(({ workload }) => workload))]);
    const ports = [policyPort({ port, protocol: "tcp" })];
    return { port, spec: { podSelector, policyTypes: ["Ingress"], ingress: [{ from, ports }] } };
  });
}

interface OwnEnd {
  way: Way;
  end: End;
}

const said = ({ way, end: { peer, port, protocol } }: OwnEnd): string => [way, peer, port, protocol].join(" ");

/**
 * Those with the same connections share a policy, two engines of a station for example: each has the other one as a peer, so that with itself among
 * its peers, which allows nothing more than a pod's talk to itself, both have the same.
 * @param workloads whose published ports anybody may reach
 * @param wanted names of those whose policies are wanted
 * @param homeOf where each workload and job is: a policy stands in its owners' namespace
 * @returns of each group of workloads and jobs that take part, in order of names: exactly their connections, both ways
 */
export function connectionPolicies(
  connections: readonly Connection[],
  workloads: readonly Workload[],
  wanted: ReadonlySet<string>,
  homeOf: HomeOf,
): { owners: string[]; spec: PolicySpec }[] {
  const between = connections.flatMap(({ from, to, port, protocol }): (OwnEnd & { owner: string })[] => {
    const end = { port, protocol };
    if ("outside" in to) return [{ owner: from, way: "outside", end: { ...end, peer: to.outside } }];
    return [
      { owner: from, way: "egress", end: { ...end, peer: to.workload } },
      { owner: to.workload, way: "ingress", end: { ...end, peer: from } },
    ];
  });
  const published = workloads.flatMap((workload) =>
    outsideAudiences
      .flatMap((audience) => publishedTo(workload, audience))
      .map(({ number: port, protocol }) => ({
        ...{ owner: workload.name, way: "anybody" as const, end: { peer: "", port, protocol } },
      })),
  );
  const ends = [...between, ...published];
  const known = new Set(ends.map((each) => `${each.owner}: ${said(each)}`));
  const withItself = ({ owner, ...own }: OwnEnd & { owner: string }): OwnEnd[] => {
    const itself: OwnEnd = { way: own.way, end: { ...own.end, peer: owner } };
    return known.has(`${own.end.peer}: ${said(itself)}`) ? [own, itself] : [own];
  };
  const own = ends.filter(({ owner }) => wanted.has(owner));
  const owners = [...groupBy(own, ({ owner }) => owner)].sort(([a], [b]) => (a < b ? -1 : 1));
  const all = owners.map(([owner, own]) => {
    const full = new Map(own.flatMap(withItself).map((each) => [said(each), each]));
    return { owner, key: [JSON.stringify(homeOf(owner)), ...[...full.keys()].sort()].join(), ends: [...full.values()] };
  });
  return grouped(all, ({ key }) => key).map((same) => {
    const names = same.map(({ owner }) => owner);
    return { owners: names, spec: policyOf(names, same[0]!.ends, homeOf) };
  });
}

type Way = "ingress" | "anybody" | "egress" | "outside";

function policyOf(owners: readonly string[], ends: readonly OwnEnd[], homeOf: HomeOf): PolicySpec {
  const [first] = owners;
  const going = (wanted: Way) => rules(ends.filter(({ way }) => way === wanted).map(({ end }) => end));
  const ingress: PolicySpec["ingress"] = [
    ...going("anybody").map(({ ports }) => ({ ports })),
    ...going("ingress").map(({ peers, ports }) => ({ from: selectAny(peers, homeOf, first!), ports })),
  ];
  const egress = [
    ...going("egress").map(({ peers, ports }) => ({ to: selectAny(peers, homeOf, first!), ports })),
    ...going("outside").map(({ peers, ports }) => ({ to: peers.flatMap(outsidePeers), ports })),
  ];
  return {
    podSelector: select(owners),
    policyTypes: [...(ingress.length > 0 ? ["Ingress"] : []), ...(egress.length > 0 ? ["Egress"] : [])],
    ...(ingress.length > 0 ? { ingress } : {}),
    ...(egress.length > 0 ? { egress } : {}),
  };
}
