/** What the stacks in clusters declare, by name: a name is a contract, since another one is another resource, made anew. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type Registered, register } from "../components/mocks";
import type { ClusterOutputs } from "./cluster-outputs";
import { parseInventory } from "../station-inventory/inventory";
import { stationFiles } from "../station-inventory/stations";
import { type ForStations, forStations as handOver } from "./handed-over";
import { plainSettings } from "./parse-config";
import { onKubernetes } from "./on-kubernetes";
import { stationsOf } from "./stations-of";
import { fileSettings } from "./stack-file";

const pem =
  "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n";
const rootSecret = "5a".repeat(32);
let folder: string;

// Pulumi takes a stack trace for each promise, and Jest maps each to its sources: most of the time, for nothing.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 0;
  folder = mkdtempSync(join(tmpdir(), "airpath-stacks-"));
  process.env.KUBECONFIG = join(folder, "config");
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
  delete process.env.KUBECONFIG;
  rmSync(folder, { recursive: true });
});

/** A stack's own committed file as Pulumi hands it over, with secrets, and images that nodes hold; a kubeconfig leads to its cluster. */
function settingsOf(stack: string, more: Record<string, string> = {}): Record<string, string> {
  const raw: Record<string, string> = {
    ...fileSettings(stack),
    "airpath:rootSecret": rootSecret,
    "airpath:tlsCertificate": pem,
    ...more,
  };
  if (!("airpath:imageRegistry" in more)) delete raw["airpath:imageRegistry"];
  const { server } = JSON.parse(raw["airpath:cluster"]!) as { server: string };
  const clusters = [{ name: "c", cluster: { server } }];
  writeFileSync(
    process.env.KUBECONFIG!,
    JSON.stringify({ clusters, contexts: [{ name: stack, context: { cluster: "c" } }] }),
  );
  return raw;
}

async function declared(stack: string, more: Record<string, string> = {}) {
  const raw = settingsOf(stack, more);
  let outputs:
    | (ClusterOutputs & {
        stationStacks: string[];
        settings: Record<string, string>;
        forStations: pulumi.Output<ForStations>;
      })
    | undefined;
  const registered = await register(() => {
    pulumi.runtime.setAllConfig(raw);
    outputs = onKubernetes(stack) as unknown as typeof outputs;
  });
  return { registered, outputs: outputs! };
}

/** The stacks of a divided stack's stations, after that one was up with `digest`. */
async function declaredStations(stack: string, digest: string) {
  const settings = plainSettings(settingsOf("prod"));
  const forStations = await resolved(handOver({ rootSecret, secrets: {} }));
  let outputs: ClusterOutputs | undefined;
  const registered = await register(
    async () => {
      outputs = (await stationsOf("prod", Number(stack.slice("prod-".length)))) as unknown as ClusterOutputs;
    },
    { "organization/airpath/prod": { plain: { inventoryDigest: digest, settings }, secret: { forStations } } },
  );
  return { registered, outputs: outputs! };
}

const resolved = (output: pulumi.Output<ForStations>) => new Promise((resolve) => void output.apply(resolve));

const names = (registered: readonly Registered[]) =>
  registered.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort();

/** The station that a resource belongs to, by its labels or, for what a group shares, its name. */
function stationOf({ name, inputs }: Registered, ids: ReadonlySet<string>): string | undefined {
  const { labels = {} } = (inputs.metadata ?? {}) as { labels?: Record<string, string> };
  if (labels.station) return labels.station;
  const group = /^spread-(.*)$/.exec(name)?.[1] ?? /^(?:handover-)?engine-(.*)-[a-d]-connections$/.exec(name)?.[1];
  return group !== undefined && ids.has(group) ? group : undefined;
}

