// njs, inside nginx: what Prometheus is told of a cache. Listeners' requests run none of it: nginx counts them, and HAProxy beside counts what
// is asked of the origins; what is between is what the cache spared them.

const add = (key) => ngx.shared.private.incr(key, 1, 0);

// Of every answer of the private port.
function count(request) {
  add("requests");
}

function family(name, type, help, samples) {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map((one) => `${name}${one[0]} ${one[1]}\n`).join("")}`;
}

// "haproxy_backend_http_requests_total{proxy="segments"} 12" and the like.
function asked(text, proxy) {
  const line = text
    .split("\n")
    .find((each) => each.startsWith(`haproxy_backend_http_requests_total{proxy="${proxy}"}`));
  return line === undefined ? 0 : Number(line.split(" ")[1]);
}

async function metrics(request) {
  const status = await request.subrequest("/nginx-status");
  const origins = await request.subrequest("/origins-metrics");
  const numbers = status.responseText.match(/\d+/g).map(Number);
  // This question is not answered, and so not counted yet.
  const requests = Math.max(0, numbers[3] - (ngx.shared.private.get("requests") || 0) - 1);
  const ways = ["playlists", "segments"].map((proxy) => [proxy, asked(origins.responseText || "", proxy)]);
  const all = ways.reduce((sum, way) => sum + way[1], 0);
  request.headersOut["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8";
  request.return(
    200,
    family("cache_connections_active", "gauge", "Connections now, idle ones included.", [["", numbers[0]]]) +
      family("cache_requests_total", "counter", "Requests of listeners, refused ones included.", [["", requests]]) +
      family(
        "cache_origin_requests_total",
        "counter",
        "Requests that the cache had to send on, by what was asked for.",
        ways.map((way) => [`{kind="${way[0]}"}`, way[1]]),
      ) +
      family("cache_hit_ratio", "gauge", "Part of listeners' requests since the start that no origin was asked for.", [
        ["", requests > 0 ? Math.max(0, 1 - all / requests).toFixed(4) : 1],
      ]),
  );
}

export default { count, metrics };
