/** A change that a cluster stops half-way: what is on air stays, and the next `up` completes it. */
import { join } from "node:path";
import { ControlPlane } from "./support/control-plane";
import { TestStack } from "./support/stack";
import { provideVolumes } from "./support/surroundings";
import { Tree } from "./support/tree";

const namespace = "/api/v1/namespaces/airpath-preprod";
let plane: ControlPlane;
let stack: TestStack;

beforeAll(async () => {
  plane = await ControlPlane.start({ nodes: 4, zones: 2 });
  await provideVolumes(plane, 8);
  const tree = await Tree.copy(join(plane.folder, "tree"));
  // Ten minutes would be those of the test.
  tree.edit("components/workload/kubernetes-job.ts", "const jobSeconds = 600", "const jobSeconds = 30");
  stack = await TestStack.create("preprod", plane, { tree: tree.folder });
});
afterAll(() => plane?.stop());

const running = async (): Promise<string[]> =>
  (await plane.list(`${namespace}/pods`))
    .filter(({ status }) => status?.phase === "Running")
    .map(({ metadata }) => metadata.name)
    .sort();

it("touches no engine where the job that proves its hand-over gets no pod, and goes on once it does", async () => {
  await stack.up();
  const before = await running();
  await plane.create(`${namespace}/resourcequotas`, { metadata: { name: "small" }, spec: { hard: { pods: "5" } } });
  await stack.set("airpath:revisions", '{"engine":"changed"}');
  await expect(stack.up()).rejects.toThrow(/handover-engine-[^]*DeadlineExceeded/);
  expect(await running()).toEqual(before);

  expect((await plane.ask("DELETE", `${namespace}/resourcequotas/small`)).status).toBe(200);
  const { replace } = await stack.up();
  expect(replace).toBeGreaterThan(0);
  const after = await running();
  expect(after).toHaveLength(before.length);
  const changed = after.filter((name) => !before.includes(name));
  expect(changed.map((name) => name.replace(/(-[a-z0-9]+){2}$/, ""))).toEqual(
    ["boreal", "rivage"].flatMap((station) => ["a", "b"].map((letter) => `engine-${station}-${letter}`)),
  );
});
