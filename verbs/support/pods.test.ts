import { isWell } from "./docker";
import { containersOf, type Pod } from "./pods";

const pod = (status: Pod["status"], more: Partial<Pod["metadata"]> = {}, containers = ["main"]): Pod => ({
  metadata: {
    name: "engine-rivage-a-6d4cf56db9-x2v5q",
    namespace: "airpath-prod",
    labels: { "airpath.workload": "engine-rivage-a", station: "rivage", engine: "a" },
    ownerReferences: [{ kind: "ReplicaSet" }],
    ...more,
  },
  spec: { nodeName: "node-1", containers: containers.map((name) => ({ name, image: "airpath/engine:1" })) },
  status,
});
const began = "2026-11-29T10:00:00Z";
const runs = { running: { startedAt: began } };
const status = (state: object, more = {}) => ({
  containerStatuses: [{ name: "main", ready: true, restartCount: 0, state, ...more }],
});
const only = (...args: Parameters<typeof pod>) => containersOf([pod(...args)], "airpath-prod")[0]!;

it("lists a pod's containers as Docker's are called, each with its pod's labels", () => {
  const both = {
    containerStatuses: [
      { name: "srt-gate", ready: true, restartCount: 2, state: runs },
      { name: "main", ready: true, restartCount: 0, state: runs },
    ],
  };
  const common = { station: "rivage", engine: "a", "airpath.workload": "engine-rivage-a" };
  const at = "airpath-prod/engine-rivage-a-6d4cf56db9-x2v5q";
  expect(containersOf([pod(both, {}, ["main", "srt-gate"])], "airpath-prod")).toMatchObject([
    { id: `${at}/main`, name: "airpath-prod-engine-rivage-a", labels: common, restarts: 0, startedAt: new Date(began) },
    {
      id: `${at}/srt-gate`,
      name: "airpath-prod-engine-rivage-a-srt-gate",
      labels: { ...common, "airpath.container": "engine-rivage-a-srt-gate" },
      restarts: 2,
    },
  ]);
});

it("names the node of what stands on each", () => {
  const labels = { "airpath.workload": "node-exporter" };
  expect(only(status(runs), { labels, ownerReferences: [{ kind: "DaemonSet" }] }).name).toBe(
    "airpath-prod-node-exporter on node-1",
  );
});

it("leaves out jobs' pods, which are not meant to run, but for those that cannot begin", () => {
  const ofJob = { ownerReferences: [{ kind: "Job" }] };
  expect(containersOf([pod({ ...status(runs), phase: "Running" }, ofJob)], "airpath-prod")).toEqual([]);
  const waits = status({ waiting: { reason: "ImagePullBackOff" } }, { ready: false });
  expect(only({ ...waits, phase: "Pending" }, ofJob)).toMatchObject({
    state: "created",
    lastCheck: "airpath/engine:1 cannot be pulled: it waits",
  });
});

it.each([
  ["runs and serves", status(runs), { state: "running", health: "healthy", lastCheck: "" }, true],
  [
    "runs and serves again",
    status(runs, { lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } } }),
    { health: "healthy", lastCheck: "it ended before with 137 (OOMKilled)" },
    true,
  ],
  ["starts", status(runs, { ready: false, started: false }), { state: "running", health: "starting" }, false],
  ["runs and does not serve", status(runs, { ready: false }), { health: "unhealthy", lastCheck: "not ready" }, false],
  [
    "has no image",
    status({ waiting: { reason: "ErrImagePull", message: "not found" } }, { ready: false }),
    {
      state: "created",
      lastCheck: "airpath/engine:1 cannot be pulled: the registry does not have it: make artifact PUSH=1 (not found)",
    },
    false,
  ],
  [
    "dies again and again",
    status({ waiting: { reason: "CrashLoopBackOff" } }, { lastState: { terminated: { exitCode: 1 } } }),
    { state: "restarting", lastCheck: "CrashLoopBackOff: it ended before with 1" },
    false,
  ],
  [
    "has ended",
    status({ terminated: { exitCode: 3, reason: "Error", startedAt: began } }),
    { state: "exited", exitCode: 3, lastCheck: "Error" },
    false,
  ],
  [
    "has no node",
    { conditions: [{ type: "PodScheduled", status: "False", message: "0/2 nodes are available" }] },
    { state: "created", lastCheck: "0/2 nodes are available" },
    false,
  ],
  ["is known to nobody yet", {}, { state: "created", lastCheck: "" }, false],
])("tells of one that %s", (_, said, expected, well) => {
  const container = only(said);
  expect(container).toMatchObject(expected);
  expect(isWell(container)).toBe(well);
});

it("tells that one goes", () => {
  const container = only(status(runs), { deletionTimestamp: began });
  expect(container.state).toBe("removing");
});
