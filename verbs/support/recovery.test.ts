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
    expect(leftovers(state, [{ id: "1", name: "a" }], [])).toEqual({
      containers: [],
      networks: [],
      pending: [],
      missing: [],
    });
  });

  it("is a container that the state does not know, and one that Docker does not have", () => {
    const state = {
      deployment: {
        resources: [resource("a", "1")],
        pending_operations: [{ resource: resource("b", ""), type: "creating" as const }],
      },
    };
    expect(leftovers(state, [{ id: "2", name: "b" }], [{ id: "9", name: "n" }])).toEqual({
      containers: ["2"],
      networks: ["9"],
      pending: ["urn::docker:index/container:Container::b"],
      missing: ["a"],
    });
  });
});

it("a state that has made nothing owns nothing", () => {
  expect(isOurs(empty)).toBe(false);
  expect(isOurs({ deployment: { resources: [resource("a", "1")] } })).toBe(true);
  expect(isOurs({ deployment: { pending_operations: [{ resource: resource("a", ""), type: "creating" }] } })).toBe(
    true,
  );
});
