// njs, inside nginx: what Prometheus is told.
import clock from "./clock.js";
import rule from "./merge/choose.js";
import plans from "./plans.js";
import store from "./store.js";

const number = (key) => ngx.shared.numbers.get(key) || 0;

function family(name, type, help, samples) {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map((one) => `${name}${one[0]} ${one[1]}\n`).join("")}`;
}

function connections(text) {
  const numbers = text.match(/\d+/g);
  return (
    family("nginx_connections_active", "gauge", "Client connections now, idle ones included.", [["", numbers[0]]]) +
    family("nginx_connections_accepted_total", "counter", "Client connections accepted.", [["", numbers[1]]]) +
    family("nginx_http_requests_total", "counter", "Requests on all ports.", [["", numbers[3]]])
  );
}

function uploads(ids, now) {
  const up = [];
  const age = [];
  ids.forEach((id) => {
    const plan = plans.station(id);
    plan.letters.forEach((letter) =>
      plan.renditions.forEach((prefix, index) => {
        const at = ngx.shared.numbers.get(`up/${id}/${letter}/${prefix.slice(0, -1)}.m3u8`);
        const labels = `{station="${id}",engine="${letter}",rendition="${plan.formats[index]}"}`;
        up.push([labels, at !== undefined && now - at <= rule.fresh * plan.segment ? 1 : 0]);
        if (at !== undefined) age.push([labels, ((now - at) / 1000).toFixed(3)]);
      }),
    );
  });
  return (
    family("hls_playlist_up", "gauge", "Whether an engine keeps a media playlist fresh: 1 or 0.", up) +
    family("hls_playlist_age_seconds", "gauge", "Since the engine last uploaded the playlist.", age)
  );
}

function merged(ids, now) {
  const begun = ids.filter((id) => ngx.shared.numbers.get(`at/${id}`) !== undefined);
  const onAir = [];
  begun.forEach((id) =>
    plans
      .station(id)
      .letters.forEach((letter) =>
        onAir.push([`{station="${id}",engine="${letter}"}`, ngx.shared.merge.get(`on-air/${id}`) === letter ? 1 : 0]),
      ),
  );
  const of = (id) => `{station="${id}"}`;
  return (
    family("hls_merge_on_air", "gauge", "Whose segments players get: 1 or 0.", onAir) +
    family(
      "hls_merge_age_seconds",
      "gauge",
      "Since the playlists that players get last grew.",
      begun.map((id) => [of(id), ((now - number(`at/${id}`)) / 1000).toFixed(3)]),
    ) +
    family(
      "hls_merge_switches_total",
      "counter",
      "Changes from one engine to the other.",
      ids.map((id) => [of(id), number(`switches/${id}`)]),
    )
  );
}

function origins() {
  const node = store.get("node") || { peers: {} };
  const others = plans.origins().filter((name) => name !== settings.self);
  const ways = [
    ["decided", "decided"],
    ["accepted", "accepted"],
    ["learned", "learned"],
  ];
  return (
    family(
      "hls_merge_segments_total",
      "counter",
      "By how they came into the list: decided here, accepted here as another origin proposed, or learned from the origin that decides (in batches).",
      ways.map((way) => [`{how="${way[0]}"}`, number(way[1])]),
    ) +
    family("hls_merge_late_total", "counter", "Of those decided here, the ones that had to be waited for.", [
      ["", number("late")],
    ]) +
    family("hls_merge_decides", "gauge", "Whether this origin decides: 1 or 0.", [["", node.inTouch ? 1 : 0]]) +
    family(
      "hls_merge_peer_up",
      "gauge",
      "Whether another origin is not passed over: 1 or 0.",
      others.map((name) => [`{peer="${name}"}`, node.peers[name] && node.peers[name].down ? 0 : 1]),
    ) +
    family(
      "hls_merge_peer_failures_total",
      "counter",
      "Questions that another origin did not answer in time.",
      others.map((name) => [`{peer="${name}"}`, number(`failed/${name}`)]),
    )
  );
}

function storage(ids) {
  const sum = (what) => [["", ids.reduce((total, id) => total + number(`${what}/${id}`), 0)]];
  return (
    family("hls_storage_bytes", "gauge", "Playlists and segments stored, as last swept.", sum("bytes")) +
    family("hls_storage_files", "gauge", "Playlists and segments stored, as last swept.", sum("files")) +
    family("hls_storage_limit_bytes", "gauge", "Room for them.", [["", settings.storageBytes]]) +
    family("hls_swept_total", "counter", "Segments removed: no player can want them any more.", [["", number("swept")]])
  );
}

async function metrics(request) {
  const status = await request.subrequest("/nginx-status");
  const ids = plans.ids();
  const now = clock.now();
  request.headersOut["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8";
  request.return(
    200,
    connections(status.responseText) + uploads(ids, now) + merged(ids, now) + origins() + storage(ids),
  );
}

export default { metrics };
