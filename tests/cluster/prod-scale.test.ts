/** SCALE=1: every station of prod, brought up for real. What it takes is printed; docs/decisions/stacks-of-a-platform.md keeps the figures. */
import { join } from "node:path";
import type { ClusterOutputs } from "../../stacks/cluster-outputs";
import { ControlPlane } from "./support/control-plane";
import { MemoryWatch } from "./support/memory";
import { type Changes, TestStack } from "./support/stack";
import { provideVolumes } from "./support/surroundings";
import { Tree } from "./support/tree";

const namespace = "airpath-prod";

/** PARALLEL=8: how many resources Pulumi works on at once; AWAIT=false: without waiting for roll-outs. */
const { PARALLEL = "8", AWAIT = "true" } = process.env;

describe("prod with every station, on a real control plane", () => {
  let plane: ControlPlane;
  let tree: Tree;
  let stack: TestStack;
  /** What delivers, then the stations. */
  let stacks: [string, TestStack][];
  const figures: Record<string, unknown>[] = [];

  beforeAll(async () => {
    plane = await ControlPlane.start({ nodes: 40, zones: 2 });
    await provideVolumes(plane, 8);
    tree = await Tree.copy(join(plane.folder, "tree"));
    stack = await TestStack.create("prod", plane, {
      settings: { "airpath:awaitRollouts": AWAIT === "true" },
      tree: tree.folder,
      patience: 1800,
    });
    stacks = [["prod", stack]];
  });
  afterAll(async () => {
    for (const line of figures)
      process.stdout.write(`${JSON.stringify({ ...line, parallel: PARALLEL, awaitRollouts: AWAIT })}\n`);
    await plane?.stop();
  });

  async function timed(name: string, act: () => Promise<Changes>): Promise<Changes> {
    const memory = new MemoryWatch("pulumi-resource-kubernetes");
    const began = Date.now();
    const done = { name, ...{ changes: {} as Changes } };
    try {
      return (done.changes = await act());
    } finally {
      figures.push({ ...done, seconds: Math.round((Date.now() - began) / 1000), plugin_mib: memory.stop() });
    }
  }

  it("comes up", async () => {
    const up = (name: string, each: TestStack) => timed(`up ${name}`, () => each.up("--parallel", PARALLEL));
    await timed("up of all", async () => {
      await up("prod", stack);
      const { stationStacks } = await stack.outputs<{ stationStacks: string[] }>();
      for (const name of stationStacks) stacks.push([name, await stack.beside(name)]);
      for (const [name, each] of stacks.slice(1)) await up(name, each);
      return {};
    });
    await plane.until("every workload is ready", 300, async () => {
      const deployments = await plane.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
      return deployments.length > 160 && deployments.every(({ status }) => status?.readyReplicas === 1);
    });
  }, 1_800_000);

  it("keeps every station's engines in two zones", async () => {
    const nodes = await plane.list("/api/v1/nodes");
    const zoneOf = new Map(
      nodes.map(({ metadata }) => [metadata.name, metadata.labels?.["topology.kubernetes.io/zone"]]),
    );
    const engines = await plane.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=component%3Dengine`);
    const { stations } = await stack.outputs<ClusterOutputs>();
    expect(stations).toHaveLength(78);
    for (const { station } of stations) {
      const own = engines.filter(({ metadata }) => metadata.labels?.station === station);
      expect(own.map(({ spec }) => zoneOf.get(spec?.nodeName as string)).sort()).toEqual(["zone-1", "zone-2"]);
    }
  });

  it("lets every engine be reached by exactly its policies, none twice", async () => {
    const policies = await plane.list(`/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`);
    const chosen = policies.flatMap(({ spec }) => workloadsOf(spec as unknown as PolicySpec));
    expect(new Set(chosen).size).toBe(chosen.length);
    const { stations } = await stack.outputs<ClusterOutputs>();
    expect(chosen).toEqual(expect.arrayContaining(stations.flatMap(({ engines }) => engines)));
  });

  it("changes nothing the second time", async () => {
    for (const [name, each] of stacks) {
      const changes = await timed(`preview ${name}`, () => each.preview());
      expect(Object.keys(changes)).toEqual(["same"]);
    }
  }, 600_000);

  it("takes up a station's edit in that station, and in what says its name to listeners", async () => {
    tree.edit("station-inventory/stations/local.ts", '"Radio Castelune"', '"Castelune FM"');
    const own = stacks.find(([name]) => name === "prod-11000")!;
    await timed("edit of a station", async () => {
      await timed("edit: prod", () => stack.up());
      return timed("edit: prod-11000", () => own[1].up());
    });
    const engines = await plane.list(
      `/apis/apps/v1/namespaces/${namespace}/deployments?labelSelector=component%3Dengine`,
    );
    const changed = engines.filter(({ metadata }) => metadata.generation !== 1);
    expect(changed.map(({ metadata }) => metadata.name).sort()).toEqual(["engine-castelune-a", "engine-castelune-b"]);
    for (const [name, each] of stacks.filter(([name]) => name !== "prod" && name !== "prod-11000")) {
      // What prod says of itself is read again: its inventory is another.
      const { read: _, ...changes } = await each.preview();
      expect([name, Object.keys(changes)]).toEqual([name, ["same"]]);
    }
  }, 600_000);
});

interface PolicySpec {
  podSelector: {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; values: string[] }[];
  };
}

/** Names of the workloads that a policy is of; none where it is of all. */
function workloadsOf({ podSelector: { matchLabels, matchExpressions = [] } }: PolicySpec): string[] {
  const one = matchLabels?.["airpath.workload"];
  const several = matchExpressions.filter(({ key }) => key === "airpath.workload").flatMap(({ values }) => values);
  return [...(one === undefined ? [] : [one]), ...several];
}
