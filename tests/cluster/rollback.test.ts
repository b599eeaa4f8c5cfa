/** `make rollback` of a stack in a cluster, as one does it after a change that was wrong. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../components/workload/content-hash";
import { execute } from "../../verbs/support/command";
import { ControlPlane, type KubernetesObject } from "./support/control-plane";
import { TestStack } from "./support/stack";
import { provideVolumes } from "./support/surroundings";
import { Tree } from "./support/tree";

let plane: ControlPlane;
let tree: Tree;
let stack: TestStack;

beforeAll(async () => {
  plane = await ControlPlane.start({ nodes: 4, zones: 2 });
  await provideVolumes(plane, 8);
  tree = await Tree.copy(join(plane.folder, "tree"));
  stack = await TestStack.create("preprod", plane, { tree: tree.folder });
  copyFileSync(stack.settingsFile("preprod"), join(tree.folder, "stacks", "Pulumi.preprod.yaml"));
});
afterAll(() => plane?.stop());

/** What runs where, by Deployment: each pod's template, in which the content of what it takes its files from stands for their names. */
async function declared(): Promise<Record<string, string>> {
  const list = (version: string, kind: string) => plane.list(`/${version}/namespaces/airpath-preprod/${kind}`);
  const files = [...(await list("api/v1", "configmaps")), ...(await list("api/v1", "secrets"))] as (KubernetesObject & {
    data?: object;
  })[];
  const contents = new Map(files.map(({ metadata, data }) => [metadata.name, sha256(JSON.stringify(data ?? {}))]));
  return Object.fromEntries(
    (await list("apis/apps/v1", "deployments")).map(({ metadata, spec }) => [
      metadata.name,
      JSON.stringify((spec?.template as KubernetesObject).spec, (_, value: unknown) =>
        typeof value === "string" ? (contents.get(value) ?? value) : value,
      ),
    ]),
  );
}

async function rollBack(to: string): Promise<{ code: number; said: string }> {
  const args = ["--import", "tsx", join("verbs", "main.ts"), "rollback"];
  const env = { ...stack.env, STACK: "preprod", TO: to };
  const { code, stdout, stderr } = await execute(process.execPath, args, { cwd: tree.folder, env });
  return { code, said: stdout + stderr };
}

it("brings back what the commit declares, by its own program, and leaves the tree alone", async () => {
  const good = await tree.commit("good");
  await stack.up();
  const before = await declared();

  tree.edit("station-inventory/stations/demo.ts", '"aac-hifi", "mp3-midfi"]', '"aac-hifi", "mp3-hifi"]');
  await tree.commit("wrong");
  await stack.up();
  const wrong = await declared();
  expect(wrong["engine-boreal-a"]).not.toEqual(before["engine-boreal-a"]);
  expect(wrong["engine-rivage-a"]).toEqual(before["engine-rivage-a"]);

  const { code, said } = await rollBack(good);
  expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining("is on air") });
  expect(await declared()).toEqual(before);
  expect(tree.read("station-inventory/stations/demo.ts")).toContain('"aac-hifi", "mp3-hifi"]');
});

it("says what it can't find, and changes nothing", async () => {
  const before = await declared();
  const { code, said } = await rollBack("v9.9.9");
  expect(code).toBe(1);
  expect(said).toContain('TO is "v9.9.9", which is no commit of this clone');
  expect(await declared()).toEqual(before);
});
