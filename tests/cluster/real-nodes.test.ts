/** preprod on two nodes that run its pods: heard through their node ports, while this and that dies. */
import { containerMetrics } from "../../components/monitoring/container-exporter";
import { agentNamespace } from "../../components/workload/kubernetes-names";
import type { StationOutput } from "../../stacks/outputs";
import { logTools } from "../../toolchain/log-tools";
import { sleep } from "../../verbs/support/command";
import { renditionUrls } from "../../verbs/support/listen";
import { hear, type Stream, type Verdict } from "../../verbs/support/streams";
import { eventually } from "../support/stack";
import { Listeners, stackEar } from "../drills/listeners";
import { heardThrough, judge, type Line } from "../drills/run";
import { type KubernetesObject, staysAndIsReady } from "./support/control-plane";
import { preprodConfig, preprodNamespace as namespace, preprodPlan } from "./support/given";
import { machineAddress } from "./support/node-network";
import { heardAt, Studios } from "./support/public";
import { pullSecret, RealCluster } from "./support/real-cluster";
import type { RealNode } from "./support/real-node";
import { TestStack } from "./support/stack";
import { Verbs } from "./support/verbs";

/** STATION=boreal: that one alone, for machines that cannot carry both and those who listen. */
const { STATION: only } = process.env;
const settings = {
  ...(only && { "airpath:stations": JSON.stringify([only]) }),
  ...{ "airpath:logs": "{}", "airpath:imagePullSecrets": JSON.stringify([pullSecret]) },
};
const { nodePorts, rootSecret } = preprodConfig(settings);
const plan = preprodPlan(settings);
/** To whose engine it happens. */
const victim = plan.stations.at(-1)!.engines[0]!.name;

/** What a relay lost, it asks for after 10 s, and who joins then has the 4 s of its burst only once it has pulled that much. */
const settlingSeconds = 16;

interface Fault {
  /** As Docker's drills are called. */
  name: string;
  /** Clients of what dies come back within a second: what a protocol of one connection makes impossible is not asked. */
  holdsConnections?: boolean;
  /** Whose listeners are counted apart. */
  front?: () => Promise<string>;
  /** @returns what waits until the cluster has noticed, where that is not at once */
  act: () => Promise<(() => Promise<void>) | void>;
}

