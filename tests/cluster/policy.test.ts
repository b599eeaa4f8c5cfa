/** What the policy forbids is not made, whoever says `pulumi up`. */
import { ControlPlane } from "./support/control-plane";
import { TestStack } from "./support/stack";
import { provideVolumes } from "./support/surroundings";

let plane: ControlPlane;
let stack: TestStack;

beforeAll(async () => {
  plane = await ControlPlane.start({ nodes: 4, zones: 2 });
  await provideVolumes(plane, 8);
  stack = await TestStack.create("prod", plane);
});
afterAll(() => plane?.stop());

it("makes no pod of an image without a digest in prod, unless somebody means it", async () => {
  const { ALLOW } = stack.env;
  stack.env.ALLOW = "";
  await expect(stack.up()).rejects.toThrow(/runs airpath\/\S+, which names no digest[^\n]*ALLOW=/);
  expect(await plane.list("/apis/apps/v1/namespaces/airpath-prod/deployments")).toEqual([]);
  expect(await plane.list("/api/v1/namespaces/airpath-prod/pods")).toEqual([]);
  stack.env.ALLOW = ALLOW;
  expect((await stack.preview()).create).toBeGreaterThan(50);
});
