import { isOurs, leftovers, struck } from "./recovery";
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
      halfReplaced: [],
      replaced: [],
      failed: [],
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
      halfReplaced: [],
      replaced: [],
      failed: [],
      missing: ["a"],
      lost: [],
    });
  });

  it("is a carrier that was replaced and not yet removed: it has the name that the next up may want", () => {
    const [old, successor] = [{ ...resource("files", "1"), delete: true }, resource("files", "2")];
    const state = { deployment: { resources: [successor, old] } };
    const docker = {
      containers: [
        { id: "1", name: "files-a" },
        { id: "2", name: "files-b" },
      ],
      networks: [],
      volumes: [],
    };
    expect(leftovers(state, docker)).toMatchObject({ containers: ["1"], replaced: [old], missing: [] });
    expect(struck(state)).toEqual({ deployment: { resources: [successor] } });
  });

  it("is what made room for a successor that was not made: it counts as there until Pulumi has looked", () => {
    const gone = resource("a", "1");
    const state = { deployment: { resources: [{ ...gone, pendingReplacement: true }] } };
    const found = leftovers(state, { containers: [], networks: [], volumes: [] });
    expect(found).toMatchObject({ halfReplaced: [gone.urn], missing: ["a"] });
    expect(struck(state)).toEqual({ deployment: { resources: [gone] } });
  });

  it("is a job that failed: Pulumi would repeat what it said, and never ask it again", () => {
    const job = (id: string, exitCode: number) => ({
      ...resource("handover", id),
      inputs: { attach: true },
      outputs: { exitCode },
    });
    const [failed, passed, gone] = [job("1", 1), job("2", 0), job("3", 1)];
    const killed = { ...resource("engine", "4"), inputs: {}, outputs: { exitCode: 137 } };
    const state = { deployment: { resources: [failed, passed, gone, killed] } };
    const there = ["1", "2", "4"].map((id) => ({ id, name: id }));
    expect(leftovers(state, { containers: there, networks: [], volumes: [] })).toMatchObject({
      failed: [failed],
      missing: ["handover"],
    });
  });

  it("is a volume that was replaced; one that is gone already is not made again", () => {
    const old = { urn: "urn::files", type: "docker:index/volume:Volume", id: "files-a", delete: true };
    const found = leftovers({ deployment: { resources: [old] } }, { containers: [], networks: [], volumes: [] });
    expect(found).toMatchObject({ replaced: [old], lost: [] });
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
