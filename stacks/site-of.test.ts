/** A platform over two sites, as both of its stacks declare it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { inputsOf, type Registered, register } from "../components/mocks";
import type { ClusterOutputs } from "./cluster-outputs";
import { onKubernetes } from "./on-kubernetes";
import { fileSettings } from "./stack-file";
import { siteOf } from "./site-of";
import { stationsOf } from "./stations-of";

const pem =
  "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n";
const servers = ["https://192.0.2.1:6443", "https://192.0.2.2:6443"];
const sites = [
  { name: "north", networks: ["10.10.0.0/16"] },
  { name: "south", networks: ["10.20.0.0/16"], cluster: { server: servers[1] }, address: "south.example" },
];
// Nodes hold the images.
const { "airpath:imageRegistry": _, ...file } = fileSettings("preprod");
const settings = {
  ...file,
  "airpath:cluster": JSON.stringify({ server: servers[0] }),
  "airpath:address": "north.example",
  "airpath:sites": JSON.stringify(sites),
};
const raw = { ...settings, "airpath:rootSecret": "5a".repeat(32), "airpath:tlsCertificate": pem };

type Outputs = ClusterOutputs & { siteStacks?: string[]; forSites: pulumi.Output<object> };
let folder: string;
const { stackTraceLimit } = Error;
let north: Registered[];
let south: Registered[];
let first: Outputs;
let second: Outputs;
let handed: object;

/** Those of the first site's stack, after it was up. */
const said = (digest: string, more = {}) => ({
  "organization/airpath/preprod": {
    plain: { inventoryDigest: digest, settings: { ...settings, ...more } },
    secret: { forSites: handed, forStations: { rootSecret: "5a".repeat(32), secrets: {} } },
  },
});

beforeAll(async () => {
  Error.stackTraceLimit = 0;
  folder = mkdtempSync(join(tmpdir(), "airpath-sites-"));
  process.env.KUBECONFIG = join(folder, "config");
  const clusters = servers.map((server, index) => ({ name: `c${index}`, cluster: { server } }));
  const contexts = clusters.map(({ name }) => ({ name, context: { cluster: name } }));
  writeFileSync(process.env.KUBECONFIG, JSON.stringify({ clusters, contexts }));
  north = await register(() => {
    pulumi.runtime.setAllConfig(raw);
    first = onKubernetes("preprod") as unknown as Outputs;
  });
  expect(await pulumi.isSecret(first.forSites)).toBe(true);
  handed = await new Promise<object>((resolve) => void first.forSites.apply(resolve));
  south = await register(
    async () => void (second = (await siteOf("preprod", "south")) as unknown as Outputs),
    said(first.inventoryDigest),
  );
}, 120_000);
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
  delete process.env.KUBECONFIG;
  rmSync(folder, { recursive: true });
});

const named = (registered: readonly Registered[], kind: string): string[] =>
  registered.filter(({ type }) => type.endsWith(`:${kind}`)).map(({ name }) => name);

it("each runs what stands in its site, and both what there is one of", () => {
  const [here, there] = [named(north, "Deployment"), named(south, "Deployment")];
  expect(here).toEqual(expect.arrayContaining(["engine-rivage-a", "engine-boreal-a", "icecast-master-1", "front-1"]));
  expect(there).toEqual(expect.arrayContaining(["engine-rivage-b", "engine-boreal-b", "icecast-master-2", "front-2"]));
  expect(here.filter((name) => there.includes(name)).sort()).toEqual(["alert-sink", "prober", "pushgateway"]);
});

it("what stands in one has its name in the other, and is exported there", () => {
  const leads = (registered: readonly Registered[]) =>
    named(registered, "Service").filter(
      (name) =>
        (inputsOf(registered as Registered[], "Service", name).spec as { type: string }).type === "ExternalName",
    );
  const exportsOf = (registered: readonly Registered[]) =>
    named(registered, "ServiceExport").map((name) => name.replace(/-serviceexport$/, ""));
  expect(leads(north).sort()).toEqual(exportsOf(south).sort());
  expect(leads(south).sort()).toEqual(exportsOf(north).sort());
  expect(exportsOf(south)).toContain("engine-rivage-b");
});

it("an engine's hand-over is proved where it stands", () => {
  const proofs = (registered: readonly Registered[]) =>
    named(registered, "Job").filter((name) => name.startsWith("handover-engine-rivage"));
  expect([proofs(north), proofs(south)]).toEqual([["handover-engine-rivage-a"], ["handover-engine-rivage-b"]]);
});

it("they say the same plan, and of each engine the address of its site", () => {
  expect(second.inventoryDigest).toBe(first.inventoryDigest);
  expect(first.siteStacks).toEqual(["preprod-south"]);
  const [{ srt }] = first.stations as [ClusterOutputs["stations"][0]];
  expect(srt.filter(({ input }) => input === "voieA-1").map(({ address }) => address)).toEqual([
    "srt://north.example:30100",
    expect.stringMatching(/^srt:\/\/south\.example:3\d{4}$/),
  ]);
  expect(second.stations).toEqual(first.stations);
});

it("the provider of each leads to its own cluster", () => {
  const context = (registered: Registered[]) =>
    registered.find(({ type }) => type === "pulumi:providers:kubernetes")!.inputs.context;
  expect([context(north), context(south)]).toEqual(["c0", "c1"]);
});

it("another one than there are, or of another inventory, is refused", async () => {
  await expect(register(async () => void (await siteOf("preprod", "west")), said("x"))).rejects.toThrow(
    'stacks/Pulumi.preprod.yaml: airpath:sites has no "west"; allowed: the stacks preprod-south;',
  );
  await expect(register(async () => void (await siteOf("preprod", "south")), said("x"))).rejects.toThrow(
    /^stack "preprod-south": preprod was last brought up with another inventory/,
  );
  await expect(register(async () => void (await siteOf("preprod", "south")), {})).rejects.toThrow(
    'stack "preprod-south": preprod says nothing of itself',
  );
}, 60_000);

it("stations of a divided one wait for the site's own stack", async () => {
  const divided = { "airpath:stationsPerStack": "20" };
  const stations = () =>
    register(async () => void (await stationsOf("preprod", 10000, "south")), said(first.inventoryDigest, divided));
  await expect(stations()).rejects.toThrow(
    /^stack "preprod-south-10000": preprod-south was last brought up with another inventory \(none\)/,
  );
}, 60_000);
