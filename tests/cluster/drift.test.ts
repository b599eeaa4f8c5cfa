/** Whatever is changed by hand in a cluster is told, by its name, by whom, what it was and what it is; and given back with an engine of each station on air. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clusterTool } from "../../toolchain/cluster-tools";
import { findProgram } from "../../toolchain/command";
import { run, sleep } from "../../verbs/support/command";
import type { Finding } from "../../verbs/support/drift/ground";
import { ControlPlane, type KubernetesObject, staysAndIsReady } from "./support/control-plane";
import { TestStack } from "./support/stack";
import { provideVolumes } from "./support/surroundings";
import { Tree } from "./support/tree";
import { Verbs } from "./support/verbs";

const namespace = "airpath-preprod";
const path = `/api/v1/namespaces/${namespace}`;
/** What delivers and watches, and the stations apart: who owns the namespace is not who owns all that is in it. */
const [platform, stations] = ["preprod", "preprod-10000"];
let plane: ControlPlane;
let stack: TestStack;
let part: TestStack;
let verbs: Verbs;

beforeAll(async () => {
  plane = await ControlPlane.start({ nodes: 4, zones: 2 });
  await provideVolumes(plane, 8);
  const tree = await Tree.copy(join(plane.folder, "tree"));
  const settings = { "airpath:stationsPerStack": 20 };
  stack = await TestStack.create(platform, plane, { tree: tree.folder, settings });
  verbs = await Verbs.of(platform, stack, plane, tree);
  await stack.up();
});
afterAll(() => plane?.stop());

const hand = (...args: string[]): Promise<string> =>
  run(clusterTool("kubectl"), ["--kubeconfig", plane.kubeconfig, "--namespace", namespace, ...args]);
const patch = (what: string, name: string, change: object) =>
  hand("patch", what, name, "--type", "merge", "--patch", JSON.stringify(change));
const make = (object: { kind: string; [field: string]: unknown }) => {
  const file = join(plane.folder, `${object.kind}.json`);
  writeFileSync(file, JSON.stringify(object));
  return hand("create", "--filename", file);
};
const podOf = async (workload: string): Promise<string> =>
  (await plane.list(`${path}/pods?labelSelector=airpath.workload%3D${workload}`))[0]!.metadata.name;
const nameOf = async (plural: string, begins: string): Promise<string> =>
  (await hand("get", plural, "--output", "name"))
    .split("\n")
    .map((each) => each.split("/")[1] ?? "")
    .find((name) => name.startsWith(begins))!;

interface Told {
  findings: Finding[];
  untold: string[];
}

async function look(STACK: string, env: Record<string, string> = {}): Promise<Told & { code: number }> {
  const { code, said } = await verbs.run("drift", { STACK, JSON: "1", ...env });
  const line = said.split("\n").find((each) => each.startsWith("{"));
  if (line === undefined) throw new Error(said);
  return { code, ...(JSON.parse(line) as Told) };
}
/** Without when it was, and which image of ours. */
const inWords = ({ findings }: Told): string[] =>
  findings
    .map(({ who, how }) => `${who}: ${how}`)
    .map((line) => line.replace(/ at 20\d\d-\d\d-\d\d \d\d:\d\d UTC\)$/, ")").replace(/:[0-9a-f]{12} /, ": "))
    .sort();

it("calls nothing too much while a stack of stations is not listed: what it has would be nobody's", async () => {
  const { code, untold } = await look(platform);
  expect({ code, untold }).toEqual({
    code: 1,
    untold: [
      expect.stringContaining("what is one too many, for want of preprod's other stacks: the backend does not list"),
    ],
  });
  part = await stack.beside(stations);
  await part.up();
});

it("is nothing at first, and a preview of the same tree changes nothing", async () => {
  for (const each of [platform, stations])
    expect(await look(each)).toMatchObject({ code: 0, findings: [], untold: [] });
  const { code, said } = await verbs.run("preview");
  expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining("nothing changes") as string });
});

