/** Configurations name each other's addresses; connections say who may open which. Neither may know more than the other. */
import * as pulumi from "@pulumi/pulumi";
import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import type { FleetPlan } from "../station-inventory/plan-types";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";
import { fleetConnections } from "./connections";
import { Fleet } from "./fleet";
import { register } from "./mocks";
import type { Receivers } from "./monitoring/receivers";
import { Secrets } from "./secrets";
import { ListedRuntime } from "./workload/listed";
import type { ContainerSpec, Job } from "./workload/workload";

/** @returns all words that a program reads of what runs there */
function wordsOf(
  name: string,
  spec: Pick<ContainerSpec, "command" | "files" | "secretFiles"> & Pick<Job, "environment">,
): Promise<[name: string, text: string]> {
  const files = [...(spec.files ?? []), ...(spec.secretFiles ?? [])].map(({ content }) => content);
  const words = pulumi.all([files, spec.command ?? [], spec.environment ?? {}]);
  const text = words.apply(([texts, command, environment]) =>
    [...texts, command.join(" "), ...Object.values(environment)].join("\n"),
  );
  return new Promise((resolve) => pulumi.unsecret(text).apply((found) => resolve([name, found])));
}

const receivers: Receivers = {};

async function read(plan: FleetPlan) {
  const runtime = new ListedRuntime();
  await register(() => {
    const alerting = { receivers, links: { runbooks: "http://r/", dashboards: "http://d/" }, runbooks: {} };
    const secrets = new Secrets("5a".repeat(32));
    new Fleet("fleet", {
      ...{ plan, runtime, secrets, studio: true, stations: plan.stations },
      platform: { certificate: "pem", alerting },
    });
  });
  const { workloads, jobs, connections } = runtime;
  const containers = workloads.flatMap((each) =>
    [each, ...(each.sidecars ?? [])].map((spec) => [each.name, spec] as const),
  );
  const all = [...containers, ...jobs.map((job) => [job.name, job] as const)];
  const texts = await Promise.all(all.map(([name, spec]) => wordsOf(name, spec)));
  return { texts, connections, ports: new Map(workloads.map(({ name, ports }) => [name, ports])) };
}

/** Every way in which our configurations write an address. */
function addresses(text: string, names: readonly string[]): string[] {
  const name = `(${names.join("|")})`;
  const patterns = [
    // URLs, Prometheus, HAProxy's servers, jobs' arguments, studios' destinations.
    `\\b${name}:(\\d+)`,
    // HAProxy's checks.
    `\\b${name}:\\d+ port (\\d+)`,
    // Icecast's relays.
    `<server>${name}</server>\\s*<port>(\\d+)</port>`,
    // The publisher's masters, origins and peers.
    `^(?:mount \\S+|origin|peer) ${name} (\\d+)`,
    // The prober's certificates.
    `"host": "${name}",\\s*"port": (\\d+)`,
  ];
  const found = patterns.flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "gm"))]);
  const merged = /"self": "(.*)",\s*"origins": \[([^\]]*)\],\s*"port": (\d+)/.exec(text);
  const others = merged ? merged[2]!.split(",").map((each) => each.replace(/[\s"]/g, "")) : [];
  const nginx = [...text.matchAll(/set \$peer (\S+);\s*proxy_pass http:\/\/\$peer:(\d+)/g)];
  return [
    ...[...found, ...nginx].map(([, host, port]) => `${host}:${port}`),
    ...others.filter((other) => other !== merged![1]).map((other) => `${other}:${merged![3]}`),
  ];
}

describe("connections", () => {
  const inventory = parseInventory(stationFiles);
  const plan = planFleet(selectStations(inventory, ["rivage", "boreal"]), { relays: 3, mountsPerRelay: 40, caches: 3 });
  let found: Awaited<ReturnType<typeof read>>;
  beforeAll(async () => {
    found = await read(plan);
  });

  const inside = () =>
    found.connections.flatMap(({ from, to, port }) => ("workload" in to ? [`${from} → ${to.workload}:${port}`] : []));

  it("are exactly those whose addresses configurations name", () => {
    const names = [...found.ports.keys()];
    // The check reads the engines' configurations, and does not run them.
    const run = found.texts.filter(([from]) => from !== "pipeline-check");
    const named = run.flatMap(([from, text]) => addresses(text, names).map((to) => `${from} → ${to}`));
    expect(plan.icecast.shards.length).toBeGreaterThan(1);
    expect([...new Set(named)].sort()).toEqual([...new Set(inside())].sort());
  });

  it("lead to ports that somebody has, each said once", () => {
    for (const { to, port, protocol } of found.connections) {
      if (!("workload" in to)) continue;
      expect(found.ports.get(to.workload)?.map((own) => `${own.number} ${own.protocol}`)).toContain(
        `${port} ${protocol}`,
      );
    }
    const all = found.connections.map((connection) => JSON.stringify(connection));
    expect(new Set(all).size).toBe(all.length);
  });

  it("lead outside where somebody else's encoder is called, and where alerts go", () => {
    const station = plan.stations[0]!;
    const [engine] = station.engines;
    const calling = { ...engine!, inputs: [{ ...engine!.inputs[0]!, call: "[2001:db8::1]:9000" }] };
    const changed = { ...plan, stations: [{ ...station, engines: [calling] }] };
    const email = { to: "a@b.example", from: "c@d.example", smarthost: "mail.example:587", username: "u" };
    const outside = fleetConnections(changed, { studio: false, receivers: { webhook: true, email } }).filter(
      ({ to }) => "outside" in to,
    );
    const alerts = ["alertmanager-1", "alertmanager-2"].flatMap((from) => [
      { from, to: { outside: "the receivers' hosts" }, port: 443, protocol: "tcp" },
      { from, to: { outside: "mail.example" }, port: 587, protocol: "tcp" },
    ]);
    expect(outside).toEqual([
      { from: engine!.name, to: { outside: "2001:db8::1" }, port: 9000, protocol: "udp" },
      ...alerts,
    ]);
  });
});
