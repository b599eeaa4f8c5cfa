import { keyOf } from "./objects";
import { surplusFinding, surplusIn } from "./surplus";
import type { ClusterObject } from "./objects";

const label = { "airpath.stack": "airpath-prod" };
const object = (apiVersion: string, kind: string, metadata: object): ClusterObject => ({
  apiVersion,
  kind,
  metadata: { name: "it", namespace: "airpath-prod", ...metadata },
});
const deployment = (metadata: object) => object("apps/v1", "Deployment", metadata);
const typed = ({ kind, metadata: { name } }: ClusterObject, ...words: string[]) =>
  `kubectl ${words.join(" ")} ${kind.toLowerCase()} ${name}`;

const told = (...objects: ClusterObject[]) =>
  surplusIn(objects, new Set([keyOf(deployment({ name: "known" }))]), "airpath-prod").map((each) =>
    Object.values(surplusFinding(each, typed)).join(" | "),
  );

it("is what carries our label and is in no state, of a namespace or of none", () => {
  expect(
    told(
      deployment({ name: "known", labels: label }),
      deployment({ name: "front-9", labels: label }),
      object("v1", "Secret", { name: "left", labels: { ...label, station: "rivage", engine: "a" } }),
      object("rbac.authorization.k8s.io/v1", "ClusterRole", { name: "role", namespace: undefined, labels: label }),
    ),
  ).toEqual([
    "deployment front-9 | is in no state: it is one too many",
    "rivage, engine a: secret left | is in no state: it is one too many",
    "cluster role role | is in no state: it is one too many",
  ]);
});

it("is no child of a controller, nothing of another platform, and nothing that is about to go", () => {
  const labels = label;
  expect(
    told(
      object("v1", "Pod", { labels, ownerReferences: [{ kind: "ReplicaSet" }] }),
      object("discovery.k8s.io/v1", "EndpointSlice", { labels, ownerReferences: [{ kind: "Service" }] }),
      object("scheduling.k8s.io/v1", "PriorityClass", {
        namespace: undefined,
        labels: { "airpath.stack": "airpath-preprod" },
      }),
      deployment({ labels, deletionTimestamp: "2026-11-29T14:08:58Z" }),
    ),
  ).toEqual([]);
});

it("is a pod that no controller has any more", () => {
  expect(told(object("v1", "Pod", { labels: label }))).toEqual(["pod it | is no controller's: it is one too many"]);
});

it("that holds something is removed by nobody but people", () => {
  expect(told(object("v1", "PersistentVolumeClaim", { labels: label }))).toEqual([
    "persistent volume claim it | is in no state: it is one too many | nothing removes it by itself: look into it, then kubectl delete persistentvolumeclaim it",
  ]);
});

describe("beside the stack", () => {
  const policy = (metadata: object = {}) =>
    object("networking.k8s.io/v1", "NetworkPolicy", { name: "open", ...metadata });

  it("is what can be heard, with what removes it and what says that it is meant", () => {
    expect(told(policy(), deployment({ labels: { app: "toolbox" } }))).toEqual([
      "network policy open | is none of ours: somebody made it beside the stack | kubectl delete networkpolicy open; where it is meant: kubectl annotate airpath.beside=WHY networkpolicy open",
      expect.stringContaining("deployment it | is none of ours"),
    ]);
  });

  it("is nothing that was said to be meant, that is only read, or that stands in no namespace of ours", () => {
    expect(
      told(
        policy({ annotations: { "airpath.beside": "name servers of the cluster" } }),
        object("v1", "ConfigMap", { name: "kube-root-ca.crt" }),
        object("v1", "ServiceAccount", { name: "default" }),
        object("v1", "Namespace", { name: "other", namespace: undefined }),
      ),
    ).toEqual([]);
  });
});
