import { readRunbooks } from "../../alerts/runbooks";
import { Fleet } from "../../components/fleet";
import { register } from "../../components/mocks";
import { Secrets } from "../../components/secrets";
import { DockerRuntime } from "../../components/workload/docker";
import { parseInventory } from "../../station-inventory/inventory";
import { stationFiles } from "../../station-inventory/stations";
import { plannedByFile } from "../declared-by-file";
import { manifestsOf } from "../manifests";
import { fileSettings } from "../stack-file";
import { policyContext } from "./context";
import { type Declaration, rules, violations } from "./rules";

const pem = "-----BEGIN CERTIFICATE-----\nA\n-----BEGIN PRIVATE KEY-----\nA\n";
const contextOf = (stack: string) => policyContext(stack, plannedByFile(stack));

/** What the stack `local` declares; `listenAddress` opens it to others. */
const onDocker = (listenAddress: string): Promise<Declaration[]> =>
  register(() => {
    const { plan } = plannedByFile("local")!;
    const bindings = { operators: "127.0.0.1", listeners: listenAddress, studios: listenAddress };
    const runtime = new DockerRuntime("docker", { prefix: "airpath-local", debian: "airpath/debian:1", bindings });
    const links = { runbooks: "http://runbooks.example/", dashboards: "http://grafana.example/" };
    const alerting = { receivers: {}, links, runbooks: readRunbooks(), machine: "local" };
    const secrets = new Secrets("5a".repeat(32));
    const platform = { certificate: pem, alerting };
    new Fleet("fleet", { plan, runtime, secrets, studio: true, stations: plan.stations, platform });
  });

/** What a stack in a cluster declares, of nodes that hold the images. */
async function inCluster(stack: string, stations: unknown): Promise<Declaration[]> {
  const { "airpath:imageRegistry": _, ...plain } = fileSettings(stack);
  const secrets = { "airpath:rootSecret": "5a".repeat(32), "airpath:tlsCertificate": pem };
  const objects = await manifestsOf(stack, { ...plain, ...secrets, "airpath:stations": JSON.stringify(stations) });
  return objects.map((object) => ({
    type: `kubernetes:${object.apiVersion}:${object.kind}`,
    name: object.metadata.name,
    inputs: { ...object },
  }));
}

describe("every stack keeps every rule", () => {
  it("local, also where it is open to others", async () => {
    expect(violations(await onDocker("0.0.0.0"), contextOf("local"))).toEqual([]);
  }, 120_000);

  it("preprod", async () => {
    expect(violations(await inCluster("preprod", "demo"), contextOf("preprod"))).toEqual([]);
  }, 120_000);

  it("prod, which says of images without a registry that they have no digest", async () => {
    const some = parseInventory(stationFiles).fleet.slice(0, 2);
    const found = violations(
      await inCluster(
        "prod",
        some.map(({ id }) => id),
      ),
      contextOf("prod"),
    );
    expect([...new Set(found.map(({ rule }) => rule))]).toEqual(["images-by-digest"]);
    expect(found[0]!.reason).toMatch(
      /^\S+ runs airpath\/[a-z-]+:[0-9a-f]{12}, which names no digest: set airpath:imageRegistry, and make artifact PUSH=1$/,
    );
  }, 120_000);
});

it("names of what is there are a contract: another one is another thing, made a second time", async () => {
  const names = (await onDocker("127.0.0.1")).map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
  expect(names.sort()).toMatchSnapshot();
}, 120_000);