describe("preprod on two nodes that run pods", () => {
  let cluster: RealCluster;
  let stack: TestStack;
  let verbs: Verbs;
  let studios: Studios | undefined;
  let pods = 0;
  let stations: StationOutput[];

  beforeAll(async () => {
    await logTools();
    cluster = await RealCluster.start(2, plan);
    const { folder: tree } = cluster.released.tree;
    stack = await TestStack.create("preprod", cluster.plane, { settings, tree, released: true, patience: 800 });
    verbs = await Verbs.of("preprod", stack, cluster.plane);
  }, 900_000);
  afterAll(async () => {
    await studios?.stop();
    await cluster?.stop();
  }, 120_000);

  const podOf = async (workload: string): Promise<KubernetesObject> => {
    const [pod] = await cluster.pods(namespace, `airpath.workload=${workload}`);
    if (pod === undefined) throw new Error(`${workload} has no pod`);
    return pod;
  };
  const nodeOf = async (workload: string): Promise<RealNode> => cluster.nodeOf(await podOf(workload));
  const kill = async (workload: string) => cluster.kill(namespace, await podOf(workload));
  const hang = async (workload: string, duration: number) => {
    const pod = await podOf(workload);
    cluster.signal(pod, "SIGSTOP");
    await sleep(duration * 1000);
    cluster.signal(pod, "SIGCONT");
  };
  const change = async (setting: string, value: string) => {
    await stack.set(setting, value);
    await stack.up();
  };
  const lost = () => cluster.nodes[1]!;
  const frontsOn = async (node: RealNode): Promise<string[]> => {
    const pods = await cluster.pods(namespace, "component=front");
    return pods
      .filter(({ spec }) => spec?.nodeName === node.name)
      .map(({ metadata }) => metadata.labels!["airpath.workload"]!);
  };
  const loseNode = async (duration: number) => {
    await lost().lose();
    await sleep(duration * 1000);
    await lost().boot();
    return () => cluster.plane.nodesReady(2, 120);
  };
  const allReady = (limit: number) => cluster.allReady(namespace, pods, limit);

  it("comes up, every workload ready", async () => {
    // As docs/kubernetes.md has it: pull secrets want their namespaces, and pods want them.
    await stack.up("--target", "**:KubernetesRuntime::kubernetes", "--target", "**:Namespace::**");
    for (const each of [namespace, agentNamespace(namespace)]) await cluster.mayPull(each);
    await stack.up();
    const all = await cluster.running(namespace);
    pods = all.length;
    expect(pods).toBeGreaterThan(18);
    expect(all.filter((pod) => !staysAndIsReady(pod)).map(({ metadata }) => metadata.name)).toEqual([]);
  }, 900_000);

  it("is on air: every station's programme on every stream, through the node ports", async () => {
    const workloads = [...plan.fronts, ...plan.stations.flatMap(({ engines }) => engines)].map(({ name }) => name);
    const addresses = new Map<string, string>();
    for (const workload of workloads) addresses.set(workload, (await nodeOf(workload)).address);
    const addressOf = (workload: string) => addresses.get(workload)!;
    studios = await Studios.start(plan, ["A"], rootSecret, nodePorts, addressOf);
    stations = heardAt(plan, nodePorts, addressOf);
    await eventually("every stream plays its station's programme", 90, async () => {
      const verdicts: Verdict[] = [];
      for (const station of stations) verdicts.push(...(await hear({ stations }, await streamsOf(station), 4, false)));
      const wrong = verdicts.filter(({ station, heard }) => heard !== `${station} voieA`);
      return wrong.length === 0 ? undefined : wrong.map(({ url, heard }) => `${url}: ${heard}`).join("; ");
    });
  }, 120_000);

  const storeUrl = async () => {
    const { status } = await podOf("log-store");
    return `http://${status!.podIP as string}:${plan.logs!.store.port}/`;
  };

  it("is reached, of all that is in it, by whom a policy names, and by nobody else", async () => {
    const url = await storeUrl();
    const collectors = await cluster.pods(agentNamespace(namespace));
    expect(collectors.map(({ spec }) => spec!.nodeName).sort()).toEqual(["node-1", "node-2"]);
    const may = [await podOf("prometheus-1"), ...collectors];
    const mayNot = await Promise.all(["front-1", "icecast-relay-1", victim, "hls-origin-2"].map(podOf));
    const answers = (pods: KubernetesObject[]) => Promise.all(pods.map((pod) => cluster.answerTo(pod, url)));
    expect((await answers(may)).filter((answer) => answer === undefined)).toEqual([]);
    expect((await answers(mayNot)).filter((answer) => answer !== undefined)).toEqual([]);
  }, 60_000);

  it("has what containers of every node say, by station and engine, and nobody else's lines", async () => {
    const [from, asker] = [await storeUrl(), await podOf("prometheus-1")];
    const ask = async (query: string): Promise<Record<string, string>[]> => {
      const url = new URL("select/logsql/query", from);
      url.searchParams.set("query", query);
      const answer = (await cluster.answerTo(asker, url.href)) ?? "";
      return answer
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, string>);
    };
    const label = (name: string) => `kubernetes.pod_labels.${name}`;
    await eventually("lines of every engine", 60, async () => {
      const said = await ask(`_time:10m event:* | uniq by (${label("airpath.workload")}, kubernetes.pod_node_name)`);
      const missing = plan.stations
        .flatMap(({ engines }) => engines)
        .filter(({ name }) => !said.some((line) => line[label("airpath.workload")] === name));
      return missing.length === 0 ? undefined : `none of ${missing.map(({ name }) => name).join(", ")}`;
    });
    const namespaces = await ask("_time:10m | uniq by (kubernetes.pod_namespace)");
    expect(namespaces).toEqual([{ "kubernetes.pod_namespace": namespace }]);
  }, 90_000);

  it("tells what every node says of itself, and of its kubelet what each container of ours uses", async () => {
    const asker = await podOf("prometheus-1");
    const values = (query: string) => cluster.series(asker, plan.prometheus.servers[0]!.port, query);
    const nodes = cluster.nodes.map(({ name }) => name);
    const hosts = async (query: string) => (await values(query)).map(({ host }) => host).sort();
    for (const job of ["node", "container"]) expect(await hosts(`up{job="${job}"} == 1`)).toEqual(nodes);
    expect(await hosts('count by (host) (node_cpu_seconds_total{mode="idle"})')).toEqual(nodes);

    const containers = (await cluster.running(namespace)).flatMap(({ metadata, spec }) =>
      (spec!.containers as { name: string }[]).map(({ name }) => {
        const workload = metadata.labels!["airpath.workload"]!;
        return `${spec!.nodeName as string} ${workload} ${name === "main" ? workload : `${workload}-${name}`}`;
      }),
    );
    for (const { name } of containerMetrics.filter(({ name }) => /start|cpu_usage|working_set|limit|oom/.test(name)))
      await eventually(`${name} of every container`, 60, async () => {
        const told = (await values(`{__name__="${name}", job="container"}`)).map(
          ({ host, workload, name: own }) => `${host} ${workload} ${own}`,
        );
        const missing = containers.filter((each) => !told.includes(each));
        return missing.length === 0 ? undefined : `none of ${missing.join(", ")}`;
      });
    const received = await values(`rate(container_network_receive_bytes_total{workload="${victim}"}[2m]) > 0`);
    expect(received).toMatchObject([{ name: victim, engine: "a" }]);
    expect(await values('{job="container", __name__=~"container_.+", workload=""}')).toEqual([]);
    expect(await values('ALERTS{alertname=~"HostDown|TargetDown|TargetsMissing"}')).toEqual([]);
  }, 120_000);

  it("answers the verbs that know clusters", async () => {
    const { id: STATION, engines } = plan.stations.at(-1)!;
    const input = engines[0]!.inputs.find(({ voie }) => voie === "A")!.name;
    const said = async (code: number, pattern: string, name: string, settings: Record<string, string> = {}) => {
      const answer = await verbs.run(name, { STATION, ...settings });
      expect(answer).toEqual({ code, said: expect.stringMatching(new RegExp(pattern)) as string });
    };
    for (const { name, letter } of engines) {
      await said(0, `${name} +healthy[^]*${name}-srt-gate +healthy[^]*${STATION} +${letter} +voieA.* ready`, "status");
      await said(0, `Z  ${name} `, "logs", { ENGINE: letter, LINES: "3" });
    }
    await said(0, "log-collector on node-1 +healthy", "status", { STATION: "" });
    await said(0, `chosen: ${input}, on air: ${input}`, "livesource", { INPUT: input });
    await said(0, "automatic", "livesource", { INPUT: "auto" });
    await said(0, "tells: Aria", "now-playing", { TITLE: "Aria" });
    await said(0, `station=${STATION} .*test`, "mute-alerts", { FOR: "10m", WHY: "test" });
    await said(0, "nothing is muted", "mute-alerts", { END: "all" });
    await said(0, `engine-${STATION}-b restarted and ready`, "reload", { ENGINE: "b" });
    const prometheus = await podOf("prometheus-1");
    await eventually("its kubelet tells that it began again", 60, async () => {
      const begun = `changes(container_start_time_seconds{name="engine-${STATION}-b"}[5m]) > 0`;
      const [again] = await cluster.series(prometheus, plan.prometheus.servers[0]!.port, begun);
      return again ? undefined : "not yet";
    });
    await said(2, "make start is for stacks on Docker", "start");
  }, 240_000);

  it("replaces nobody by an image that cannot be pulled, says which one and why, and goes on once it can be", async () => {
    const names = async () => (await cluster.running(namespace)).map(({ metadata }) => metadata.name);
    const before = await names();
    const gone = async () => {
      const now = await names();
      return before.filter((name) => !now.includes(name));
    };
    await cluster.released.anew("pushgateway");
    await cluster.registry.end(machineAddress);
    const seen = async () => {
      try {
        const words = /pull-pushgateway: \S+@sha256:\w{12} cannot be pulled: the node does not reach the registry/;
        await eventually("status says so", 60, async () => {
          const { code, said } = await verbs.run("status");
          return code === 1 && words.test(said) ? undefined : said;
        });
        expect(await gone()).toEqual([]);
      } finally {
        await cluster.registry.serve(machineAddress);
      }
    };
    await Promise.all([stack.up(), seen()]);
    await allReady(60);
    expect(await gone()).toEqual([expect.stringMatching(/^pushgateway-/)]);
  }, 240_000);

  it.each<Fault>([
    { name: "engine-sigkill", act: () => kill(victim) },
    { name: "engine-sigstop-20s", act: () => hang(victim, 20) },
    { name: "master-sigkill", act: () => kill("icecast-master-1") },
    { name: "master-sigstop-20s", act: () => hang("icecast-master-1", 20) },
    { name: "relay-sigkill", act: () => kill("icecast-relay-1"), holdsConnections: true },
    { name: "origin-sigkill", act: () => kill("hls-origin-1") },
    { name: "cache-sigkill", act: () => kill("cache-1") },
    { name: "front-sigkill", act: () => kill("front-1"), front: async () => "front-1", holdsConnections: true },
    { name: "containerd-sigkill", act: () => cluster.nodes[0]!.killRuntime() },
    { name: "up-engines", act: () => change("airpath:revisions", '{"engine":"drill"}') },
    {
      name: "node-lost-60s",
      act: () => loseNode(60),
      front: async () => (await frontsOn(lost()))[0]!,
      holdsConnections: true,
    },
  ])(
    "$name: nobody hears it",
    async (fault) => {
      const lines = await drill(fault);
      expect(lines.flatMap(({ missed }) => missed)).toEqual([]);
    },
    400_000,
  );

  async function drill({ name, holdsConnections = false, front, act }: Fault): Promise<Line[]> {
    await allReady(60);
    await sleep(settlingSeconds * 1000);
    const ownFront = await front?.();
    const listeners = await Listeners.start({ stations }, await stackEar());
    const { noticed, recovered } = await heardThrough(listeners, ownFront, async () => {
      const seen = await act();
      const start = performance.now();
      try {
        await seen?.();
        await allReady(120);
        return Math.round(performance.now() - start);
      } catch (error) {
        process.stderr.write(`  ${String(error)}\n`);
        return Infinity;
      }
    });
    const lines = noticed.map((each) => judge({ name, holdsConnections }, each, recovered, []));
    for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
    return lines;
  }
});

/** @returns every Icecast mount and every HLS rendition, by every front */
async function streamsOf({ station, icecast, hls }: StationOutput): Promise<Stream[]> {
  const renditions = hls.map(async ({ url }) => renditionUrls(url, await (await fetch(url)).text()));
  const urls = [...icecast.map(({ url }) => url), ...(await Promise.all(renditions)).flat()];
  return urls.map((url) => ({ station, name: url, url }));
}
