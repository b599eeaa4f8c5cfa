import type { ClusterOutputs } from "../../stacks/cluster-outputs";
import { ControlPlane, type KubernetesObject } from "./support/control-plane";
import { TestStack } from "./support/stack";
import { provideVolumes } from "./support/surroundings";

const namespace = "airpath-preprod";

interface PodTemplate {
  spec: { volumes?: { projected?: { sources: { configMap?: { name: string }; secret?: { name: string } }[] } }[] };
}

describe("preprod with two stations, on a real control plane", () => {
  let plane: ControlPlane;
  let stack: TestStack;

  beforeAll(async () => {
    plane = await ControlPlane.start({ nodes: 4, zones: 2 });
    await provideVolumes(plane, 8);
    stack = await TestStack.create("preprod", plane);
  });
  afterAll(async () => plane?.stop());

  const pods = async (selector = ""): Promise<KubernetesObject[]> =>
    plane.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`);
  const nodeOf = ({ spec }: KubernetesObject) => spec?.nodeName as string;
  const zones = async () =>
    new Map(
      (await plane.list("/api/v1/nodes")).map(({ metadata }) => [
        metadata.name,
        metadata.labels?.["topology.kubernetes.io/zone"],
      ]),
    );

  const there = async (plural: string, kind: string): Promise<string[]> =>
    (await plane.list(`/api/v1/namespaces/${namespace}/${plural}`)).map(({ metadata }) => `${kind} ${metadata.name}`);
  /** What pods of that Deployment, or of all, take their files from: "ConfigMap front-1-files-…". */
  const mounted = async (deployment?: string): Promise<string[]> => {
    const all = await plane.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
    const wanted = all.filter(({ metadata }) => deployment === undefined || metadata.name === deployment);
    const volumes = wanted.flatMap(({ spec }) => (spec?.template as PodTemplate).spec.volumes ?? []);
    return volumes.flatMap(({ projected }) =>
      (projected?.sources ?? []).flatMap(({ configMap, secret }) => [
        ...(configMap ? [`ConfigMap ${configMap.name}`] : []),
        ...(secret ? [`Secret ${secret.name}`] : []),
      ]),
    );
  };

  it("comes up, every object accepted and every workload ready", async () => {
    const changes = await stack.up();
    expect(changes.create).toBeGreaterThan(100);
    const deployments = await plane.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
    const notReady = deployments
      .filter(({ status }) => status?.readyReplicas !== 1)
      .map(({ metadata }) => metadata.name);
    expect(deployments.length).toBeGreaterThan(20);
    expect(notReady).toEqual([]);
    const jobs = await plane.list(`/apis/batch/v1/namespaces/${namespace}/jobs`);
    expect(jobs.filter(({ status }) => status?.succeeded !== 1)).toEqual([]);
    const events = await plane.list(`/api/v1/namespaces/${namespace}/events?fieldSelector=reason%3DFailedCreate`);
    expect(events).toEqual([]);
  });

  it("refuses what is not restricted", async () => {
    const pod = { kind: "Pod", metadata: { name: "root" }, spec: { containers: [{ name: "a", image: "a" }] } };
    await expect(plane.create(`/api/v1/namespaces/${namespace}/pods`, pod)).rejects.toThrow(
      'violates PodSecurity "restricted:latest"',
    );
  });

  it("keeps the engines of a station apart, in nodes and in zones", async () => {
    const { stations } = await stack.outputs<ClusterOutputs>();
    expect(stations.map(({ station }) => station)).toEqual(["rivage", "boreal"]);
    const zoneOf = await zones();
    for (const { station } of stations) {
      const engines = await pods(`component=engine,station=${station}`);
      expect(engines).toHaveLength(2);
      expect(new Set(engines.map(nodeOf)).size).toBe(2);
      expect(new Set(engines.map((engine) => zoneOf.get(nodeOf(engine)))).size).toBe(2);
    }
  });

  it("changes nothing the second time, and sees no drift", async () => {
    expect(Object.keys(await stack.preview("--refresh"))).toEqual(["same"]);
    expect(Object.keys(await stack.up())).toEqual(["same"]);
  });

  it("takes back a change that was cut off half-way, and what pods mount is there", async () => {
    const before = await mounted("prometheus-1");
    await stack.set("airpath:grafanaUrl", "http://127.0.0.1:3001/");
    await stack.upCutOff(() =>
      plane.until("prometheus-1 mounts other files", 120, async () => {
        const now = await mounted("prometheus-1");
        return now.some((object) => !before.includes(object));
      }),
    );
    await stack.set("airpath:grafanaUrl");
    await stack.up();
    expect(Object.keys(await stack.preview("--refresh"))).toEqual(["same"]);
    const objects = [...(await there("configmaps", "ConfigMap")), ...(await there("secrets", "Secret"))];
    const lost = (await mounted()).filter((object) => !objects.includes(object));
    expect(lost).toEqual([]);
  });

  it("leaves the other engine alone where one may be taken away: a drained node takes one of a station and no second", async () => {
    const engines = await pods("component=engine,station=rivage");
    const evict = (name: string) =>
      plane.ask("POST", `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
        apiVersion: "policy/v1",
        kind: "Eviction",
        metadata: { name, namespace },
      });
    // A node that only pretends would have the first one ready again within a moment.
    const answers = await plane.whileNodesHang(async () => [
      await evict(engines[0]!.metadata.name),
      await evict(engines[1]!.metadata.name),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 429]);
  });

  it("goes, and leaves nothing", async () => {
    await stack.destroy();
    const namespaces = await plane.list("/api/v1/namespaces");
    expect(namespaces.map(({ metadata }) => metadata.name)).not.toContain(namespace);
    const classes = await plane.list("/apis/scheduling.k8s.io/v1/priorityclasses");
    expect(classes.map(({ metadata }) => metadata.name).filter((name) => name.startsWith("airpath"))).toEqual([]);
  });
});
