import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";
import { Fleet } from "./fleet";
import { inputsOf, type Registered, register } from "./mocks";
import { deriveSecret, Secrets } from "./secrets";
import { DockerRuntime } from "./workload/docker";

const root = "5a".repeat(32);
const pem = "-----BEGIN PRIVATE KEY----- of listeners";
const alerting = {
  receivers: {},
  links: { runbooks: "http://runbooks.example/", dashboards: "http://grafana.example/" },
  runbooks: { "EngineDown.md": "# EngineDown" },
};
const inventory = parseInventory(stationFiles);

const fleet = (stations: readonly string[], settings = {}): Promise<Registered[]> =>
  register(() => {
    const runtime = new DockerRuntime("docker", {
      prefix: "airpath-local",
      debian: "airpath/debian:1",
      bindings: { operators: "127.0.0.1", listeners: "127.0.0.1", studios: "127.0.0.1" },
    });
    const plan = planFleet(selectStations(inventory, stations), settings);
    new Fleet("fleet", {
      ...{ plan, runtime, secrets: new Secrets(root), studio: true, stations: plan.stations },
      platform: { certificate: pem, alerting },
    });
  });

const containers = (registered: Registered[]): string[] =>
  registered.filter(({ type }) => type.endsWith(":Container")).map(({ name }) => name);

const running = (registered: Registered[]): string[] =>
  containers(registered).filter((name) => !name.endsWith("-files") && !name.endsWith("-network"));

