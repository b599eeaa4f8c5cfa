/**
 * haproxy.cfg of what stands beside each cache and finds an origin that is well: nginx as Debian has it does not ask its upstreams how they
 * are, and would try a hung one again and again. Pure.
 */
import type { CachePlan, FleetPlan } from "../../station-inventory/plan-types";
import { globalSection, seenFrom, serverLines, statusFrontend } from "../front/haproxy";
import { cachePolicy } from "./policy";

const originCheckPath = "/health";
const segments = cachePolicy.paths.find(({ name }) => name === "segment")!.pattern;

/** @returns haproxy.cfg; two backends of the same origins, so that segments and playlists are counted apart */
export function originsConfig({ hls, sites }: Pick<FleetPlan, "hls" | "sites">, cache: CachePlan): string {
  const origins = hls.origins.map(({ name, host, publicPort: port, statusPort: checkPort }) => ({
    name,
    host,
    port,
    checkPort,
  }));
  const servers = seenFrom(sites, cache, origins);
  const backend = (name: string) => `backend ${name}
  balance roundrobin
${serverLines(servers, originCheckPath, "leave requests")}`;
  return `${globalSection(4000)}
defaults
  mode http
  log global
  option dontlognull
  # Only what went wrong.
  option dontlog-normal
  timeout connect 250ms
  timeout http-request 2s
  timeout http-keep-alive 60s
  timeout client 5s
  timeout queue 500ms
  # An origin answers within milliseconds, or fetches a segment from another: who does not in a second hangs, and the next is asked.
  timeout server 1s
  retries 2
  option redispatch 1
  # 503: its playlist is stale, which another's need not be.
  retry-on conn-failure empty-response response-timeout 500 502 503 504
  http-reuse always

frontend origins
  bind 127.0.0.1:${cache.originsPort}
  use_backend segments if { path_reg ${segments} }
  default_backend playlists

${backend("playlists")}
${backend("segments")}
${statusFrontend(cache.originsStatusPort)}`;
}
