import fc from "fast-check";
import { comparable } from "./compare";
import { deviationOf, findingsOf, patchOf, restored } from "./deviation";
import { type ClusterObject, type Fields } from "./objects";
import { at, type Path } from "./paths";
import { changedAt, declaredAs, engine, shown } from "./test-objects";

const declared = declaredAs(engine("a"));
const main = ["spec", "template", "spec", "containers", { by: { name: "main" } }] as const;

const told = (live: ClusterObject | undefined, of = declared): string[] => {
  const deviation = deviationOf(of, live);
  return deviation ? findingsOf(deviation).map(({ who, how }) => `${who} ${how}`) : [];
};
/** As the API server shows it when somebody has set a field by hand. */
const set = (path: Path, to: unknown, object = declared.object) =>
  shown(changedAt(object, path, to), to === undefined ? [] : [path]);
const how = (live: ClusterObject) =>
  told(live).map((each) => each.replace("rivage, engine a: deployment engine-rivage-a ", ""));
const by = "(kubectl-edit at 2026-11-29 14:08 UTC)";

/** What the API server fills in itself. */
const filled = (object: ClusterObject): ClusterObject => ({
  ...changedAt(
    changedAt(object, [...main, "terminationMessagePath"], "/dev/termination-log"),
    ["spec", "template", "spec", "dnsPolicy"],
    "ClusterFirst",
  ),
});

it("nothing differs where the API server has only filled in what nobody said", () => {
  expect(told(shown(filled(declared.object)))).toEqual([]);
});

it("is gone, or about to go", () => {
  expect(told(undefined)).toEqual(["rivage, engine a: deployment engine-rivage-a is gone"]);
  const goes = shown(declared.object);
  goes.metadata.deletionTimestamp = "2026-11-29T14:08:58Z";
  expect(how(goes)).toEqual(["is being deleted"]);
});

describe("of what was declared", () => {
  it.each<[string, Path, unknown, string]>([
    ["scaled", ["spec", "replicas"], 0, `replicas 1 → 0 ${by}`],
    ["another image", [...main, "image"], "other:1", `container main: image engine:1 → other:1 ${by}`],
    ["a longer list", [...main, "args"], ["liquidsoap", "-v"], `container main: args 1 entry → 2 entries ${by}`],
    [
      "another environment, which may be secret",
      [...main, "env", { by: { name: "AIRPATH_FILES" } }, "value"],
      "s3cret",
      `container main: environment AIRPATH_FILES holds something else than was declared ${by}`,
    ],
    ["another label", ["metadata", "labels", "station"], "boreal", `label station rivage → boreal ${by}`],
    [
      "another label of its pods",
      ["spec", "template", "metadata", "labels", "airpath.spread-group"],
      "x",
      `its pods' label airpath.spread-group rivage → x ${by}`,
    ],
  ])("%s", (_, path, to, words) => {
    const live = set(path, to);
    // Who it is called by is its label, which a finding takes from what was declared.
    expect(how(live)).toEqual([words]);
  });

  it("a container or a label that is gone: nobody holds what is not there", () => {
    expect(how(set(["spec", "template", "spec", "containers", { by: { name: "publisher" } }], undefined))).toEqual([
      "container publisher is gone",
    ]);
    expect(how(set(["metadata", "labels", "engine"], undefined))).toEqual(["label engine is gone"]);
  });
});

describe("of what nobody declared", () => {
  const helper = { name: "helper", image: "x:1", terminationMessagePath: "/dev/termination-log" };
  const containers = ["spec", "template", "spec", "containers"] as const;

  it.each<[string, Path, unknown, string]>([
    ["paused", ["spec", "paused"], true, `its rollouts are paused ${by}`],
    [
      "an environment, which may be secret",
      [...main, "env", { by: { name: "DEBUG" } }],
      { name: "DEBUG", value: "s3cret" },
      `container main: environment DEBUG was added ${by}`,
    ],
    ["a container", [...containers, { by: { name: "helper" } }], helper, `container helper was added ${by}`],
    ["a label", ["metadata", "labels", "mine"], "yes", `label mine was set to yes ${by}`],
    [
      "what the API server fills in, otherwise",
      ["spec", "template", "spec", "dnsPolicy"],
      "Default",
      `dnsPolicy was set to Default ${by}`,
    ],
  ])("%s", (_, path, to, words) => {
    expect(how(set(path, to, filled(declared.object)))).toEqual([words]);
  });

  it("before ours in its list, it makes none of ours another one", () => {
    const spec = declared.object.spec as { template: { spec: { containers: object[] } } };
    const inFront = changedAt(declared.object, containers, [helper, ...spec.template.spec.containers]);
    expect(how(shown(inFront, [[...containers, { by: { name: "helper" } }]]))).toEqual([
      `container helper was added ${by}`,
    ]);
  });

  it("in a selector, which is held as one value", () => {
    const service: ClusterObject = {
      ...{ apiVersion: "v1", kind: "Service", metadata: { name: "relay-1", namespace: "airpath-prod" } },
      spec: { selector: { "airpath.workload": "relay-1" } },
    };
    const live = shown(changedAt(service, ["spec", "selector", "extra"], "yes"), [["spec", "selector"]]);
    expect(told(live, declaredAs(service))).toEqual([`service relay-1 selector.extra was set to yes ${by}`]);
  });

  it.each([
    ["kube-controller-manager", ["metadata", "annotations", "deployment.kubernetes.io/revision"]],
    ["kubelet", ["spec", "x"]],
    ["csi-provisioner", ["spec", "volumeName"]],
    ["glbc", ["metadata", "annotations", "cloud.google.com/neg-status"]],
    ["rancher", ["metadata", "labels", "field.cattle.io/projectId"]],
    ["pulumi-kubernetes", ["spec", "x"]],
    ["kubectl-rollout", ["spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"]],
  ])("is passed over where it is %s's own business", (manager, path) => {
    expect(told(shown(changedAt(declared.object, path, "1"), [path], manager))).toEqual([]);
  });

  it.each(["kubectl", "kubectl-annotate", "kubectl-client-side-apply"])(
    "is told where %s wrote it under a domain",
    (manager) => {
      const path = ["metadata", "annotations", "example.org/x"];
      expect(told(shown(changedAt(declared.object, path, "1"), [path], manager))).toHaveLength(1);
    },
  );
});