describe("prod", () => {
  let prod: Awaited<ReturnType<typeof declared>>;
  const parts: Awaited<ReturnType<typeof declaredStations>>[] = [];
  let byStation: Map<string | undefined, Registered[]>;
  beforeAll(async () => {
    prod = await declared("prod");
    const ids = new Set(prod.outputs.stations.map(({ station }) => station));
    byStation = new Map();
    for (const stack of prod.outputs.stationStacks)
      parts.push(await declaredStations(stack, prod.outputs.inventoryDigest));
    for (const each of parts.flatMap(({ registered }) => registered)) {
      const station = stationOf(each, ids);
      byStation.set(station, [...(byStation.get(station) ?? []), each]);
    }
  }, 240_000);

  it("has every station, and of each exactly the same resources", () => {
    const { fleet } = parseInventory(stationFiles);
    expect(prod.outputs.stations.map(({ station }) => station)).toEqual(fleet.map(({ id }) => id));
    expect(prod.outputs.stationStacks).toEqual([
      ...["prod-10000", "prod-11000", "prod-11200", "prod-11400", "prod-12000", "prod-12200"],
    ]);
    expect(parts.flatMap(({ outputs }) => outputs.stations)).toHaveLength(fleet.length);
    const [first] = prod.outputs.stations;
    const generic = (station: string) =>
      names(byStation.get(station)!).map((name) => name.replace(new RegExp(`\\b${station}\\b`), "STATION"));
    expect(generic(first!.station)).toMatchSnapshot("resources of a station");
    for (const { station } of prod.outputs.stations) expect(generic(station)).toEqual(generic(first!.station));
  });

  it("has these resources beside", () => {
    expect(names(prod.registered)).toMatchSnapshot("resources that stations share");
    expect([...new Set(names(byStation.get(undefined)!))]).toEqual([
      "ConfigMap pipeline-check-files",
      "Job pipeline-check",
      "kubernetes kubernetes",
    ]);
  });

  it("tells studios where to call: one node port for each input of each engine, none twice", () => {
    const srt = prod.outputs.stations.flatMap((station) => station.srt);
    const ports = srt.map(({ address }) => Number(/^srt:\/\/studios\.airpath\.example:(\d+)$/.exec(address)![1]));
    expect(new Set(ports).size).toBe(ports.length);
    expect([Math.min(...ports) >= 30000, Math.max(...ports) <= 32767]).toEqual([true, true]);
  });

  it("shows listeners the usual ports", () => {
    const front = prod.registered.find(({ type, name }) => type.endsWith(":Service") && name === "front-1-listeners");
    expect(front!.inputs.spec).toMatchObject({
      type: "LoadBalancer",
      ports: [
        { name: "http", port: 80, targetPort: 8000 },
        { name: "https", port: 443, targetPort: 8443 },
      ],
    });
  });

  it("has no simulated studio", () => {
    const all = [prod, ...parts].flatMap(({ registered }) => registered);
    expect(names(all).filter((name) => name.includes(" studio"))).toEqual([]);
  });

  it("hands secrets to its stations, as a secret, and settings to all, without any", async () => {
    const { forStations: handed, settings } = prod.outputs;
    expect(await pulumi.isSecret(handed)).toBe(true);
    expect(await resolved(handed)).toEqual({ rootSecret, secrets: {} });
    expect(settings["airpath:zones"]).toBe("2");
    expect(JSON.stringify(settings)).not.toMatch(/PRIVATE KEY|5a5a/);
  });

  it("shows no secret outside of Secrets", () => {
    const shown = prod.registered.filter(({ type }) => !type.endsWith(":Secret"));
    expect(shown.filter(({ inputs }) => JSON.stringify(inputs).includes("PRIVATE KEY"))).toEqual([]);
  });
});

describe("a divided stack's stations", () => {
  it("are refused while what delivers them is of another inventory", async () => {
    await expect(declaredStations("prod-11000", "0123456789ab")).rejects.toThrow(
      /^stack "prod-11000": prod was last brought up with another inventory \(0123456789ab\) than this one \([0-9a-f]{12}\); allowed: the same; fix: pulumi up --stack prod first$/,
    );
  });

  it("are refused where none can be", async () => {
    await expect(declaredStations("prod-11010", "0123456789ab")).rejects.toThrow(
      'stack "prod-11010": no stack of stations begins at 11010; allowed: prod-10000, prod-11000, ',
    );
  });

  it("are refused where nothing was handed over", async () => {
    await expect(register(() => stationsOf("prod", 11000) as Promise<never>, {})).rejects.toThrow(
      'stack "prod-11000": prod has handed nothing over; allowed: a stack with airpath:stationsPerStack that is up; fix: pulumi up --stack prod',
    );
  });
});

describe("preprod", () => {
  it("has these resources", async () => {
    const { registered, outputs } = await declared("preprod");
    expect(outputs.stations.map(({ station }) => station)).toEqual(["rivage", "boreal"]);
    expect(names(registered)).toMatchSnapshot();
  }, 60_000);

  it("declares what a Prometheus Operator takes, and neither Prometheus nor Alertmanager, where one watches", async () => {
    const { registered } = await declared("preprod", {
      "airpath:monitoring": "operator",
      "airpath:operator": JSON.stringify({ namespace: "watch", labels: { release: "stack" } }),
    });
    const all = names(registered);
    expect(all.filter((name) => /(prometheus|alertmanager)-\d/.test(name))).toEqual([]);
    const kinds = ["AlertmanagerConfig", "PrometheusRule", "ScrapeConfig"];
    expect(all.filter((name) => kinds.includes(name.split(" ")[0]!))).toMatchSnapshot(
      "objects of the operator's kinds",
    );
    const [rule] = registered.filter(({ type }) => type.endsWith(":PrometheusRule"));
    expect(rule!.inputs.metadata).toMatchObject({ namespace: "airpath-preprod", labels: { release: "stack" } });
    const admitted = registered.filter(
      ({ type, name }) => type.endsWith(":NetworkPolicy") && name.startsWith("admit-"),
    );
    const watch = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "watch" } } };
    expect(admitted.length).toBeGreaterThan(5);
    for (const { inputs } of admitted)
      expect(inputs.spec).toMatchObject({ policyTypes: ["Ingress"], ingress: [{ from: [watch] }] });
    expect(names(registered).filter((name) => name.endsWith("-dashboard")).length).toBeGreaterThan(8);
  }, 60_000);

  it("is refused with what is an operator's where none watches", async () => {
    await expect(declared("preprod", { "airpath:operator": '{"namespace": "watch"}' })).rejects.toThrow(
      "stacks/Pulumi.preprod.yaml: airpath:operator is set, and airpath:monitoring is managed; allowed: with airpath:monitoring operator alone; fix: pulumi config set airpath:monitoring operator, or pulumi config rm airpath:operator",
    );
  });

  it("is refused without a release where it takes images from a registry", async () => {
    await expect(declared("preprod", { "airpath:imageRegistry": "registry.example" })).rejects.toThrow(
      "stacks/release.json is missing; allowed: what was pushed to airpath:imageRegistry; fix: make artifact PUSH=1",
    );
  });
});
