/** What every HAProxy of ours has in common, as sections of its configuration. Pure. */
import { join } from "node:path/posix";

import type { SitesPlan } from "../../station-inventory/plan-types";
import { areApart } from "../../station-inventory/sites";
import { configFolder, type Reload } from "../workload/workload";

export const haproxyPath = join(configFolder, "haproxy.cfg");
export const haproxyCommand = ["haproxy", "-W", "-db", "-f", haproxyPath];
/** A new worker takes over the listening sockets; the old one stays for who is connected to it. */
export const haproxyReload: Reload = { check: ["haproxy", "-c", "-f", haproxyPath], signal: "USR2" };
/** A memory volume: HAProxy's runtime API listens in it, for `haproxy-command`. */
export const runFolder = "/run/airpath";

/** How soon who does not answer is left, and taken back; milliseconds. Found dead after 0.7 to 2 s, well after 0.6 s. */
const check = { every: 300, answer: 700, failures: 2, successes: 2 };

/** A server and how it is asked whether it is well. */
export interface Server {
  name: string;
  /** As name servers know it: HAProxy asks them itself. */
  host: string;
  port: number;
  /** Port that is asked, where it is another. */
  checkPort?: number;
  /** Whether it stands in another site: one in two hundred goes there, so that the way is known to work, and all who find nobody well nearer. */
  far?: boolean;
}

/** HAProxy's most, and its least. */
const weights = { near: 256, far: 1 };

/** @returns the same servers, as who asks them sees them from its site */
export const seenFrom = (sites: SitesPlan | undefined, who: { name: string }, servers: readonly Server[]): Server[] =>
  servers.map((server) => (areApart(sites, who.name, server.name) ? { ...server, far: true } : server));

/** @param connections that it must be able to hold, clients' and servers' */
export const globalSection = (connections: number): string => `global
  # No number of connections is set: HAProxy takes what descriptors allow, and refuses to start where a number is more than that.
  fd-hard-limit ${connections + 200}
  log stdout format raw daemon info
  stats socket ${runFolder}/haproxy.sock mode 600 level admin
  # Requests and headers beyond 15 KiB, or of more than 64 headers, are refused.
  tune.http.maxhdr 64
  ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets

# Names are looked up all the time: who comes back has another address. A name that is gone is given up, since somebody else may soon have
# its address; when nobody answers who knows, the last addresses hold.
resolvers private
  parse-resolv-conf
  timeout resolve 1s
  timeout retry 500ms
  hold valid 1s
  hold nx 3s
  hold obsolete 3s
  hold timeout 1d
  hold refused 1d
  hold other 1d
`;

/** Private port: /health (this HAProxy lives) and /metrics (Prometheus text, HAProxy's own exporter). */
export const statusFrontend = (port: number): string => `frontend status
  bind :${port}
  no log
  option dontlog-normal
  http-request return status 200 content-type text/plain string "ok" if { path /health }
  http-request use-service prometheus-exporter if { path /metrics }
  http-request return status 404
`;

/**
 * Lines of a backend: its servers, asked all the time.
 * @param path what is asked; 200 is well
 * @param ends whether connections to one that does not answer any more are ended: streams are, so that listeners go elsewhere; requests are
 *   left to their own timeout, after which they are sent elsewhere unnoticed
 */
export function serverLines(servers: readonly Server[], path: string, ends: "end streams" | "leave requests"): string {
  const anyFar = servers.some(({ far }) => far);
  return [
    `  option httpchk`,
    `  http-check send meth GET uri ${path} ver HTTP/1.1 hdr Host airpath`,
    `  http-check expect status 200`,
    `  timeout check ${check.answer}ms`,
    `  default-server check inter ${check.every}ms fall ${check.failures} rise ${check.successes}${ends === "end streams" ? " on-marked-down shutdown-sessions" : ""} resolvers private resolve-prefer ipv4 init-addr last,libc,none`,
    ...servers.map(
      ({ name, host, port, checkPort, far }) =>
        `  server ${name} ${host}:${port}${checkPort === undefined ? "" : ` port ${checkPort}`}${anyFar ? ` weight ${far ? weights.far : weights.near}` : ""}`,
    ),
    "",
  ].join("\n");
}