describe("files", () => {
  const secret: ClusterObject = {
    ...{ apiVersion: "v1", kind: "Secret", metadata: { name: "front-1-secrets", namespace: "airpath-prod" } },
    data: { "secrets__listeners.pem.gz": "b25l", SHA256SUMS: "dHdv" },
  };

  it("are told by name, and never what they hold", () => {
    const live = shown(
      changedAt(changedAt(secret, ["data", "secrets__listeners.pem.gz"], "c2VjcmV0"), ["data", "more"], "c2VjcmV0"),
      [
        ["data", "secrets__listeners.pem.gz"],
        ["data", "more"],
      ],
    );
    expect(told(live, declaredAs(secret))).toEqual([
      `secret front-1-secrets file secrets/listeners.pem holds something else than was declared ${by}`,
      `secret front-1-secrets file more was added ${by}`,
    ]);
  });

  it("that are gone with all the others", () => {
    const { data: _, ...left } = secret;
    expect(told(shown(left), declaredAs(secret))).toEqual(["secret front-1-secrets data is gone"]);
  });
});

describe("what gives it back", () => {
  it("is a patch of what differs, in which the API server's own values stay", () => {
    const live = set(["spec", "replicas"], 0, filled(declared.object));
    expect(patchOf(deviationOf(declared, live)!)).toEqual([
      { op: "add", path: "/spec", value: filled(declared.object).spec },
    ]);
  });

  it("takes away with a field what holds nothing without it", () => {
    const path = [...main, "lifecycle", "preStop", "exec", "command"];
    const deviation = deviationOf(declared, set(path, ["true"]))!;
    expect(restored(deviation)).toEqual(comparable(declared.object));
  });

  it("takes away what has no field of its own", () => {
    const map: ClusterObject = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "m" }, data: { a: "1" } };
    const live = set(["binaryData", "b"], "Mg==", map);
    expect(patchOf(deviationOf(declaredAs(map), live)!)).toEqual([{ op: "remove", path: "/binaryData" }]);
  });

  const edits: Record<string, [path: Path, to: unknown]> = {
    scaled: [["spec", "replicas"], 0],
    paused: [["spec", "paused"], true],
    image: [[...main, "image"], "other:1"],
    args: [[...main, "args"], []],
    environment: [[...main, "env", { by: { name: "DEBUG" } }], { name: "DEBUG", value: "1" }],
    "environment gone": [[...main, "env", { by: { name: "AIRPATH_FILES" } }], undefined],
    container: [["spec", "template", "spec", "containers", { by: { name: "helper" } }], { name: "helper", image: "x" }],
    "container gone": [["spec", "template", "spec", "containers", { by: { name: "publisher" } }], undefined],
    port: [["spec", "template", "spec", "containers", { by: { name: "publisher" } }, "ports", 0, "containerPort"], 81],
    volume: [["spec", "template", "spec", "volumes", { by: { name: "tmp" } }, "emptyDir", "medium"], "Memory"],
    label: [["metadata", "labels", "mine"], "yes"],
    "label gone": [["metadata", "labels", "station"], undefined],
    annotation: [["metadata", "annotations", "mine"], "yes"],
    "default changed": [["spec", "template", "spec", "dnsPolicy"], "Default"],
    strategy: [["spec", "strategy", "rollingUpdate", "maxSurge"], 2],
  };

  it("leaves nothing that differs, whatever was changed, and nothing of the cluster's own is lost", () => {
    fc.assert(
      fc.property(fc.subarray(Object.keys(edits)), (names) => {
        const made = names.map((name) => edits[name]!);
        const live = shown(
          made.reduce((object, [path, to]) => changedAt(object, path, to), filled(declared.object)),
          made.filter(([, to]) => to !== undefined).map(([path]) => path),
        );
        const deviation = deviationOf(declared, live);
        expect(deviation === undefined).toBe(names.length === 0);
        if (!deviation) return;
        const back = restored(deviation);
        expect(
          deviationOf(declared, {
            ...live,
            ...back,
            metadata: { ...live.metadata, ...(back.metadata as Fields) },
          } as ClusterObject)?.differs ?? [],
        ).toEqual([]);
        for (const { path } of deviation.strange) expect(at(back, path)).toBeUndefined();
        expect(at(back, [...main, "terminationMessagePath"])).toBe("/dev/termination-log");
      }),
    );
  });
});
