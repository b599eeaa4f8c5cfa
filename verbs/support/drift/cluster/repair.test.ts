import { deviationOf } from "./deviation";
import type { ClusterObject } from "./objects";
import { type Mending, repairs, type Seen } from "./repair";
import { changedAt, declaredAs, engine, own, shown } from "./test-objects";

const map = (metadata: object, more: object = {}): ClusterObject => ({
  ...{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "map", namespace: "airpath-prod", ...metadata } },
  ...{ data: { a: "1" }, ...more },
});
const [a, b] = [declaredAs(engine("a")), declaredAs(engine("b"))];
const image = ["spec", "template", "spec", "containers", { by: { name: "main" } }, "image"];
const rolled = (object: ClusterObject) => shown(changedAt(object, image, "other:1"), [image]);
const scaled = (object: ClusterObject) => changedAt(shown(object), ["spec", "replicas"], 0);

const plan = (seen: Partial<Seen>, ...live: [declared: typeof a, live: ClusterObject | undefined][]): Mending[] => {
  const deviations = live.flatMap(([declared, each]) => deviationOf(declared, each) ?? []);
  return repairs({ declared: live.map(([declared]) => declared), deviations, surplus: [], pods: [], ...seen });
};
const verbs = (all: Mending[]) =>
  all.map(({ what, commands }) => `${what}: ${commands.map(({ args }) => args[0]).join(", ")}`);

it("nothing is done where nothing differs", () => {
  expect(plan({}, [a, shown(a.object)])).toEqual([]);
});

it("of those who stand in for one another, who is not there comes first; then one at a time, while the others are well", () => {
  const all = plan({}, [a, rolled(a.object)], [b, scaled(b.object)]);
  expect(verbs(all)).toEqual([
    "give back rivage, engine b: deployment engine-rivage-b: patch",
    "give back rivage, engine a: deployment engine-rivage-a: patch",
  ]);
  const [first, second] = all as [Mending, Mending];
  expect(first.peers).toBeUndefined();
  expect(first.awaited).toEqual({ deployment: "engine-rivage-b", seconds: 370 });
  expect(second.peers).toEqual([{ deployment: "engine-rivage-b", seconds: 370 }]);
  expect(second.awaited).toEqual({ deployment: "engine-rivage-a", seconds: 370 });
});

it("who does not serve is waited for by nobody: it may be why the other one does not either", () => {
  const down = (object: ClusterObject) => changedAt(rolled(object), ["status", "availableReplicas"], undefined);
  expect(plan({}, [a, down(a.object)], [b, down(b.object)]).map(({ peers }) => peers)).toEqual([undefined, undefined]);
});

it("a label on a Deployment interrupts nobody", () => {
  const path = ["metadata", "labels", "mine"];
  expect(plan({}, [a, shown(changedAt(a.object, path, "1"), [path])])[0]!.peers).toBeUndefined();
});

it("what is gone is made as the provider makes it, under its own name for who holds it", () => {
  const [made] = plan({}, [a, undefined]);
  expect(made).toEqual({
    what: "make rivage, engine a: deployment engine-rivage-a",
    namespace: "airpath-prod",
    commands: [
      {
        args: ["apply", "--server-side", "--force-conflicts", "--field-manager", own],
        file: { flag: "--filename", content: a.object },
      },
    ],
    awaited: { deployment: "engine-rivage-a", seconds: 370 },
  });
});

it("what never changes is made again, and nobody who has read it restarts", () => {
  const declared = declaredAs(map({}, { immutable: true }));
  const all = plan({}, [declared, shown(map({}, { immutable: true, data: { a: "2" } }))]);
  expect(verbs(all)).toEqual(["make again config map map: delete, apply"]);
  expect(all[0]!.peers).toBeUndefined();
});

it("secrets are in no argument, which others on the machine can read", () => {
  const secret = map({}, { data: { a: "c2VjcmV0" } });
  const all = plan({}, [declaredAs(secret), shown(map({}))], [declaredAs(map({ name: "other" }, secret)), undefined]);
  expect(JSON.stringify(all.map(({ commands }) => commands.map(({ args }) => args)))).not.toContain("c2VjcmV0");
});

it("what goes is left to go", () => {
  const goes = changedAt(shown(a.object), ["metadata", "deletionTimestamp"], "2026-11-29T14:08:58Z");
  expect(plan({}, [a, goes])).toEqual([]);
});

describe("what is one too many", () => {
  const labels = { "airpath.stack": "airpath-prod", "airpath.workload": "engine-rivage-a" };
  const object = (kind: string): ClusterObject => ({ ...map({ labels }), kind });
  const surplus = (kind: string, ours = true) => ({ surplus: [{ object: object(kind), ours }] });

  it("goes where it is ours and holds nothing", () => {
    expect(verbs(plan(surplus("ConfigMap")))).toEqual(["delete config map map: delete"]);
    expect(plan(surplus("PersistentVolumeClaim"))).toEqual([]);
    expect(plan(surplus("Namespace"))).toEqual([]);
    expect(plan(surplus("ConfigMap", false))).toEqual([]);
  });

  it("is taken back by the Deployment that left it behind", () => {
    expect(verbs(plan(surplus("ReplicaSet"), [a, undefined]))).toEqual([
      "make rivage, engine a: deployment engine-rivage-a: apply",
    ]);
    expect(verbs(plan(surplus("ReplicaSet"), [a, shown(a.object)]))).toEqual(["delete replica set map: delete"]);
  });
});

it("a pod that was changed is made again by who makes it, in its turn", () => {
  const pod: ClusterObject = { ...map({ name: "engine-rivage-a-x" }), kind: "Pod" };
  const [again] = plan(
    { pods: [{ pod, workload: "engine-rivage-a", findings: [] }] },
    [a, shown(a.object)],
    [b, shown(b.object)],
  );
  expect(again).toMatchObject({
    what: "make again pod engine-rivage-a-x",
    commands: [{ args: ["delete", "--ignore-not-found", "Pod.v1.", "engine-rivage-a-x"] }],
    awaited: { deployment: "engine-rivage-a" },
    peers: [{ deployment: "engine-rivage-b" }],
  });
});
