/**
 * The HLS origin's files, from the plan. Pure: nginx.conf, origin.json and the master playlists are plain, the upload tokens a secret file.
 * Uploads and players have a port each, so that no rule for one can open the other; metrics and health have a third, private one.
 */
import { join } from "node:path/posix";

import { containerPorts } from "../../station-inventory/names";
import type { FleetPlan, HlsOriginPlan } from "../../station-inventory/plan-types";
import { cachePolicy, keptForASecond, notKept } from "../cache/policy";
import { nginxPath } from "../nginx";
import { type ConfigFile, configFolder } from "../workload/workload";
import { masterPlaylist } from "./master-playlist";
import { peerLocations } from "./peer-locations";
import { memoryKibibytes, originSettings, storagePath } from "./settings";

/** Private port: /health, /metrics (Prometheus text), /nginx-status. */
export const statusPort = containerPorts.hlsOrigin.status;
export const tokensPath = join(configFolder, "secrets", "upload-tokens.conf");
const settingsPath = join(configFolder, "origin.json");
const mastersFolder = join(configFolder, "hls");

const programs = "/usr/share/airpath/hls";

type OriginPlan = Pick<FleetPlan, "stations" | "hls">;
interface PlainFile extends ConfigFile {
  content: string;
}

/** @returns every plain file of the origin, absolute paths. */
export function originFiles(plan: OriginPlan, origin: HlsOriginPlan): PlainFile[] {
  return [
    { path: nginxPath, content: nginxConfig(plan, origin) },
    { path: settingsPath, content: `${JSON.stringify(originSettings(plan, origin.name), null, 2)}\n` },
    ...plan.stations.map(({ hls }) => ({ path: join(mastersFolder, hls.master), content: masterPlaylist(hls) })),
  ];
}

/**
 * @param tokens by the engine's name
 * @returns the secret file that tells whose upload token is whose, as entries of an nginx map
 * @throws where a token is missing or could mean something to nginx: tokens are base64url
 */
export function uploadTokens(plan: Pick<FleetPlan, "stations">, tokens: Record<string, string>): string {
  const entries = plan.stations.flatMap(({ id, engines }) =>
    engines.map(({ name }) => {
      const token = tokens[name];
      if (token !== undefined && /^[A-Za-z0-9_-]{16,}$/.test(token)) return `"Bearer ${token}" ${id};\n`;
      const got = token === undefined ? "none" : `one of ${token.length} characters`;
      throw new Error(
        `HLS origin: upload token of "${name}": got ${got}; allowed: 16 or more of A-Z a-z 0-9 _ -; derive it as the other secrets are`,
      );
    }),
  );
  // Engines of a station have the same until one of them gets its own, and a map takes no key twice.
  return [...new Set(entries)].join("");
}

/** Largest file an engine uploads, in KiB: a segment of the best rendition, twice. */
function uploadKibibytes({ stations }: Pick<FleetPlan, "stations">): number {
  const bytes = stations.flatMap(({ hls }) =>
    hls.renditions.map(({ bandwidth }) => (bandwidth / 8) * hls.segmentSeconds),
  );
  return Math.max(64, Math.ceil((Math.max(0, ...bytes) * 2) / 1024));
}

const segmentPath = cachePolicy.paths.find(({ name }) => name === "segment")!.pattern;

