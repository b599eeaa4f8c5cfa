/** One platform over two clusters, each a control plane of its own; one of them is lost. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { ClusterOutputs } from "../../stacks/cluster-outputs";
import { clusterDefinitions } from "../../toolchain/cluster-definitions";
import { ControlPlane } from "./support/control-plane";
import { type Given, refusedOf } from "./support/given";
import { TestStack } from "./support/stack";
import { provideVolumes } from "./support/surroundings";

const namespace = "airpath-preprod";
let north: ControlPlane;
let south: ControlPlane;
let first: TestStack;
let second: TestStack;

/** A cluster with a mesh's definitions, and nobody who carries them out. */
async function site(): Promise<ControlPlane> {
  const plane = await ControlPlane.start({ nodes: 2, zones: 1 });
  await provideVolumes(plane, 8);
  const all = (await clusterDefinitions("Multi-Cluster Services API")).map(
    (file) => parse(readFileSync(file, "utf8")) as Given,
  );
  expect(await refusedOf(plane, all)).toEqual([]);
  return plane;
}

/** A kubeconfig of both, as whoever works on both has one. */
function kubeconfigOfBoth(): string {
  const named = Object.entries({ north, south }).map(([name, plane]) => {
    const config = parse(readFileSync(plane.kubeconfig, "utf8")) as Record<"clusters" | "users", object[]>;
    return {
      clusters: [{ ...config.clusters[0], name }],
      users: [{ ...config.users[0], name }],
      contexts: [{ name, context: { cluster: name, user: name } }],
    };
  });
  const both = Object.fromEntries(
    (["clusters", "users", "contexts"] as const).map((part) => [part, named.flatMap((each) => each[part])]),
  );
  const file = join(north.folder, "both");
  writeFileSync(file, stringify({ apiVersion: "v1", kind: "Config", ...both }), { mode: 0o600 });
  return file;
}

beforeAll(async () => {
  [north, south] = [await site(), await site()];
  const sites = [
    { name: "north", networks: ["10.10.0.0/16"] },
    { name: "south", networks: ["10.20.0.0/16"], cluster: { server: south.server }, address: "south.example" },
  ];
  first = await TestStack.create("preprod", north, { settings: { "airpath:sites": sites, "airpath:zones": 1 } });
  first.env.KUBECONFIG = kubeconfigOfBoth();
  second = await first.beside("preprod-south");
});
afterAll(async () => {
  await south?.stop();
  await north?.stop();
});

const running = async (plane: ControlPlane): Promise<string[]> =>
  (await plane.list(`/apis/apps/v1/namespaces/${namespace}/deployments`))
    .filter(({ status }) => status?.readyReplicas === 1)
    .map(({ metadata }) => metadata.name);

it("is refused at the second site before the first has said what there is", async () => {
  await expect(second.up()).rejects.toThrow('stack "preprod-south": preprod says nothing of itself');
});

it("comes up site by site, engines of a station in different ones, and both whole", async () => {
  await first.up();
  await second.up();
  const [here, there] = [await running(north), await running(south)];
  for (const station of ["rivage", "boreal"])
    for (const [letter, yes, no] of [["a", here, there] as const, ["b", there, here] as const]) {
      expect(yes).toContain(`engine-${station}-${letter}`);
      expect(no).not.toContain(`engine-${station}-${letter}`);
    }
  for (const kind of ["icecast-master", "icecast-relay", "hls-origin", "cache", "front", "prometheus", "alertmanager"])
    expect([here, there].map((all) => all.filter((name) => name.startsWith(`${kind}-`)).length)).toEqual([1, 1]);
  const { inventoryDigest } = await first.outputs<ClusterOutputs>();
  expect((await second.outputs<ClusterOutputs>()).inventoryDigest).toBe(inventoryDigest);
});

it("says nothing to change the second time, at both", async () => {
  for (const stack of [first, second]) expect(Object.keys(await stack.preview())).toEqual(["same"]);
});

it("has every name of one site in the other, which leads to what is exported there", async () => {
  for (const [here, there] of [
    [north, south],
    [south, north],
  ] as const) {
    const services = await here.list(`/api/v1/namespaces/${namespace}/services`);
    const leading = services.filter(({ spec }) => spec?.type === "ExternalName").map(({ metadata }) => metadata.name);
    const exported = await there.list(`/apis/multicluster.x-k8s.io/v1alpha1/namespaces/${namespace}/serviceexports`);
    expect(leading.length).toBeGreaterThan(8);
    expect(leading.sort()).toEqual(exported.map(({ metadata }) => metadata.name).sort());
  }
});

it("goes on where one site is lost: the other changes without it", async () => {
  await south.stop();
  await first.set("airpath:revisions", '{"cache":"changed"}');
  expect((await first.up()).update).toBeGreaterThan(0);
  await expect(second.up()).rejects.toThrow(/connection refused|unreachable/);
  expect(await running(north)).toEqual(expect.arrayContaining(["engine-rivage-a", "cache-1"]));
});
