/**
 * haproxy.cfg of the fronts, from the plan. Pure. Icecast mounts go to the relays of their station's shard, everything else (HLS, the player
 * page) to the caches.
 */
import { join } from "node:path/posix";

import type { ListenerAddresses } from "../../station-inventory/fleet-settings";
import { format } from "../../station-inventory/formats";
import type { FleetPlan, FrontPlan } from "../../station-inventory/plan-types";
import { cachePolicy } from "../cache/policy";
import { readyPath } from "../cache/settings";
import { relayCheckPath } from "../icecast/config";
import { type ConfigFile, configFolder } from "../workload/workload";
import { globalSection, haproxyPath, seenFrom, serverLines, statusFrontend } from "./haproxy";

/** Certificate, those that vouch for it, and its key; a secret file. */
export const certificatePath = join(configFolder, "secrets", "listeners.pem");
const mountsPath = join(configFolder, "mounts.map");

type FrontsPlan = Pick<FleetPlan, "stations" | "icecast" | "hls" | "settings" | "sites">;
interface PlainFile extends ConfigFile {
  content: string;
}

/** @returns every plain file of a front, absolute paths. */
export const frontFiles = (plan: FrontsPlan, front: FrontPlan): PlainFile[] => [
  { path: haproxyPath, content: frontConfig(plan, front) },
  { path: mountsPath, content: mountMap(plan) },
];

/** @returns lines "mount shard": every public mount, and nothing else of a relay, can be asked for. */
export function mountMap({ stations, icecast }: FrontsPlan): string {
  const shardOf = new Map(icecast.shards.flatMap(({ name, stations: ids }) => ids.map((id) => [id, name] as const)));
  return stations.flatMap(({ id, streams }) => streams.map(({ mount }) => `${mount} ${shardOf.get(id)}\n`)).join("");
}

/** What one front must be able to carry: every listener of every relay, should it be the last, and as many HLS players. */
export const listenersPerFront = ({ icecast, settings }: Pick<FleetPlan, "icecast" | "settings">): number =>
  2 * settings.listenersPerRelay * icecast.shards.reduce((sum, { relays }) => sum + relays.length, 0);

// Measured: 66 KiB a listener with TLS, 28 KiB without (docs/decisions/front-and-cache.md).
const kibibytesPerListener = 72;

export const memoryMebibytes = (plan: Pick<FleetPlan, "icecast" | "settings">): number =>
  128 + Math.ceil((listenersPerFront(plan) * kibibytesPerListener) / 1024);

/** What HEAD of a mount says, which Icecast 2.4 refuses: by the ends of mounts. */
const contentTypes = ({ stations }: FrontsPlan): string => {
  const formats = stations.flatMap(({ streams }) => streams.map(({ format: id }) => format(id)));
  const types = new Map(formats.map(({ extension, contentType }) => [extension, contentType]));
  return [...types]
    .map(
      ([extension, contentType]) =>
        `  http-request set-var(txn.head) str(${contentType}) if { method HEAD } { var(txn.mount) -m found } { path_end .${extension} }`,
    )
    .join("\n");
};

const methods = cachePolicy.methods.join(", ");
const allowed = `{ method ${cachePolicy.methods.join(" ")} }`;

/** A listener's address as logs may tell it. */
const addressOf: Record<ListenerAddresses, string> = { masked: "src,ipmask(24,48)", whole: "src" };