/** @returns nginx.conf. */
export function nginxConfig(plan: OriginPlan, origin: HlsOriginPlan): string {
  const peers = plan.hls.origins.filter(({ name }) => name !== origin.name);
  return `# One worker: what is stored, decided and shown has one order. More load: more origins.
worker_processes 1;
daemon off;
pid ${storagePath}/.nginx.pid;
error_log stderr warn;
load_module modules/ngx_http_js_module.so;

events {
  worker_connections 4096;
}

http {
  types {
    application/vnd.apple.mpegurl m3u8;
    video/mp2t ts;
  }
  default_type text/plain;
  map_hash_bucket_size 256;
  server_tokens off;
  # No tcp_nopush: to cork and uncork each answer takes a virtual network's time twice (13,000 segments a second, 37,000 without).
  sendfile on;
  log_not_found off;

  # Uploads are received beside their place and renamed into it: a player sees the old file or the new one, never half of it.
  client_body_temp_path ${storagePath}/.uploads;
  proxy_temp_path ${storagePath}/.proxy;
  fastcgi_temp_path ${storagePath}/.fastcgi;
  uwsgi_temp_path ${storagePath}/.uwsgi;
  scgi_temp_path ${storagePath}/.scgi;

  # Slow and huge requests cost a connection for seconds, not for ever.
  client_header_timeout 5s;
  client_body_timeout 5s;
  send_timeout 10s;
  keepalive_timeout 30s;
  reset_timedout_connection on;
  client_header_buffer_size 1k;
  large_client_header_buffers 4 8k;

  log_format json escape=json '{"time":"$time_iso8601","level":"info","event":"request","port":$server_port,"client":"$remote_addr",'
    '"method":"$request_method","uri":"$uri","status":$status,"bytes":$bytes_sent,"seconds":$request_time,"agent":"$http_user_agent"}';
  map $status $failed {
    ~^[45] 1;
    default 0;
  }

  # Names of other origins: the container's own resolver, written down at the start.
  include ${storagePath}/.resolver.conf;
  resolver_timeout 250ms;
  proxy_connect_timeout 500ms;
  proxy_read_timeout 2s;
  recursive_error_pages on;

  js_shared_dict_zone zone=merge:${memoryKibibytes(plan)}k type=string;
  js_shared_dict_zone zone=numbers:1m type=number;

  # Headers by status and path in one place: a location that adds one of its own would lose all the others.
  js_var $not_kept "";
  js_var $kept_milliseconds ${keptForASecond};
  map "$status $uri$not_kept" $cache_control {
    default "no-store";
    "~^404 " "public, max-age=${cachePolicy.notFoundSeconds}";
    "~ not-kept$" "${notKept}";
${cachePolicy.paths.map(({ pattern, cacheControl }) => `    "~^(200|206|304) ${pattern.slice(1).replace("\\1", "\\2")}" "${cacheControl}";`).join("\n")}
  }
  map $status $allow {
    405 "GET, HEAD, OPTIONS";
    default "";
  }
  map $request_method $preflight_age {
    OPTIONS 86400;
    default "";
  }
  # Playlists that there ought to be.
  map $uri $playlist_known {
${plan.stations.flatMap(({ hls }) => hls.renditions.map(({ playlist }) => `    ${playlist} 1;`)).join("\n")}
    default "";
  }

  # The folder may still hold those of stations that were taken off.
  map $uri $master_known {
${plan.stations.map(({ hls }) => `    ${hls.master} 1;`).join("\n")}
    default "";
  }

  # Players and CDN.
  server {
    listen ${origin.publicPort};
    js_import player from ${programs}/player.js;
    # A line written at once wakes whoever reads it, at each request.
    access_log /dev/stdout json buffer=32k flush=1s;
    client_max_body_size 1k;

    add_header Access-Control-Allow-Origin "*" always;
    add_header Access-Control-Allow-Methods "GET, HEAD, OPTIONS" always;
    add_header Access-Control-Allow-Headers "Range, If-None-Match, If-Modified-Since" always;
    add_header Access-Control-Expose-Headers "Content-Length, Content-Range, Date" always;
    add_header Access-Control-Max-Age $preflight_age always;
    add_header Cache-Control $cache_control always;
    add_header Allow $allow always;

    if ($request_method = OPTIONS) {
      return 204;
    }
    if ($request_method !~ ^(GET|HEAD)$) {
      return 405;
    }
    # Master playlists.
    location ~ ^/([a-z0-9-]+)/\\1\\.m3u8$ {
      if ($master_known = "") {
        return 404;
      }
      root ${mastersFolder};
    }
    # Media playlists, merged.
    location ~ ^/[a-z0-9-]+/[a-z]+\\.m3u8$ {
      js_content player.playlist;
    }
    location ~ ${segmentPath} {
      # A segment never changes; one that the sweep has removed may be had for a few seconds more.
      open_file_cache max=4096 inactive=10s;
      open_file_cache_valid 5s;
      root ${storagePath};${peers.length > 0 ? "\n      error_page 404 = @peer1;" : ""}
    }${peerLocations(peers)}
    location / {
      return 404;
    }
  }

  # Engines. The map knows tokens without regard to case, as nginx maps do; what is left of them is far beyond guessing.
  map $http_authorization $uploader {
    include ${tokensPath};
    default "";
  }
  server {
    listen ${origin.uploadPort};
    js_preload_object settings from ${settingsPath};
    js_import origin from ${programs}/origin.js;
    access_log /dev/stdout json if=$failed;
    client_max_body_size ${uploadKibibytes(plan)}k;

    location ~ ^/(?<station>[a-z0-9-]+)/[a-z]/[A-Za-z0-9_-]+\\.(m3u8|ts)$ {
      if ($uploader = "") {
        return 401;
      }
      if ($uploader != $station) {
        return 403;
      }
      if ($request_method !~ ^(PUT|DELETE)$) {
        return 405;
      }
      # What was chosen, players may still want: the sweep removes what nobody does.
      if ($request_method = DELETE) {
        return 204;
      }
      # nginx would take the file's time from it, and the sweep would believe an engine's wrong clock.
      if ($http_date) {
        return 400;
      }
      root ${storagePath};
      dav_methods PUT;
      create_full_put_path on;
      dav_access user:rw group:r all:r;
      js_header_filter origin.uploaded;
    }
    location / {
      return 404;
    }
  }

  # Prometheus, probes, and the other origins.
  server {
    listen ${statusPort};
    access_log off;
    js_preload_object settings from ${settingsPath};
    js_import origin from ${programs}/origin.js;
    js_import metrics from ${programs}/metrics.js;
    js_import sweep from ${programs}/sweep.js;
    client_max_body_size 1m;
    client_body_buffer_size 1m;
    # Replaced by the time it would answer, a question is not asked for longer.
    js_fetch_timeout 250ms;
    js_fetch_max_response_buffer_size 4m;
    location = /health {
      return 200 "ok\\n";
    }
    location = /metrics {
      js_content metrics.metrics;
    }
    location = /nginx-status {
      stub_status;
    }
    location / {
      return 404;
    }
    location = /merge {
      js_content origin.asked;
    }
    # What is stored here, and nothing that would have to be fetched: for other origins. Engines' own playlists are here alone.
    location ~ ^/[a-z0-9-]+/[a-z]/[A-Za-z0-9_-]+\\.(m3u8|ts)$ {
      root ${storagePath};
    }
    location @tick {
      js_periodic origin.tick interval=300ms;
    }
    location @sweep {
      js_periodic sweep.sweep interval=250ms;
    }
  }
}
`;
}
