/**
 * The caches' files, from the plan and the cache policy. Pure. nginx asks one address on its own loopback, where an HAProxy beside it
 * (origins.ts) finds an origin that is well.
 */
import { join } from "node:path/posix";

import type { CachePlan, FleetPlan } from "../../station-inventory/plan-types";
import { publicNames } from "../../station-inventory/urls";
import { nginxPath } from "../nginx";
import { contentSecurityPolicy, pageCacheControl, siteFiles, stationsPath } from "../page/site";
import { pageStations } from "../page/stations";
import { type ConfigFile, configFolder } from "../workload/workload";
import { cachePolicy, type PathPolicy } from "./policy";
import { healthPath, keptMebibytes, purgePath, readyPath, storagePath, unaskedSeconds } from "./settings";

const pageDataFolder = join(configFolder, "page");
const programs = "/usr/share/airpath/cache";
/** Where the image "page" has the player page. */
const siteFolder = "/usr/share/airpath/page";

type CachesPlan = Pick<FleetPlan, "stations" | "hls" | "settings">;
interface PlainFile extends ConfigFile {
  content: string;
}

/** @returns every file of a cache, absolute paths. */
export const cacheFiles = (plan: CachesPlan, cache: CachePlan): PlainFile[] => [
  { path: nginxPath, content: nginxConfig(plan, cache) },
  { path: join(pageDataFolder, stationsPath), content: `${JSON.stringify(pageStations(plan))}\n` },
];

/** Cache-Control of what nginx says itself, where no origin said anything. */
const ownCacheControl = [
  `    "~^404 " "public, max-age=${cachePolicy.notFoundSeconds}";`,
  ...["/", ...siteFiles.map(({ path }) => path)].map((path) => `    "200 ${path}" "${pageCacheControl}";`),
  `    "200 ${stationsPath}" "public, max-age=5";`,
].join("\n");

/** By the ends of the files' names; nginx adds the characters' encoding itself. */
const pageTypes = [
  ...new Set([...siteFiles, { path: stationsPath, contentType: "application/json" }].map(typeOf)),
].join("\n");

function typeOf({ path, contentType }: { path: string; contentType: string }): string {
  return `      ${contentType.split(";")[0]} ${path.split(".").at(-1)};`;
}

const pageLocation = (path: string): string => `    location = ${path} {
      root ${path === stationsPath ? pageDataFolder : siteFolder};${path === "/" ? "\n      try_files /index.html =404;" : ""}
    }`;

/** One kind of path. Which stations and qualities there are is known here: what there is not, no origin is asked for. */
const cachedLocation = ({ name, pattern, staleOnError, collapseMilliseconds }: PathPolicy): string => `    # ${name}
    location ~ ${pattern} {
      if ($${name === "segment" ? "known_folder" : "known_playlist"} = "") {
        return 404;
      }
      proxy_pass http://origins;
      proxy_cache hls;
      proxy_cache_lock_timeout ${collapseMilliseconds}ms;
      proxy_cache_use_stale ${staleOnError ? "error timeout updating http_500 http_502 http_503 http_504" : "off"};
    }`;