export function frontConfig(plan: FrontsPlan, front: FrontPlan): string {
  const address = addressOf[plan.settings.listenerAddresses];
  return `${globalSection(2 * listenersPerFront(plan))}
defaults
  mode http
  log global
  option dontlognull
  timeout connect 300ms
  # A request that is not whole by then is refused; who keeps a connection without asking anything, or reads nothing, goes.
  timeout http-request 5s
  timeout http-keep-alive 20s
  timeout client 30s
  timeout client-fin 5s
  timeout queue 1s
  # Elsewhere at once, not where it just failed.
  retries 3
  option redispatch 1

frontend listeners
  bind :${front.port}
  bind :${front.tlsPort} ssl crt ${certificatePath} alpn h2,http/1.1
  # Listeners' addresses are written down here; behind, only caches are told them, in the same form: Icecast 2.4 knows its front alone.
  log-format "%{+json}o %(time)[date,utime(%Y-%m-%dT%H:%M:%SZ)] %(level)[str(info)] %(event)[str(request)] %(client)[${address}] %(tls)sslv %(method)HM %(uri)HP %(status)ST %(bytes)B %(milliseconds)Ta %(server)s %(ended)ts %(agent)[capture.req.hdr(0)]"
  # Of who did not get as far as a request; HAProxy's own words would hold the whole address.
  error-log-format "%{+json}o %(time)[date,utime(%Y-%m-%dT%H:%M:%SZ)] %(level)[str(warning)] %(event)[str(no_request)] %(client)[${address}] %(status)ST %(tls_error)[ssl_fc_err_str]"
  http-request capture req.fhdr(User-Agent) len 128
  http-request set-var(txn.mount) path,map_str(${mountsPath})

  # What Icecast says of CORS is said here of everything, refusals too.
  http-after-response set-header Access-Control-Allow-Origin "${cachePolicy.cors.origins}"
  http-after-response set-header Connection close if { var(txn.refused) -m found }
  http-after-response set-header Content-Type %[var(txn.head)] if { var(txn.head) -m found }
  http-after-response del-header Content-Length if { var(txn.head) -m found }

  http-request set-var(txn.refused) bool(1) if !${allowed}
  http-request return status 405 hdr Allow "${methods}" if !${allowed}
  http-request return status 414 if { url_len gt 2048 }
  http-request return status 400 if { path,url_dec -m sub .. } || { path -m sub // } || { path,url_dec -m reg [[:cntrl:]] }

  # Browsers ask first whether they may ask for a stream's titles.
  http-request return status 204 hdr Access-Control-Allow-Methods "${methods}" hdr Access-Control-Allow-Headers "${cachePolicy.cors.requestHeaders.join(", ")}, Icy-MetaData" hdr Access-Control-Max-Age "${cachePolicy.cors.maxAgeSeconds}" if { method OPTIONS } { var(txn.mount) -m found }
${contentTypes(plan)}
  http-request return status 200 if { var(txn.head) -m found }
  http-request return status 404 if { path_reg ^/[^/]*[.](aac|mp3|opus)$ } !{ var(txn.mount) -m found }

  http-request set-header X-Forwarded-For %[${address}]
  http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]
  use_backend %[var(txn.mount)] if { var(txn.mount) -m found }
  default_backend caches

${plan.icecast.shards
  .map(
    ({ name, relays }) => `backend ${name}
  # Listeners stay for hours: who has fewest gets the next, so that a relay that came back fills up and nobody is moved.
  balance leastconn
  # Until it answers, a relay may not be there, hang, be full, or not have the mount yet: the next is asked.
  timeout server 1s
  retry-on conn-failure empty-response response-timeout 404 500 503
  # While sound flows nothing ends it. Nobody but a frozen relay is silent for so long: where an engine hangs, listeners fall back within 4 s.
  http-response set-timeout server 15s
  http-response del-header Server
${serverLines(seenFrom(plan.sites, front, relays), relayCheckPath, "end streams")}`,
  )
  .join("\n")}
backend caches
  # Each address has its cache: what one has fetched no other fetches, and no player is shown an older playlist after a newer one.
  balance uri
  hash-type consistent
  # Unless half as much again as is its share comes to one: then the next helps.
  hash-balance-factor 150
  # A cache has asked a second origin by then, where the first one hangs; else it hangs itself.
  timeout server 1400ms
  retry-on conn-failure empty-response response-timeout 500 502 504
${serverLines(
  seenFrom(
    plan.sites,
    front,
    plan.hls.caches.map(({ name, host, publicPort: port, statusPort: checkPort }) => ({ name, host, port, checkPort })),
  ),
  readyPath,
  "leave requests",
)}
${statusFrontend(front.statusPort)}`;
}
