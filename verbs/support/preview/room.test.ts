import type { Declaration } from "../../../stacks/policy/rules";
import { type ClusterFacts, missingIn } from "./room";

const node = (name: string, zone: string, more: Partial<ClusterFacts["nodes"][number]> = {}) => ({
  metadata: { name, labels: { "topology.kubernetes.io/zone": zone } },
  status: {
    allocatable: { cpu: "4", memory: "8Gi" },
    conditions: [{ type: "Ready", status: "True" }],
  },
  ...more,
});
const classes = [{ metadata: { name: "gp3" } }];
const cluster: ClusterFacts = { nodes: [node("n1", "z1"), node("n2", "z2")], storageClasses: classes, quotas: [] };

const deployment = (name: string, cpu: string, memory: string, more: object = {}): Declaration => ({
  type: "kubernetes:apps/v1:Deployment",
  name,
  inputs: {
    spec: {
      template: {
        metadata: { labels: { "airpath.spread-group": "fronts" } },
        spec: {
          containers: [{ resources: { requests: { cpu, memory } } }, { resources: {} }],
          topologySpreadConstraints: [{ minDomains: 2 }],
          ...more,
        },
      },
    },
  },
});
const claim = (storageClassName?: string): Declaration => ({
  type: "kubernetes:core/v1:PersistentVolumeClaim",
  name: "data",
  inputs: { spec: { ...(storageClassName ? { storageClassName } : {}) } },
});
const two = [deployment("front-1", "250m", "128Mi"), deployment("front-2", "1", "1Gi")];

const reasons = (facts: Partial<ClusterFacts>, declared: readonly Declaration[] = two) =>
  missingIn({ ...cluster, ...facts }, declared).map(({ name, reason }) => `${name}: ${reason}`);

it("has nothing to say where all is there, or where nothing of it runs in a cluster", () => {
  expect(reasons({}, [...two, claim("gp3")])).toEqual([]);
  expect(reasons({ nodes: [] }, [claim("none")])).toEqual([]);
});

const tainted = node("n2", "z2", { spec: { taints: [{ effect: "NoSchedule" }] } });
const away = node("n2", "z2", { status: { conditions: [{ type: "Ready", status: "Unknown" }] } });
const drained = node("n2", "z2", { spec: { unschedulable: true } });

it.each([
  ["tainted", tainted],
  ["away", away],
  ["drained", drained],
])("counts no node that is %s", (_, second) => {
  expect(reasons({ nodes: [node("n1", "z1"), second] })).toEqual([
    "nodes: nodes stand in 1 zone (z1), and airpath:zones is 2",
    "nodes: the 2 of fronts are on a node each, and 1 take pods",
  ]);
  expect(reasons({ nodes: [second] })).toEqual(["nodes: none of the cluster's 1 nodes is ready and takes pods"]);
});

it.each([
  [
    "too few cores",
    [...two, deployment("engine-a", "3500m", "1Gi"), deployment("engine-b", "3500m", "1Gi")].map(apart),
    ["nodes: its pods ask for 8.3 cores, and all nodes together give 8 cores"],
  ],
  [
    "a node that is too small for one",
    [deployment("engine-a", "1", "9Gi")].map(apart),
    ["nodes: engine-a asks for 9 GiB, and no node gives more than 8 GiB"],
  ],
  [
    "no node of that place",
    [deployment("engine-a", "1", "1Gi", { nodeSelector: { site: "paris" } })],
    ["nodes: engine-a wants a node with site=paris, and none that takes pods has that"],
  ],
  [
    "a storage class by another name",
    [...two, claim("ssd")],
    ['storage-class: there is no storage class "ssd"; there are gp3'],
  ],
  [
    "no storage class that is the default",
    [...two, claim()],
    ["storage-class: no storage class is the default, and airpath:storageClass names none; there are gp3"],
  ],
])("tells of %s", (_, declared, expected) => {
  expect(reasons({}, declared)).toEqual(expected);
});

/** Of no group. */
function apart({ inputs, ...rest }: Declaration): Declaration {
  const { template } = inputs.spec as { template: object };
  return { ...rest, inputs: { spec: { template: { ...template, metadata: {} } } } };
}

it("takes the default storage class where there is one", () => {
  const annotations = { "storageclass.kubernetes.io/is-default-class": "true" };
  expect(reasons({ storageClasses: [{ metadata: { name: "gp3", annotations } }] }, [...two, claim()])).toEqual([]);
});

it("tells of a quota that all of it does not fit in, and not of one about something else", () => {
  const hard = { pods: "1", "requests.cpu": "1500m", "requests.memory": "1Gi", "count/secrets": "1" };
  expect(reasons({ quotas: [{ metadata: { name: "small" }, spec: { hard } }] })).toEqual([
    'quota: the quota "small" allows pods 1, and its pods come to 2',
    'quota: the quota "small" allows requests.memory 1Gi, and its pods come to 1.1Gi',
  ]);
});
