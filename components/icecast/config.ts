/**
 * icecast.xml for masters and relays, from the plan. Pure: (plan, secrets) → text. The text holds passwords: it is a secret file.
 *
 * Masters take every engine's mounts and nothing else, without any fallback: there, the return of a source would drag the relays' own feeds
 * along (docs/decisions/icecast-silence.md). Relays pull each engine's mount separately and hold the whole chain
 * public mount (engine a) → engine b → … → silence, one chain to a stream, shared with no other.
 */
import { join } from "node:path/posix";

import { type Format, format } from "../../station-inventory/formats";
import { containerPorts } from "../../station-inventory/names";
import type { FleetPlan, RelayShardPlan, StreamPlan } from "../../station-inventory/plan-types";
import { configFolder } from "../workload/workload";
import { type Element, element, renderXml } from "./xml";

/** What of the plan both kinds read. */
export type IcecastPlan = Pick<FleetPlan, "stations" | "icecast" | "settings">;

/** Where the text goes; admin/stats.xsl reads limits and mounts from there too. */
export const configPath = join(configFolder, "secrets", "icecast.xml");
/** What a front asks several times a second: a file, since Icecast goes through all its mounts for every .xsl. */
export const relayCheckPath = "/health.txt";
export const adminUser = "admin";
/** The path of the metrics; it wants `adminUser` and the admin password. */
export const metricsPath = "/admin/stats.xsl";
/** Where `silence` answers beside a relay. */
export const silencePort = 8001;

export interface MasterSecrets {
  admin: string;
  /** Source password of each engine, by its name. */
  source: Record<string, string>;
}

export interface RelaySecrets {
  admin: string;
}

// A source that delivers nothing for so long is gone. Engines deliver every 20 ms. Icecast counts in whole seconds: 2 means 2 to 3.25 s, and
// as long as it takes, listeners live on what the burst gave them.
const relaySourceTimeoutSeconds = 2;
// Longer than a relay's, so that the relay has moved its listeners first; shorter than the 10 s after which the relay asks again (slave.c),
// or it would be given a frozen source's last bytes and take its listeners back to it.
const masterSourceTimeoutSeconds = 5;
// What a listener gets at once: it starts without waiting and outlasts a source timeout.
const burstSeconds = 4;
// Icecast hands out whole blocks (refbuf.c), and neither the one that fills nor one that begins before the burst does: a third of a second each at 32 kbit/s.
const burstBlocks = 2 * 1400;
// How far a slow listener may fall behind before it is dropped.
const queueSeconds = 20;
// How often a relay asks for a mount that is not there. After a source was lost, Icecast itself waits 10 s first.
const relayRetrySeconds = 2;
// A client that has not sent its whole request by then is dropped; without it a few slow ones hold all connections.
const headerTimeoutSeconds = 5;
const clientTimeoutSeconds = 30;
// Connections beside sources and listeners: status pages, metrics, probes, operators, and requests that are refused.
const spareClients = 64;

/** @returns icecast.xml of a master: a mount for each format of each engine, each engine's with its own password. */
export function masterConfig(plan: IcecastPlan, secrets: MasterSecrets): string {
  const engines = plan.stations.flatMap((station) => station.engines);
  const mounts = engines.flatMap((engine) => {
    const password = secrets.source[engine.name];
    if (!password) {
      const got = Object.keys(secrets.source).join(", ") || "none";
      throw new Error(`Icecast master: no source password for "${engine.name}"; got those of: ${got}; add it`);
    }
    return engine.mounts.map(({ mount, format: id }) =>
      // No burst: only relays listen here. With one, a returning engine would repeat its last seconds to every listener.
      mountElement(mount, format(id), [element("password", password)], { burst: 0 }),
    );
  });
  return icecast(
    // Every relay of a station's shard pulls each of its mounts once.
    { sources: mounts.length, listeners: mounts.length * plan.settings.relays },
    masterSourceTimeoutSeconds,
    secrets.admin,
    mounts,
    "stdout",
  );
}

/** @returns icecast.xml of a shard's relays: for each stream, what they pull and the chain of mounts by which listeners fall back. */
export function relayConfig(plan: IcecastPlan, shard: RelayShardPlan, secrets: RelaySecrets): string {
  const stations = plan.stations.filter(({ id }) => shard.stations.includes(id));
  const links = stations.flatMap((station) => station.streams.flatMap((stream) => chain(plan, stream)));
  const limits = { sources: links.length, listeners: plan.settings.listenersPerRelay };
  const mounts = [
    ...links.map(relayElement),
    ...links.map(({ mount, encoding, fallback, hidden }) =>
      mountElement(
        mount,
        encoding,
        fallback === undefined ? [] : [element("fallback-mount", fallback), element("fallback-override", 1)],
        { hidden },
      ),
    ),
  ];
  // Relays write down no requests: they see fronts, which ask how they are several times a second, and fronts write down listeners.
  return icecast(limits, relaySourceTimeoutSeconds, secrets.admin, mounts, "null");
}