describe("the fleet", () => {
  let boreal: Registered[];

  beforeAll(async () => {
    boreal = await fleet(["boreal"]);
  });

  it("runs exactly what one station needs", () => {
    expect(running(boreal).sort()).toEqual([
      "alert-sink",
      "alertmanager-1",
      "alertmanager-2",
      "cache-1",
      "cache-1-origins",
      "cache-2",
      "cache-2-origins",
      "container-exporter",
      "engine-boreal-a",
      "engine-boreal-a-publisher",
      "engine-boreal-a-srt-gate",
      "engine-boreal-b",
      "engine-boreal-b-publisher",
      "engine-boreal-b-srt-gate",
      "front-1",
      "front-2",
      "handover-engine-boreal-a",
      "handover-engine-boreal-b",
      "handover-icecast-master-1",
      "handover-icecast-master-2",
      "hls-origin-1",
      "hls-origin-2",
      "icecast-master-1",
      "icecast-master-2",
      "icecast-relay-1",
      "icecast-relay-1-silence",
      "icecast-relay-2",
      "icecast-relay-2-silence",
      "node-exporter",
      "pipeline-check",
      "prober",
      "process-exporter",
      "prometheus-1",
      "prometheus-2",
      "pushgateway",
      "studio-boreal-a",
      "studio-boreal-b",
      "studio-boreal-override",
    ]);
  });

  it("declares the second engine only after the first", () => {
    const order = containers(boreal);
    expect(order.indexOf("engine-boreal-a")).toBeLessThan(order.indexOf("engine-boreal-b-network"));
  });

  it("proves before it touches an engine that another one is heard, the one before included", () => {
    const order = containers(boreal);
    const [proofA, engineA, proofB, engineB] = [
      "handover-engine-boreal-a",
      "engine-boreal-a-network",
      "handover-engine-boreal-b",
      "engine-boreal-b-network",
    ].map((name) => order.indexOf(name)) as [number, number, number, number];
    expect(proofA).toBeLessThan(engineA);
    expect(engineA).toBeLessThan(proofB);
    expect(order.indexOf("engine-boreal-a")).toBeLessThan(proofB);
    expect(proofB).toBeLessThan(engineB);
  });

  it("changes canaries first, and all others only when these have proved to be well", async () => {
    const both = await fleet(["rivage", "boreal"], { canaries: ["boreal"] });
    const order = containers(both);
    const [last, proof, next] = ["engine-boreal-b", "canary-boreal", "handover-engine-rivage-a"].map((name) =>
      order.indexOf(name),
    ) as [number, number, number];
    expect(last).toBeLessThan(proof);
    expect(proof).toBeLessThan(next);
    expect(inputsOf(both, "Container", "canary-boreal")).toMatchObject({
      entrypoints: ["airpath-canary"],
      command: ["engine-boreal-a:6003", "engine-boreal-b:6003"],
      envs: [expect.stringMatching(/^AIRPATH_DECLARED=[0-9a-f]{12}-[0-9a-f]{12}$/)],
    });
    expect(order).not.toContain("canary-rivage");
  });

  it("checks every pipeline before any engine", () => {
    const order = containers(boreal);
    expect(order.indexOf("pipeline-check")).toBeLessThan(order.indexOf("engine-boreal-a-network"));
    expect(inputsOf(boreal, "Container", "pipeline-check").command).toEqual([
      "/etc/airpath/check/engine-boreal-a.liq",
      "/etc/airpath/check/engine-boreal-b.liq",
    ]);
  });

  it("publishes an engine's inputs and API on loopback, and nothing else of it", () => {
    const inputs = [10013, 10011, 10017].map((port) => ({
      internal: port,
      external: port + 10000,
      protocol: "udp",
      ip: "127.0.0.1",
    }));
    expect(inputsOf(boreal, "Container", "engine-boreal-b-network").ports).toEqual([
      ...inputs,
      { internal: 7000, external: 20019, protocol: "tcp", ip: "127.0.0.1" },
    ]);
  });

  it("publishes fronts to listeners and Prometheus to operators, and nothing of what is between", () => {
    const external = (name: string) =>
      (inputsOf(boreal, "Container", name).ports as { external: number }[]).map((port) => port.external);
    expect(external("front-1")).toEqual([8000, 8443]);
    expect(external("front-2")).toEqual([8001, 8444]);
    expect(external("prometheus-2")).toEqual([9091]);
    expect(external("alertmanager-1")).toEqual([9093]);
    const between = ["icecast-relay-1-network", "hls-origin-1", "icecast-master-1", "cache-1-network"];
    expect(between.map(external)).toEqual([[], [], [], []]);
  });

  it("gives fronts the certificate's key in a secret file, and nobody else", () => {
    const holders = boreal.filter(({ inputs }) => JSON.stringify(inputs.uploads ?? "").includes(pem));
    expect(holders.map(({ name }) => name)).toEqual(["front-1-files", "front-2-files"]);
  });

  it("gives the studio and the gate the same passphrase, in a secret file", () => {
    const uploads = (name: string) => JSON.stringify(inputsOf(boreal, "Container", name).uploads);
    const passphrase = deriveSecret(root, "srt/boreal-portable");
    expect(uploads("studio-boreal-override-files")).toContain(passphrase);
    expect(uploads("engine-boreal-a-srt-gate-files")).toContain(passphrase);
    expect(uploads("engine-boreal-a-files")).not.toContain(passphrase);
  });

  it("shows no secret in any environment, command or label", () => {
    const shown = boreal
      .filter(({ type }) => type.endsWith(":Container"))
      .map(({ inputs }) =>
        JSON.stringify([inputs.envs, inputs.command, inputs.entrypoints, inputs.labels, inputs.name]),
      );
    for (const name of [
      "source/boreal",
      "upload/boreal",
      "api/boreal",
      "srt/boreal",
      "srt/boreal-portable",
      "icecast/admin",
    ]) {
      expect(shown.filter((text) => text.includes(deriveSecret(root, name)))).toEqual([]);
    }
  });

  it("adds a station without touching the containers of another", async () => {
    const both = await fleet(["boreal", "rivage"]);
    const own = containers(boreal).filter((name) => /^(engine|studio)-boreal/.test(name));
    expect(own.length).toBeGreaterThan(10);
    for (const name of own) expect(inputsOf(both, "Container", name)).toEqual(inputsOf(boreal, "Container", name));
  });
});