describe("by hand", () => {
  let beside: Finding[];

  it("what delivers was changed: each is told by the stack that owns it", async () => {
    const [front1, front2, cache1] = [await podOf("front-1"), await podOf("front-2"), await podOf("cache-1")];
    await hand("scale", "deployment", "alert-sink", "--replicas=0");
    await hand("set", "env", "deployment/alertmanager-1", "--containers=main", "DEBUG=1");
    await hand("set", "image", "deployment/alertmanager-2", "main=airpath/other:1");
    await patch("configmap", "front-1-files", { binaryData: { more: "aGFsbG8=" } });
    await patch("configmap", "front-2-files", { binaryData: { "mounts.map.gz": "aGFsbG8=" } });
    await patch("secret", "front-1-secrets", { data: { SHA256SUMS: "aGFsbG8=" } });
    await hand("delete", "service", "hls-origin-1");
    await hand("rollout", "pause", "deployment/prober");
    await hand("label", "deployment", "icecast-relay-1", "mine=yes");
    await hand("annotate", "deployment", "icecast-relay-2", "mine=yes");
    await patch("service", "icecast-relay-1", { spec: { selector: { mine: "yes" } } });
    await patch("service", "icecast-relay-2", { spec: { selector: { "airpath.workload": "icecast-relay-1" } } });
    await patch("networkpolicy", "allow-names", { spec: { egress: null } });
    await patch("poddisruptionbudget", "spread-front", { spec: { maxUnavailable: 2 } });
    await hand("label", "namespace", namespace, "pod-security.kubernetes.io/warn=privileged", "--overwrite");
    const rule = { op: "add", path: "/rules/-", value: { apiGroups: [""], resources: ["secrets"], verbs: ["get"] } };
    await hand(
      "patch",
      "clusterrole",
      `${namespace}-prometheus-1`,
      "--type",
      "json",
      "--patch",
      JSON.stringify([rule]),
    );
    await hand("delete", "deployment", "pushgateway");
    await hand("rollout", "restart", "deployment/cache-2");
    await hand("set", "image", `pod/${front1}`, "main=airpath/other:2");
    await hand("label", "pod", front2, "airpath.workload-");
    await hand("debug", cache1, "--image=toolbox", "--profile=restricted", "--container=toolbox", "--", "true");
    const labels = { "airpath.stack": namespace };
    await make({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one-too-many", labels } });
    await make({ apiVersion: "v1", kind: "Service", metadata: { name: "by-hand" }, spec: { ports: [{ port: 80 }] } });
    await make({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "open" },
      spec: { podSelector: {}, ingress: [{}] },
    });

    const told = await look(platform);
    beside = told.findings.filter(({ how }) => how.startsWith("is none of ours"));
    expect(inWords(told)).toEqual(
      [
        "deployment alert-sink: replicas 1 → 0",
        "deployment alertmanager-1: container main: environment DEBUG was added (kubectl-set)",
        "deployment alertmanager-2: container main: image airpath/alertmanager: → airpath/other:1 (kubectl-set)",
        "config map front-1-files: file more was added (kubectl-patch)",
        "config map front-2-files: file mounts.map holds something else than was declared (kubectl-patch)",
        "secret front-1-secrets: file SHA256SUMS holds something else than was declared (kubectl-patch)",
        "service hls-origin-1: is gone",
        "deployment prober: its rollouts are paused (kubectl-rollout)",
        "deployment icecast-relay-1: label mine was set to yes (kubectl-label)",
        "deployment icecast-relay-2: annotation mine was set to yes (kubectl-annotate)",
        "service icecast-relay-1: selector.mine was set to yes (kubectl-patch)",
        "service icecast-relay-2: selector.airpath.workload icecast-relay-2 → icecast-relay-1 (kubectl-patch)",
        "network policy allow-names: egress is gone",
        "pod disruption budget spread-front: maxUnavailable 1 → 2 (kubectl-patch)",
        `namespace ${namespace}: label pod-security.kubernetes.io/warn restricted → privileged (kubectl-label)`,
        `cluster role ${namespace}-prometheus-1: rules 2 entries → 3 entries (kubectl-patch)`,
        "deployment pushgateway: is gone",
        `pod ${front1}: container main: image airpath/haproxy: → airpath/other:2 (kubectl-set)`,
        `pod ${front2}: is no controller's: it is one too many`,
        `pod ${cache1}: debugging container toolbox was added (kubectl)`,
        "config map one-too-many: is in no state: it is one too many",
        "service by-hand: is none of ours: somebody made it beside the stack",
        "network policy open: is none of ours: somebody made it beside the stack",
      ].sort(),
    );
    expect({ code: told.code, untold: told.untold }).toEqual({ code: 2, untold: [] });
  });

  it("stations were changed: their own stack tells it, by station and engine, and nothing of the rest", async () => {
    const files = await nameOf("configmaps", "engine-rivage-a-files");
    const job = await nameOf("jobs", "handover-engine-rivage-a");
    await hand("set", "image", "deployment/engine-boreal-a", "main=airpath/other:3");
    // It is not let in: the engine is down.
    const helper = { spec: { template: { spec: { containers: [{ name: "helper", image: "helper" }] } } } };
    await hand("patch", "deployment", "engine-boreal-b", "--patch", JSON.stringify(helper));
    await hand("delete", "configmap", files);
    await hand("delete", "job", job);
    await hand("delete", "deployment", "engine-rivage-b");

    const told = await look(stations);
    expect(inWords(told)).toEqual([
      "boreal, engine a: deployment engine-boreal-a: container main: image airpath/engine: → airpath/other:3 (kubectl-set)",
      "boreal, engine b: deployment engine-boreal-b: container helper was added (kubectl-patch)",
      `rivage, engine a: config map ${files}: is gone`,
      `rivage, engine a: job ${job}: is gone`,
      "rivage, engine b: deployment engine-rivage-b: is gone",
    ]);
    expect({ code: told.code, untold: told.untold }).toEqual({ code: 2, untold: [] });
  });

  it("all is mended, an engine of each station on air throughout, and an up has nothing to do", async () => {
    // As the report says: one goes, the other one is meant.
    const [remove, meant] = beside.map(({ more }) => more!.split("; where it is meant: ")) as [string[], string[]];
    for (const typed of [remove[0]!, meant[1]!]) await run("sh", ["-c", typed], { env: verbs.env });

    const watched = await whileWatched(async () => {
      for (const STACK of [stations, platform]) {
        const { code, said } = await verbs.run("drift", { STACK, REPAIR: "1" });
        expect({ code, said }).toEqual({
          code: 0,
          said: expect.stringContaining("all is as it was declared") as string,
        });
      }
    });
    expect(watched.silent).toEqual([]);
    expect(watched.looks).toBeGreaterThan(20);
    for (const each of [stack, part]) expect(Object.keys(await each.preview("--refresh"))).toEqual(["same"]);
  });
});

/** Looks, as often as it can, whether each station has an engine that is ready. */
async function whileWatched(act: () => Promise<void>): Promise<{ looks: number; silent: string[] }> {
  let [looks, done] = [0, false];
  const silent = new Set<string>();
  const watch = (async () => {
    for (; !done; looks++) {
      const engines = (await plane.list(`${path}/pods?labelSelector=component%3Dengine`)).filter(staysAndIsReady);
      const heard = new Set(engines.map(({ metadata }: KubernetesObject) => metadata.labels?.station));
      ["rivage", "boreal"].filter((station) => !heard.has(station)).forEach((station) => silent.add(station));
      await sleep(100);
    }
  })();
  try {
    await act();
  } finally {
    done = true;
    await watch;
  }
  return { looks, silent: [...silent] };
}

describe("where one cannot look at everything", () => {
  /** Somebody who may read all but secrets. */
  async function desk(): Promise<string> {
    const resources = (apiGroup: string, ...names: string[]) => ({
      apiGroups: [apiGroup],
      resources: names,
      verbs: ["get", "list", "watch"],
    });
    const core = [
      "configmaps",
      "endpoints",
      "limitranges",
      "namespaces",
      "persistentvolumeclaims",
      "pods",
      "replicationcontrollers",
      "resourcequotas",
      "serviceaccounts",
      "services",
    ];
    const others = [
      "apps",
      "batch",
      "autoscaling",
      "policy",
      "networking.k8s.io",
      "discovery.k8s.io",
      "rbac.authorization.k8s.io",
      "scheduling.k8s.io",
    ];
    await make({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: "desk" },
      rules: [resources("", ...core), ...others.map((group) => resources(group, "*"))],
    });
    await hand("create", "clusterrolebinding", "desk", "--clusterrole=desk", "--user=desk");
    const config = JSON.parse(readFileSync(plane.kubeconfig, "utf8")) as { users: { user: object }[] };
    config.users = config.users.map((each) => ({ ...each, user: { ...each.user, as: "desk" } }));
    const file = join(plane.folder, "desk");
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  }

  it("the rest is told, and the exit code says that it is not all", async () => {
    await hand("scale", "deployment", "alert-sink", "--replicas=0");
    const told = await look(platform, { KUBECONFIG: await desk() });
    expect(inWords(told)).toEqual(["deployment alert-sink: replicas 1 → 0"]);
    expect(told.untold[0]).toBe('Secret: "desk" may not list them; fix: rights for that (docs/changes.md)');
    expect(told.code).toBe(1);
  });

  it("so it is without kubectl", async () => {
    const PATH = join(plane.folder, "bin");
    mkdirSync(PATH);
    for (const name of ["nice", "sh"]) symlinkSync(findProgram(name)!, join(PATH, name));
    const { code, said } = await verbs.run("drift", { PATH });
    expect(said).toContain("not told: what is in the cluster: there is no kubectl on PATH; fix: install kubectl");
    expect(said).toMatch(/deployment alert-sink +differs in spec.replicas/);
    expect(code).toBe(1);
  });
});
