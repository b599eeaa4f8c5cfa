import type { Policies } from "@pulumi/policy";
import { rules } from "./rules";

const packs: { name: string; policies: Policies; enforcementLevel: string }[] = [];
jest.mock("@pulumi/policy", () => ({
  PolicyPack: jest.fn((name: string, args: object) => packs.push({ name, ...args } as (typeof packs)[0])),
}));

/** The pack as Pulumi would load it. */
async function loaded(allow: string) {
  process.env.ALLOW = allow;
  await jest.isolateModulesAsync(async () => {
    await import("./pack");
  });
  return packs.pop()!;
}

const container = (name: string, inputs: object) => ({
  ...{ urn: `urn:pulumi:local::airpath::docker:index/container:Container::${name}`, name },
  type: "docker:index/container:Container",
  props: { image: "sha256:1", ...inputs },
});

/** What is said against a resource, by whichever rule. */
async function against(resource: ReturnType<typeof container>, allow = ""): Promise<string[]> {
  const said: string[] = [];
  for (const policy of (await loaded(allow)).policies)
    if ("validateResource" in policy)
      for (const rule of [policy.validateResource].flat()) await rule!(resource as never, (text) => said.push(text));
  return said;
}

const unlimited = "hls: container hls has no memory limit (where it is meant: ALLOW=hls)";

it("has every rule, and each forbids", async () => {
  const { name, policies, enforcementLevel } = await loaded("");
  expect([name, enforcementLevel]).toEqual(["airpath", "mandatory"]);
  expect(policies.map((policy) => [policy.name, policy.description])).toEqual(
    Object.entries(rules).map(([rule, { description }]) => [rule, description]),
  );
});

it("tells of a resource before it is made, unless somebody means it", async () => {
  expect(await against(container("hls", {}))).toEqual([unlimited]);
  expect(await against(container("hls", { memory: 64 }))).toEqual([]);
  expect(await against(container("hls", {}), "icecast, hls")).toEqual([]);
  expect(await against(container("hls", {}), "resource-limits")).toEqual([]);
  expect(await against(container("hls", {}), "icecast")).toEqual([unlimited]);
});

it("says nothing of what comes without inputs, as what --target leaves out does", async () => {
  expect(await against({ ...container("hls", {}), props: {} as never })).toEqual([]);
});

it("knows by the stack's file which ports are given away, and of the whole stack which stations have one engine", async () => {
  const ports = [{ external: 9, ip: "0.0.0.0" }];
  expect(await against(container("hls", { memory: 64, ports }))).toEqual([
    "hls opens port 9, which the plan gives to nobody (where it is meant: ALLOW=hls)",
  ]);
  const said: string[] = [];
  const labels = Object.entries({ component: "engine", station: "rivage", engine: "a" });
  const engine = container("engine-rivage-a", { labels: labels.map(([label, value]) => ({ label, value })) });
  for (const policy of (await loaded("")).policies)
    if ("validateStack" in policy)
      await policy.validateStack({ resources: [engine] } as never, (text) => said.push(text));
  expect(said).toEqual([
    "rivage has engine a alone: when it dies, the station is silent (where it is meant: ALLOW=rivage)",
  ]);
});
