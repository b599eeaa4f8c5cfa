import { isOurs, leftovers } from "./recovery";
import type { StateResource } from "./pulumi";

const resource = (name: string, id: string): StateResource => ({
  urn: `urn::docker:index/container:Container::${name}`,
  type: "docker:index/container:Container",
  id,
});
const empty = { deployment: {} };

describe("what an interrupted up leaves", () => {
  it("is nothing when state and Docker agree", () => {
    const state = { deployment: { resources: [resource("a", "1")] } };
    expect(leftovers(state, { containers: [{ id: "1", name: "a" }], networks: [], volumes: [] })).toEqual({
      containers: [],
      networks: [],
      pending: [],
      missing: [],
      lost: [],
    });
  });

  it("is a container that the state does not know, and one that Docker does not have", () => {
    const state = {
      deployment: {
        resources: [resource("a", "1")],
        pending_operations: [{ resource: resource("b", ""), type: "creating" as const }],
      },
    };
    expect(
      leftovers(state, { containers: [{ id: "2", name: "b" }], networks: [{ id: "9", name: "n" }], volumes: [] }),
    ).toEqual({
      containers: ["2"],
      networks: ["9"],
      pending: ["urn::docker:index/container:Container::b"],
      missing: ["a"],
      lost: [],
    });
  });

  it("is a volume that somebody removed: the provider cannot look at one that is gone", () => {
    const volume = (name: string): StateResource => ({
      urn: `urn::docker:index/volume:Volume::${name}`,
      type: "docker:index/volume:Volume",
      id: `airpath-${name}`,
      inputs: { labels: [{ label: "airpath.stack", value: "airpath-local" }] },
    });
    const state = { deployment: { resources: [volume("kept"), volume("lost")] } };
    expect(leftovers(state, { containers: [], networks: [], volumes: ["airpath-kept"] }).lost).toEqual([
      { name: "airpath-lost", labels: ["airpath.stack=airpath-local"] },
    ]);
  });
});

it("a state that has made nothing owns nothing", () => {
  expect(isOurs(empty)).toBe(false);
  expect(isOurs({ deployment: { resources: [resource("a", "1")] } })).toBe(true);
  expect(isOurs({ deployment: { pending_operations: [{ resource: resource("a", ""), type: "creating" }] } })).toBe(
    true,
  );
});