/** One mount on a relay, where it comes from, and where its listeners go when that ends. */
interface Link {
  mount: string;
  encoding: Format;
  upstream: { server: string; port: number; mount: string };
  fallback?: string;
  hidden: boolean;
}

/** The chain of one stream: public mount ← master 1 engine a, then each other engine, then the next master's …, then silence. */
function chain(plan: IcecastPlan, stream: StreamPlan): Link[] {
  const upstreams = [
    ...plan.icecast.masters.flatMap(({ name, port }, index) =>
      stream.engineMounts.map((mount) => ({
        upstream: { server: name, port, mount },
        local: index === 0 ? mount : `/masters/${index + 1}${mount}`,
      })),
    ),
    ...silenceUpstream(stream),
  ];
  const locals = upstreams.map(({ local }, index) => (index === 0 ? stream.mount : local));
  return upstreams.map(({ upstream }, index) => ({
    mount: locals[index]!,
    encoding: format(stream.format),
    upstream,
    fallback: locals[index + 1],
    hidden: index > 0,
  }));
}

const silenceUpstream = ({ mount, silence }: StreamPlan) =>
  silence === undefined
    ? []
    : [{ upstream: { server: "127.0.0.1", port: silencePort, mount: silence }, local: `/silence${mount}` }];

const relayElement = ({ mount, upstream }: Link): Element =>
  element("relay", [
    element("server", upstream.server),
    element("port", upstream.port),
    element("mount", upstream.mount),
    element("local-mount", mount),
    element("relay-shoutcast-metadata", 1),
    // Always pulled: a mount that starts only when it is needed comes too late for the listeners who need it.
    element("on-demand", 0),
  ]);

function mountElement(
  mount: string,
  encoding: Format,
  children: Element[],
  { burst = bytes(encoding, burstSeconds) + burstBlocks, hidden = true }: { burst?: number; hidden?: boolean },
): Element {
  return element(
    "mount",
    [
      element("mount-name", mount),
      ...children,
      // What plays is told in UTF-8; Icecast would make Latin-1 of it.
      element("charset", "UTF-8"),
      element("hidden", hidden ? 1 : 0),
      element("public", 0),
      element("burst-size", burst),
      element("queue-size", bytes(encoding, queueSeconds)),
    ],
    { type: "normal" },
  );
}

/** What both kinds have in common. Nothing is written but standard output, and no port is open but one. */
function icecast(
  { sources, listeners }: { sources: number; listeners: number },
  sourceTimeoutSeconds: number,
  adminPassword: string,
  mounts: Element[],
  accessLog: "stdout" | "null",
): string {
  return renderXml(
    element("icecast", [
      element("location", "Airpath"),
      element("admin", "root@localhost"),
      element("hostname", "localhost"),
      element("limits", [
        // Icecast counts every connection as a client, sources too; each declared mount can have its source, and no more.
        element("clients", sources + listeners + spareClients),
        element("sources", sources),
        element("queue-size", bytes(format("mp3-insane"), queueSeconds)),
        element("burst-size", 0),
        element("client-timeout", clientTimeoutSeconds),
        element("header-timeout", headerTimeoutSeconds),
        element("source-timeout", sourceTimeoutSeconds),
      ]),
      // No global source password: a mount that is not listed takes no source at all.
      element("authentication", [element("admin-user", adminUser), element("admin-password", adminPassword)]),
      element("listen-socket", [element("port", containerPorts.icecast)]),
      element("master-update-interval", relayRetrySeconds),
      element("relays-on-demand", 0),
      element("http-headers", [element("header", [], { name: "Access-Control-Allow-Origin", value: "*" })]),
      element("fileserve", 1),
      ...mounts,
      element("paths", [
        element("logdir", "/dev"),
        element("webroot", "/usr/share/airpath/icecast/web"),
        element("adminroot", "/usr/share/airpath/icecast/admin"),
      ]),
      element("logging", [
        element("accesslog", accessLog),
        element("errorlog", "stderr"),
        element("loglevel", 2),
        element("logsize", 0),
      ]),
      element("security", [element("chroot", 0)]),
    ]),
  );
}

/** Of a stream as it is sent. */
const bytes = ({ bitrate, sampleRate, samplesPerFrame, headerBytes }: Format, seconds: number): number =>
  Math.ceil((bitrate * 125 + (headerBytes * sampleRate) / samplesPerFrame) * seconds);
