import { parseConfig } from "./parse-config";
import { plainClusterConfig } from "./config";
import { addressFor, atSite, siteNames, siteStacks, sitesSeenFrom, stackOf } from "./sites";

const south = {
  name: "south",
  networks: ["10.20.0.0/16"],
  cluster: { server: "https://192.0.2.2:6443" },
  address: "studios-south.example",
};
const north = { name: "north", networks: ["10.10.0.0/16"] };
const parsed = (sites?: object) =>
  parseConfig(plainClusterConfig, "prod", {
    "airpath:cluster": '{"server": "https://192.0.2.1:6443"}',
    "airpath:address": "studios.example",
    ...(sites && { "airpath:sites": JSON.stringify(sites) }),
  });
const config = parsed([north, south]);
const plan = { names: ["north", "south"], of: { "engine-rivage-a": "north", "engine-rivage-b": "south" } };

it("are named in order, and all but the first are stacks", () => {
  expect([siteNames(config), siteStacks("prod", config)]).toEqual([["north", "south"], ["prod-south"]]);
  expect([siteNames(parsed()), siteStacks("prod", parsed())]).toEqual([[], []]);
});

it("have a cluster and an address of their own", () => {
  expect(atSite("prod", config, "south")).toEqual({ ...config, cluster: south.cluster, address: south.address });
  expect(atSite("prod", config)).toBe(config);
  const address = (engine: string) => addressFor(config, plan, engine);
  expect([address("engine-rivage-a"), address("engine-rivage-b"), address("prober")]).toEqual([
    "studios.example",
    "studios-south.example",
    "studios.example",
  ]);
});

it("are each other's stacks", () => {
  const of = (workload: string) => ["prod", "prod-south"].map((stack) => stackOf(stack, plan, workload));
  expect(of("engine-rivage-a")).toEqual(["prod", "prod"]);
  expect(of("engine-rivage-b")).toEqual(["prod-south", "prod-south"]);
  expect(of("prober")).toEqual(["prod", "prod-south"]);
  expect(stackOf("prod", undefined, "engine-rivage-b")).toBe("prod");
});

it("are refused where there is no such one, with those that there are", () => {
  const place = /^stacks\/Pulumi\.prod\.yaml: airpath:sites /;
  expect(() => atSite("prod", config, "west")).toThrow(place);
  expect(() => atSite("prod", config, "west")).toThrow('has no "west"; allowed: the stacks prod-south; fix: name one');
  expect(() => atSite("prod", config, "north")).toThrow('has "north" as its first, which is the stack prod;');
  expect(() => atSite("prod", parsed(), "south")).toThrow("allowed: no other stack than the platform's own");
});

it("know each other's addresses", () => {
  const networks = { north: ["10.10.0.0/16"], south: ["10.20.0.0/16"] };
  const seen = { of: plan.of, networks, domain: "clusterset.local" };
  expect(sitesSeenFrom(plan, config)).toEqual({ own: "north", ...seen });
  expect(sitesSeenFrom(plan, config, "south")).toEqual({ own: "south", ...seen });
  expect(sitesSeenFrom(undefined, config)).toBeUndefined();
});

it.each([
  ["one alone", [north]],
  ["two of one name", [north, { ...south, name: "north" }]],
  ["a second one without a cluster", [north, { ...north, name: "south" }]],
  ["a name with digits, which are ports", [north, { ...south, name: "south2" }]],
  ["the edge's name", [north, { ...south, name: "edge" }]],
  ["no network", [north, { ...south, networks: [] }]],
  ["a network that is none", [north, { ...south, networks: ["10.20.0.0"] }]],
  ["five", [north, ...["a", "b", "c", "d"].map((letter) => ({ ...south, name: letter.repeat(2) }))]],
])("takes no setting with %s", (_, sites) => {
  expect(() => parsed(sites)).toThrow(/airpath:sites.* allowed: .*2-4 of/);
});
