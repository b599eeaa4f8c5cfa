import type { Declared, DeclaredStation } from "../../../stacks/declared";
import type { PreviewState, PreviewStep } from "./digest";
import { exitCodeOf, reportOf } from "./report";
import { carrier, container, created, deleted, done, engine, replaced, same, state, station, two } from "./test-fleet";

const declared = (engines = "ab", bitrate = "128k"): DeclaredStation => ({
  ...{ engines, renditions: {}, inputs: {}, settings: { name: "x" } },
  mounts: { "/rivage-a.aac": bitrate, "/rivage-b.aac": bitrate },
});
const all = (stations: Record<string, DeclaredStation>, least = "2"): Declared => ({
  stations,
  platform: { "engines a station at least": least },
});

const report = (steps: PreviewStep[], before?: Declared, after?: Declared, allow: string[] = []) =>
  reportOf({ digest: { steps } }, { stack: "local", base: "main", before, after, allow });

const [a, b] = station("rivage");
const both = all({ rivage: declared(), boreal: declared() });
const replaceAll = (states: readonly PreviewState[]): PreviewStep[] =>
  states.flatMap((each) => (each.type === container ? replaced(each, "image") : [same(each)]));

describe("a station's new bitrate", () => {
  const after = all({ rivage: declared("ab", "192k"), boreal: declared() });
  const job = state(container, "handover-engine-rivage-a", {
    inputs: { name: "airpath-local-handover-engine-rivage-a" },
  });
  const { summary, refused, diff } = report(
    [...replaced(job, "envs"), ...replaceAll(a), ...replaceAll(b)],
    both,
    after,
  );

  it("is told in one line, with the engines in their turn", () => {
    expect(summary).toEqual(["rivage: bitrate 128k → 192k on 2 mounts; engines roll a then b; nothing else changes"]);
    expect(refused).toEqual([]);
  });

  it("is followed by Pulumi's diff, each resource once", () => {
    expect(diff.slice(0, 4)).toEqual([
      "± container handover-engine-rivage-a",
      "    envs: none → none (replaces)",
      "± container engine-rivage-a-network",
      "    image: sha256:1 → sha256:1 (replaces)",
    ]);
  });
});

it("nothing changes, and that is told", () => {
  const said = report([...a, ...b].map(same), both, both);
  expect([said.summary, said.refused, exitCodeOf(said)]).toEqual([["nothing changes"], [], 0]);
});

describe("refused is", () => {
  it("what replaces both engines at once, and then the summary does not call it a turn", () => {
    const unordered = engine("rivage", "b");
    const said = report([...replaceAll(a), ...replaceAll(unordered)], both, both);
    expect(said.refused).toEqual([
      {
        name: "rivage",
        reason: "engine-rivage-a and engine-rivage-b would be replaced at once: nothing makes one wait for the other",
      },
    ]);
    expect(said.summary).toEqual(["rivage: engines roll a AND b; nothing else changes"]);
    expect(exitCodeOf(said)).toBe(3);
  });

  it("what waits for a part of the other engine only", () => {
    const partly = engine("rivage", "b", done(a).slice(0, 1));
    expect(report([...replaceAll(a), ...replaceAll(partly)]).refused.map(({ name }) => name)).toEqual(["rivage"]);
  });

  it("what replaces both fronts at once, and not what does it in turn, or touches one", () => {
    const [first, second] = two("front");
    const loose = { ...second, dependencies: [] };
    const names = (...states: PreviewState[]) =>
      report(states.flatMap((each) => replaced(each, "image"))).refused.map(({ name }) => name);
    expect([names(first, loose), names(first, second), names(loose)]).toEqual([["front"], [], []]);
  });

  it("a third one that waits for the second, which waits for the first, is not", () => {
    const c = engine("rivage", "c", done(b));
    const said = report([...replaceAll(a), ...replaceAll(b), ...replaceAll(c)]);
    expect([said.refused, said.summary]).toEqual([[], ["rivage: engines roll a then b then c; nothing else changes"]]);
  });

  it("a station left with one engine, also where the change lowers the rule itself", () => {
    const after = all({ rivage: declared("a"), boreal: declared() }, "1");
    const reason = "rivage would be left with one engine (a), and the stack runs with 2 or more a station";
    expect(report([...a.map(same), ...b.map(deleted)], both, after).refused).toEqual([{ name: "rivage", reason }]);
    expect(report([], after, after).refused).toEqual([]);
  });

  it("a volume that is replaced or deleted, but not what an engine that leaves kept for itself, nor files", () => {
    const volume = (name: string, workload: string) =>
      state("docker:index/volume:Volume", name, {
        inputs: { name: `airpath-local-${name}`, labels: [{ label: "airpath.workload", value: workload }] },
      });
    const reasons = (steps: PreviewStep[]) => report(steps).refused.map(({ reason }) => reason);
    expect(reasons(replaced(volume("prometheus-1-data", "prometheus-1"), "driver"))).toEqual([
      "volume prometheus-1-data would be replaced: what it holds would be gone",
    ]);
    expect(reasons([deleted(volume("prometheus-2-data", "prometheus-2"))])).toEqual([
      "volume prometheus-2-data would be deleted: what it holds would be gone",
    ]);
    const state_ = volume("engine-rivage-b-state", "engine-rivage-b");
    expect(reasons([deleted(state_)])).toEqual([
      "volume engine-rivage-b-state would be deleted: what it holds would be gone",
    ]);
    expect(reasons([...b.map(deleted), deleted(state_)])).toEqual([]);
    expect(reasons([deleted(volume("front-1-files", "front-1"))])).toEqual([]);
  });

  it("what is protected, and the network on which everything is", () => {
    const network = state("docker:index/network:Network", "docker-network");
    expect(report([...replaced(network, "driver"), deleted({ ...two("front")[0], protect: true })]).refused).toEqual([
      {
        name: "docker-network",
        reason: "network docker-network would be replaced: every container would leave it at once",
      },
      { name: "front-1", reason: "container front-1 is protected, and would be deleted" },
    ]);
  });

  it("another name, or another place, for what is there already", () => {
    const [front] = two("front");
    const renamed = { ...front, urn: front.urn.replace("::front-1", "::front-one") };
    const moved = { ...front, urn: front.urn.replace("Fleet$", "Fleet$airpath:front:Fronts$") };
    for (const other of [renamed, moved])
      expect(report([created(other), deleted(front)]).refused).toEqual([
        {
          name: "front-1",
          reason: `container front-1 is called ${other.urn.split("::").slice(2).join("::")} now, and would be made a second time before the first is deleted; an alias keeps it`,
        },
      ]);
  });

  it("nothing that is meant: it is told as allowed", () => {
    const said = report([...replaceAll(a), ...replaceAll(engine("rivage", "b"))], both, both, ["rivage"]);
    expect([said.refused.length, said.allowed.length, exitCodeOf(said)]).toEqual([0, 1, 0]);
  });
});