describe("a rule tells", () => {
  const docker = (name: string, inputs: object): Declaration => ({
    type: "docker:index/container:Container",
    name,
    inputs: { memory: 64, image: "sha256:1", ...inputs },
  });
  const engine = (letter: string, more = {}) =>
    docker(`engine-rivage-${letter}`, {
      labels: Object.entries({
        component: "engine",
        station: "rivage",
        engine: letter,
        "airpath.spread-group": "rivage",
        ...more,
      }).map(([label, value]) => ({ label, value })),
    });
  const deployment = (pod: object): Declaration => ({
    type: "kubernetes:apps/v1:Deployment",
    name: "engine-rivage-a",
    inputs: {
      metadata: { labels: { component: "engine", station: "rivage", engine: "a" } },
      spec: { template: { metadata: { labels: { "airpath.spread-group": "rivage" } }, spec: pod } },
    },
  });
  const told = (rule: string, ...all: Declaration[]) =>
    rules[rule]!.breaches(all, { stack: "prod", declaredPorts: new Set([8000]) }).map(({ reason }) => reason);

  it("of a station with one engine", () => {
    expect(told("two-engines", engine("a"))).toEqual([
      "rivage has engine a alone: when it dies, the station is silent",
    ]);
    expect(told("two-engines", engine("a"), engine("b"))).toEqual([]);
    const labels = { component: "engine", station: "rivage", engine: "b" };
    const elsewhere = {
      ...{ type: "kubernetes:core/v1:Service", name: "engine-rivage-b" },
      inputs: { metadata: { labels }, spec: { type: "ExternalName" } },
    };
    expect([told("two-engines", engine("a"), elsewhere), told("engines-apart", elsewhere)]).toEqual([[], []]);
  });

  it("of engines that may share a failure domain", () => {
    const reason = "engine-rivage-a may stand in one failure domain with another engine of rivage";
    expect(told("engines-apart", engine("a", { "airpath.spread-group": "other" }))).toEqual([reason]);
    expect(told("engines-apart", deployment({}))).toEqual([reason]);
    const spread = { topologySpreadConstraints: [{ topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" }] };
    expect(told("engines-apart", deployment(spread), engine("b"))).toEqual([]);
  });

  it("of a port that the plan gives to nobody, unless it is on loopback", () => {
    const ports = [8000, 9090].map((external) => ({ external, ip: "0.0.0.0" }));
    expect(told("declared-ports", docker("x", { ports }))).toEqual([
      "x opens port 9090, which the plan gives to nobody",
    ]);
    expect(told("declared-ports", docker("x", { ports: [{ external: 9090, ip: "127.0.0.1" }] }))).toEqual([]);
    const service = (type: string): Declaration => ({
      type: "kubernetes:core/v1:Service",
      name: "s",
      inputs: { spec: { type, ports: [{ port: 9, nodePort: 30009 }] } },
    });
    expect(["NodePort", "LoadBalancer", "ClusterIP"].map((type) => told("declared-ports", service(type)))).toEqual([
      ["s opens port 30009, which the plan gives to nobody"],
      ["s opens port 9, which the plan gives to nobody"],
      [],
    ]);
  });

  it("of a secret that shows, without repeating it; a file's place is none", () => {
    const envs = ["PASSWORD=x", "TOKEN_FILE=/etc/airpath/secrets/token", `KEY=${"5a".repeat(32)}`];
    expect(told("no-plain-secrets", docker("x", { envs }))).toEqual([
      "x shows PASSWORD in its environment, where everybody who looks at it sees it",
      "x shows what looks like a key in its command or environment",
    ]);
    const shown = ["x shows what looks like a key in its command or environment"];
    expect(told("no-plain-secrets", docker("x", { envs: "[secret]" }))).toEqual(shown);
    expect(told("no-plain-secrets", docker("x", { command: ["tini", "[secret]"] }))).toEqual(shown);
  });

  it("of an image by its tag, in prod only, and of a container without a limit that ever runs", () => {
    expect(told("images-by-digest", docker("x", { image: "airpath/engine:1" }))).toHaveLength(1);
    expect(
      rules["images-by-digest"]!.breaches([docker("x", { image: "airpath/engine:1" })], { stack: "preprod" }),
    ).toEqual([]);
    expect(told("images-by-digest", docker("x", { image: `r/e@sha256:${"a".repeat(64)}` }))).toEqual([]);
    expect(told("resource-limits", docker("x", { memory: undefined }))).toEqual(["x: container x has no memory limit"]);
    expect(told("resource-limits", docker("x", { memory: undefined, start: false }))).toEqual([]);
  });
});