/** @returns nginx.conf. */
export function nginxConfig(plan: CachesPlan, cache: CachePlan): string {
  const { cors, methods, paths, notFoundSeconds } = cachePolicy;
  const allowed = methods.join(", ");
  const mebibytes = keptMebibytes(plan);
  return `worker_processes auto;
daemon off;
pid ${storagePath}/.nginx.pid;
error_log stderr warn;
load_module modules/ngx_http_js_module.so;
load_module modules/ngx_http_cache_purge_module.so;

events {
  worker_connections 8192;
}

http {
  default_type text/plain;
  map_hash_bucket_size 256;
  server_tokens off;
  # No tcp_nopush: to cork and uncork each answer takes a virtual network's time twice (12,000 segments a second, 34,000 without).
  sendfile on;
  # What is kept under the same name anew is another file, and nginx knows.
  open_file_cache max=4096 inactive=20s;
  open_file_cache_valid 20s;
  log_not_found off;
  etag on;

  client_body_temp_path ${storagePath}/.uploads;
  proxy_temp_path ${storagePath}/.proxy;
  fastcgi_temp_path ${storagePath}/.fastcgi;
  uwsgi_temp_path ${storagePath}/.uwsgi;
  scgi_temp_path ${storagePath}/.scgi;

  # Slow and huge requests cost a connection for seconds, not for ever.
  client_header_timeout 5s;
  client_body_timeout 5s;
  client_max_body_size 1k;
  send_timeout 10s;
  keepalive_timeout 60s;
  keepalive_requests 100000;
  reset_timedout_connection on;
  client_header_buffer_size 1k;
  large_client_header_buffers 4 8k;

  # Fronts write down requests, with listeners' addresses; here only what went wrong.
  log_format json escape=json '{"time":"$time_iso8601","level":"warning","event":"request","client":"$http_x_forwarded_for","method":"$request_method",'
    '"uri":"$uri","status":$status,"cache":"$upstream_cache_status","upstream":"$upstream_status","seconds":$request_time}';
  map $status $failed {
    ~^5 1;
    default 0;
  }

  proxy_cache_path ${storagePath}/kept levels=2 use_temp_path=off keys_zone=hls:16m max_size=${mebibytes}m inactive=${unaskedSeconds(plan)}s;
  proxy_cache_key $uri;
  proxy_cache_lock on;
  proxy_cache_lock_age 3s;
  # How long, origins say (Cache-Control); of errors only that something is not there is remembered.
  proxy_cache_valid 404 ${notFoundSeconds}s;
  proxy_no_cache $failed_there;
  map $upstream_status $failed_there {
    "~5..$" 1;
    default "";
  }
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host airpath;
  proxy_set_header X-Forwarded-For "";
  proxy_connect_timeout 250ms;
  # The HAProxy beside asks a second origin after one second, and a third.
  proxy_read_timeout 3s;
  proxy_next_upstream off;
  proxy_buffers 16 16k;
  upstream origins {
    server 127.0.0.1:${cache.originsPort} max_fails=0;
    keepalive 64;
  }

  # Headers by status and path in one place: a location that adds one of its own would lose all the others. Origins' own are shown once.
  proxy_hide_header Access-Control-Allow-Origin;
  proxy_hide_header Access-Control-Allow-Methods;
  proxy_hide_header Access-Control-Allow-Headers;
  proxy_hide_header Access-Control-Expose-Headers;
  proxy_hide_header Access-Control-Max-Age;
  proxy_hide_header Cache-Control;
  map $upstream_http_cache_control $cache_control {
    "" $own_cache_control;
    default $upstream_http_cache_control;
  }
  map "$status $uri" $own_cache_control {
    default "no-store";
${ownCacheControl}
  }
  map $status $allow {
    405 "${allowed}";
    default "";
  }
  map $request_method $preflight_age {
    OPTIONS ${cors.maxAgeSeconds};
    default "";
  }
  map "$status $upstream_cache_status" $security_policy {
    "200 " "${contentSecurityPolicy(publicNames(plan, "icecast"))}";
    default "";
  }
  # What there is none of, no origin is asked for.
  map $uri $known_playlist {
${plan.stations.flatMap(({ hls }) => [hls.master, ...hls.renditions.map(({ playlist }) => playlist)].map((path) => `    ${path} 1;`)).join("\n")}
    default "";
  }
  map $uri $folder {
    "~^(?<first>/[^/]+/)" $first;
    default "";
  }
  map $folder $known_folder {
${plan.stations.map(({ id }) => `    /${id}/ 1;`).join("\n")}
    default "";
  }

  # Fronts.
  server {
    listen ${cache.publicPort} reuseport;
    access_log /dev/stdout json if=$failed;
    # Addresses stay as they were asked for, so that there is one of each.
    merge_slashes off;

    add_header Access-Control-Allow-Origin "${cors.origins}" always;
    add_header Access-Control-Allow-Methods "${allowed}" always;
    add_header Access-Control-Allow-Headers "${cors.requestHeaders.join(", ")}" always;
    add_header Access-Control-Expose-Headers "${cors.exposedHeaders.join(", ")}" always;
    add_header Access-Control-Max-Age $preflight_age always;
    add_header Cache-Control $cache_control always;
    add_header Allow $allow always;
    add_header X-Cache $upstream_cache_status always;
    add_header Content-Security-Policy $security_policy always;
    add_header X-Content-Type-Options nosniff always;

    if ($request_method = OPTIONS) {
      return 204;
    }
    if ($request_method !~ ^(GET|HEAD)$) {
      return 405;
    }
${paths.map(cachedLocation).join("\n")}
    # The player page.
    types {
${pageTypes}
    }
    charset utf-8;
    charset_types text/css text/javascript application/json;
${["/", ...siteFiles.map(({ path }) => path), stationsPath].map(pageLocation).join("\n")}
    location / {
      return 404;
    }
  }

  # Prometheus, probes, fronts' checks, and who purges.
  js_shared_dict_zone zone=private:32k type=number;
  server {
    listen ${cache.statusPort};
    access_log off;
    # Every answer to somebody is counted, so that what nginx counts of both ports can be told apart.
    js_import metrics from ${programs}/metrics.js;
    location = ${healthPath} {
      js_header_filter metrics.count;
      return 200 "ok\\n";
    }
    location = ${readyPath} {
      proxy_pass http://127.0.0.1:${cache.originsStatusPort}/health;
      proxy_read_timeout 400ms;
      js_header_filter metrics.count;
    }
    location = /metrics {
      js_content metrics.metrics;
      js_header_filter metrics.count;
    }
    location = /nginx-status {
      internal;
      stub_status;
    }
    location = /origins-metrics {
      internal;
      proxy_pass http://127.0.0.1:${cache.originsStatusPort}/metrics?scope=backend&metrics=haproxy_backend_http_requests_total;
    }
    location ~ ^${purgePath}(?<purged>/.*)$ {
      js_header_filter metrics.count;
      if ($request_method != POST) {
        return 405;
      }
      proxy_cache_purge hls $purged;
    }
    location / {
      js_header_filter metrics.count;
      return 404;
    }
  }
}
`;
}
