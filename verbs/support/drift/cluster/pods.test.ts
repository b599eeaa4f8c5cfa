import type { ClusterObject } from "./objects";
import type { Path } from "./paths";
import { changedPods, imageFindings } from "./pods";
import { changedAt, engine, shown } from "./test-objects";

const maker = engine("a");
const { template } = maker.spec as { template: { metadata: ClusterObject["metadata"]; spec: object } };
const pod: ClusterObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    ...{ ...template.metadata, name: "engine-rivage-a-x", namespace: "airpath-prod" },
    ownerReferences: [{ kind: "ReplicaSet" }],
  },
  spec: template.spec,
};
const workloads = new Set(["engine-rivage-a"]);
const told = (live: ClusterObject, own = workloads) =>
  changedPods([maker, live], own).flatMap(({ findings }) => findings.map(({ who, how }) => `${who} ${how}`));
const set = (path: Path, to: unknown) => shown(changedAt(pod, path, to), [path]);

const container = (name: string): Path => ["spec", "containers", { by: { name } }];
const by = "(kubectl-edit at 2026-11-29 14:08 UTC)";

it("is as what makes it says, with what nodes and admissions write into it", () => {
  const annotated = changedAt(pod, ["metadata", "annotations", "k8s.v1.cni.cncf.io/networks"], "x");
  const admitted = changedAt(annotated, [...container("main"), "image"], "mirror/engine:1");
  expect(told(shown(admitted, [["metadata", "annotations", "k8s.v1.cni.cncf.io/networks"]], "multus"))).toEqual([]);
});

it("has another image, a debugging container, or other labels", () => {
  const who = "rivage, engine a: pod engine-rivage-a-x";
  expect(told(set([...container("main"), "image"], "other:1"))).toEqual([
    `${who} container main: image engine:1 → other:1 ${by}`,
  ]);
  expect(told(set(["spec", "ephemeralContainers", { by: { name: "debugger-1" } }], { name: "debugger-1" }))).toEqual([
    `${who} debugging container debugger-1 was added ${by}`,
  ]);
  expect(told(set(["metadata", "labels", "mine"], "yes"))).toEqual([`${who} label mine was set to yes ${by}`]);
  expect(told(shown(changedAt(pod, ["metadata", "labels", "airpath.spread-group"], undefined)))).toEqual([
    `${who} label airpath.spread-group is gone`,
  ]);
});

it("is told by the stack that declares it, and not while it goes", () => {
  const changed = set([...container("main"), "image"], "other:1");
  expect(told(changed, new Set(["engine-boreal-a"]))).toEqual([]);
  expect(told(changedAt(changed, ["metadata", "deletionTimestamp"], "2026-11-29T14:08:58Z"))).toEqual([]);
});

describe("an image's name", () => {
  const on = (nodeName: string, image: string, imageID: string): ClusterObject => ({
    ...pod,
    spec: { nodeName },
    status: { containerStatuses: [{ image, imageID }] },
  });
  const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

  it("that leads to another image on another node is told", () => {
    const pods = [
      on("node-1", "airpath/engine:1", digest("a")),
      on("node-3", "airpath/engine:1", `docker-pullable://airpath/engine@${digest("a")}`),
      on("node-2", "airpath/engine:1", digest("b")),
    ];
    expect(imageFindings(pods)).toEqual([
      {
        who: "image airpath/engine:1",
        how: "is not the same everywhere: aaaaaaaaaaaa on node-1, node-3; bbbbbbbbbbbb on node-2",
        more: "bring one to all nodes, then make reload",
      },
    ]);
  });

  it("leads to one image, is a digest, or is not known yet", () => {
    const one = [on("node-1", "engine:1", digest("a")), on("node-2", "engine:1", digest("a"))];
    const byDigest = [
      on("node-1", `engine@${digest("a")}`, digest("a")),
      on("node-2", `engine@${digest("a")}`, digest("b")),
    ];
    const waiting = [on("node-3", "engine:1", "")];
    expect(imageFindings([...one, ...byDigest, ...waiting])).toEqual([]);
  });
});
