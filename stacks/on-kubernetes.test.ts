/** What the stacks in clusters declare, by name: a name is a contract, since another one is another resource, made anew. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { type Registered, register } from "../components/mocks";
import type { ClusterOutputs } from "./cluster-outputs";
import { onKubernetes } from "./on-kubernetes";

const pem =
  "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n";
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

/** Runs a stack's program on its own committed file, with secrets, and images that nodes hold. */
async function declared(stack: string, more: Record<string, string> = {}) {
  const { config } = parse(readFileSync(join(__dirname, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const raw: Record<string, string> = {
    ...(Object.fromEntries(texts) as Record<string, string>),
    "airpath:rootSecret": "5a".repeat(32),
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
  let outputs: ClusterOutputs | undefined;
  const registered = await register(() => {
    pulumi.runtime.setAllConfig(raw);
    outputs = onKubernetes(stack) as unknown as ClusterOutputs;
  });
  return { registered, outputs: outputs! };
}

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
  let byStation: Map<string | undefined, Registered[]>;
  beforeAll(async () => {
    prod = await declared("prod");
    const ids = new Set(prod.outputs.stations.map(({ station }) => station));
    byStation = new Map();
    for (const each of prod.registered) {
      const station = stationOf(each, ids);
      byStation.set(station, [...(byStation.get(station) ?? []), each]);
    }
  }, 240_000);

  it("has every station, and of each exactly the same resources", () => {
    expect(prod.outputs.stations).toHaveLength(78);
    const [first] = prod.outputs.stations;
    const generic = (station: string) =>
      names(byStation.get(station)!).map((name) => name.replace(new RegExp(`\\b${station}\\b`), "STATION"));
    expect(generic(first!.station)).toMatchSnapshot("resources of a station");
    for (const { station } of prod.outputs.stations) expect(generic(station)).toEqual(generic(first!.station));
  });

  it("has these resources beside", () => {
    expect(names(byStation.get(undefined)!)).toMatchSnapshot("resources that stations share");
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
    expect(names(prod.registered).filter((name) => name.includes(" studio"))).toEqual([]);
  });

  it("shows no secret outside of Secrets", () => {
    const shown = prod.registered.filter(({ type }) => !type.endsWith(":Secret"));
    expect(shown.filter(({ inputs }) => JSON.stringify(inputs).includes("PRIVATE KEY"))).toEqual([]);
  });
});

describe("preprod", () => {
  it("has these resources", async () => {
    const { registered, outputs } = await declared("preprod");
    expect(outputs.stations.map(({ station }) => station)).toEqual(["rivage", "boreal"]);
    expect(names(registered)).toMatchSnapshot();
  }, 60_000);

  it("is refused without a release where it takes images from a registry", async () => {
    await expect(declared("preprod", { "airpath:imageRegistry": "registry.example" })).rejects.toThrow(
      "stacks/release.json is missing; allowed: what was pushed to airpath:imageRegistry; fix: make artifact PUSH=1",
    );
  });
});
