/** SCALE=1: every station of prod, brought up for real. What it takes is printed; docs/decisions/workloads-on-kubernetes.md keeps the figures. */
import type { ClusterOutputs } from "../../stacks/cluster-outputs";
import { ControlPlane } from "./support/control-plane";
import { MemoryWatch } from "./support/memory";
import { TestStack } from "./support/stack";
import { provideVolumes } from "./support/surroundings";

const namespace = "airpath-prod";

/** PARALLEL=16: how many resources Pulumi works on at once; AWAIT=false: without waiting for roll-outs. */
const { PARALLEL = "16", AWAIT = "true" } = process.env;

describe("prod with every station, on a real control plane", () => {
  let plane: ControlPlane;
  let stack: TestStack;
  const figures: Record<string, number> = {};

  beforeAll(async () => {
    plane = await ControlPlane.start({ nodes: 40, zones: 2 });
    await provideVolumes(plane, 8);
    stack = await TestStack.create("prod", plane, {
      "airpath:awaitRollouts": AWAIT === "true",
    });
  });
  afterAll(async () => {
    process.stdout.write(`${JSON.stringify({ parallel: PARALLEL, awaitRollouts: AWAIT, ...figures })}\n`);
    await plane?.stop();
  });

  async function timed<T>(name: string, act: () => Promise<T>): Promise<T> {
    const memory = new MemoryWatch("pulumi-resource-kubernetes");
    const began = Date.now();
    try {
      return await act();
    } finally {
      figures[`${name}_s`] = Math.round((Date.now() - began) / 1000);
      figures[`${name}_plugin_mib`] = memory.stop();
    }
  }

  it("comes up", async () => {
    const changes = await timed("up", () => stack.up("--parallel", PARALLEL));
    figures.created = changes.create ?? 0;
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

  it("changes nothing the second time", async () => {
    const changes = await timed("preview", () => stack.preview());
    expect(Object.keys(changes)).toEqual(["same"]);
  }, 600_000);
});