describe("the summary", () => {
  it("tells what is shared by component, in turn, and files that are taken up while it runs", () => {
    const [front, front2] = two("front");
    const [relay] = two("icecast-relay");
    const files = carrier("icecast-relay-1");
    const steps = [
      ...replaced(front, "image"),
      ...replaced(front2, "image"),
      same(relay),
      ...replaced(files, "uploads"),
    ];
    expect(report(steps).summary).toEqual([
      "front-1 then front-2: replaced",
      "icecast-relay-1: new files, taken up while it runs; nothing else changes",
    ]);
  });

  it("tells a station that comes and one that leaves", () => {
    const [c, d] = station("lagune");
    const before = all({ rivage: declared() });
    const after = all({ lagune: declared() });
    const steps = [...c.map(created), ...d.map(created), ...a.map(deleted), ...b.map(deleted)];
    expect(report(steps, before, after).summary).toEqual([
      "lagune: comes on air (2 engines, 2 mounts, 0 HLS renditions, 0 inputs); engines a and b new",
      "rivage: leaves the air (2 engines, 2 mounts, 0 HLS renditions, 0 inputs); engines a and b removed; nothing else changes",
    ]);
  });

  it("tells of a new image, of the check before it, and of eighty stations in one line", () => {
    const image = state("docker:index/remoteImage:RemoteImage", "image-engine");
    const check = state(container, "pipeline-check");
    const ids = ["one", "two", "three", "four", "five", "six", "seven"];
    const engines = ids.map(station).flatMap(([one, other]) => [...replaceAll(one), ...replaceAll(other)]);
    expect(report([...replaced(image, "build"), ...replaced(check, "image"), ...engines]).summary).toEqual([
      "one, two, three, four and 3 more stations: engines roll a then b",
      "images built: engine",
      "every pipeline is checked before any engine is touched; nothing else changes",
    ]);
  });

  it("counts what belongs to nothing", () => {
    const budget = created(state("aws:budgets/budget:Budget", "budget"));
    expect(report([budget]).summary).toEqual(["besides 1 resource: budget budget (create); nothing else changes"]);
  });
});

it("errors are no changes", () => {
  const said = reportOf({ errors: ["stations/demo.ts: wrong"] }, { stack: "local", base: "main", allow: [] });
  expect([said.errors, said.summary, said.refused, exitCodeOf(said)]).toEqual([["stations/demo.ts: wrong"], [], [], 1]);
});
