/** Which ports of this machine the stack will bind, and who has them already. */
import { createSocket } from "node:dgram";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import type { FleetPlan } from "../../station-inventory/plan-types";
import { Failure } from "../verb";
import { type Container, list } from "./docker";

export interface WantedPort {
  protocol: "tcp" | "udp";
  address: string;
  port: number;
  /** "HTTP of front-1". */
  use: string;
  /** Where it is chosen: a setting of the stack, or the station's file. */
  setting: string;
}

/** Pure: every port on the host, from the plan. */
export function wantedPorts(plan: FleetPlan, stack: string): WantedPort[] {
  const { listenAddress } = plan.settings;
  const stackSetting = (key: string) => `airpath:${key} in stacks/Pulumi.${stack}.yaml`;
  const shared = [
    ...plan.fronts.map(({ name, hostPort }) => ({
      port: hostPort,
      use: `HTTP of ${name}`,
      setting: stackSetting("listenPort"),
    })),
    ...plan.fronts.map(({ name, tlsHostPort }) => ({
      port: tlsHostPort,
      use: `HTTPS of ${name}`,
      setting: stackSetting("tlsPort"),
    })),
  ].map((port) => ({ ...port, protocol: "tcp" as const, address: listenAddress }));
  const watchers = [
    ...plan.prometheus.servers.map((server) => ({ server, what: "Prometheus", key: "prometheusPort" })),
    ...plan.alertmanager.servers.map((server) => ({ server, what: "Alertmanager", key: "alertmanagerPort" })),
    { server: plan.alertSink, what: "alert receiver", key: "alertSinkPort" },
    { server: plan.pushgateway, what: "Pushgateway", key: "pushgatewayPort" },
    ...(plan.logs ? [{ server: plan.logs.store, what: "log store", key: "logs.port" }] : []),
  ].map(({ server, what, key }) => ({
    protocol: "tcp" as const,
    address: "127.0.0.1",
    port: server.hostPort,
    use: `${what} ${server.name}`,
    setting: stackSetting(key),
  }));
  const engines = plan.stations.flatMap(({ id, engines: own }) =>
    own.flatMap(({ name, api, inputs }) => {
      const setting = `basePort of "${id}" in station-inventory/stations`;
      return [
        { protocol: "tcp" as const, address: "127.0.0.1", port: api.hostPort, use: `operator API of ${name}`, setting },
        ...inputs.map((input) => ({
          protocol: "udp" as const,
          address: listenAddress,
          port: input.hostPort,
          use: `SRT input ${input.name} of ${name}`,
          setting,
        })),
      ];
    }),
  );
  return [...shared, ...watchers, ...engines];
}

/**
 * @param own containers of the stack: what they publish is theirs
 * @throws Failure that names every port taken by somebody else, by whom where that can be known, and what to change
 */
export async function checkPorts(wanted: WantedPort[], own: Container[]): Promise<void> {
  const ours = new Set(
    own
      .filter(({ state }) => state === "running" || state === "paused")
      .flatMap(({ ports }) => Object.entries(ports))
      .flatMap(([inside, outside]) => outside.map((address) => `${inside.split("/")[1]} ${address.split(":").at(-1)}`)),
  );
  const strange = wanted.filter(({ protocol, port }) => !ours.has(`${protocol} ${port}`));
  const refused = await Promise.all(strange.map(async (port) => ({ port, reason: await refusal(port) })));
  const taken = refused.filter(({ reason }) => reason !== undefined);
  if (taken.length === 0) return;
  const lines = await Promise.all(taken.map(({ port, reason }) => describe(port, reason ?? "")));
  throw new Failure(
    lines.join("\n"),
    "end what has the port, or change the setting that is named, then make start again",
  );
}

/** @returns undefined when the port can be bound, else the system's reason: "EADDRINUSE" */
export function refusal({
  protocol,
  address,
  port,
}: Pick<WantedPort, "protocol" | "address" | "port">): Promise<string | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    if (protocol === "tcp") {
      const server = createServer().once("error", failed);
      server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(undefined)));
    } else {
      const socket = createSocket(address.includes(":") ? "udp6" : "udp4").once("error", failed);
      socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve(undefined)));
    }
  });
}

async function describe({ protocol, address, port, use, setting }: WantedPort, reason: string): Promise<string> {
  const where = `port ${port}/${protocol} on ${address} (${use}, ${setting})`;
  if (reason === "EADDRNOTAVAIL") return `${where}: this machine has no address ${address}`;
  if (reason === "EACCES") return `${where}: this user may not bind it; allowed: ports from 1024`;
  if (reason !== "EADDRINUSE") return `${where} cannot be bound: ${reason}`;
  const owner = (await dockerOwner(protocol, port)) ?? processOwner(protocol, port);
  return `${where} is taken${owner ? ` by ${owner}` : ""}`;
}

async function dockerOwner(protocol: string, port: number): Promise<string | undefined> {
  const [name] = await list(["ps", "--filter", `publish=${port}/${protocol}`, "--format", "{{.Names}}"]);
  return name && `the container ${name}`;
}

/** Who holds a socket on that port, from /proc; undefined when that is another user's business. */
function processOwner(protocol: "tcp" | "udp", port: number): string | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set(
    [protocol, `${protocol}6`]
      .flatMap((table) => lines(`/proc/net/${table}`))
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hex}`) && (protocol === "udp" || fields[3] === "0A"))
      .map((fields) => `socket:[${fields[9]}]`),
  );
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    if (sockets(pid).some((target) => inodes.has(target)))
      return `${lines(`/proc/${pid}/comm`)[0] ?? "a process"} (pid ${pid})`;
  }
  return undefined;
}

function sockets(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => target(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

/** A descriptor may close while we look. */
function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}
