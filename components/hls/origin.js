// njs, inside nginx: what is stored, how fresh it is, and the sweeping of what nobody plays any more. Its settings are ./settings.ts's.
import fs from "fs";

const settings = JSON.parse(fs.readFileSync("/etc/airpath/origin.json"));

// A name's state, or undefined: engines replace and delete files at any moment.
function stat(path) {
  try {
    return fs.statSync(path);
  } catch (error) {
    return undefined;
  }
}

function names(folder) {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    return [];
  }
}

function remove(path) {
  try {
    fs.unlinkSync(path);
    ngx.shared.origin.incr("swept", 1, 0);
  } catch (error) {
    if (error.code !== "ENOENT") ngx.log(ngx.ERR, `cannot remove ${path}: ${error.message}`);
  }
}

// A playlist that stopped growing must fail, not freeze: players leave a 404 for the other engine's playlist, but wait on an old 200 for ever.
function sweepPlaylists() {
  const oldest = Date.now() - settings.playlistSeconds * 1000;
  settings.playlists.forEach((playlist) => {
    const path = settings.storage + playlist.path;
    const found = stat(path);
    if (found && found.mtimeMs < oldest) remove(path);
  });
}

// Engines delete their own segments; those of an engine that died are left over.
function sweepSegments() {
  const oldest = Date.now() - settings.segmentSeconds * 1000;
  let bytes = 0;
  let files = 0;
  settings.folders.forEach((folder) => {
    names(settings.storage + folder).forEach((name) => {
      const path = settings.storage + folder + name;
      const found = stat(path);
      if (!found) return;
      if (name.endsWith(".ts") && found.mtimeMs < oldest) return remove(path);
      bytes += found.size;
      files += 1;
    });
  });
  ngx.shared.origin.set("bytes", bytes);
  ngx.shared.origin.set("files", files);
}

function family(name, type, help, samples) {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map((sample) => `${name}${sample[0]} ${sample[1]}\n`).join("")}`;
}

async function metrics(request) {
  const status = await request.subrequest("/nginx-status");
  const numbers = status.responseText.match(/\d+/g);
  const counted = (key) => [["", ngx.shared.origin.get(key) || 0]];
  const found = settings.playlists.map((playlist) => ({
    labels: `{station="${playlist.station}",engine="${playlist.engine}",rendition="${playlist.rendition}"}`,
    stat: stat(settings.storage + playlist.path),
  }));
  const present = found.filter((playlist) => playlist.stat);
  const age = (playlist) => ((Date.now() - playlist.stat.mtimeMs) / 1000).toFixed(3);
  const up = (playlist) => [playlist.labels, playlist.stat ? 1 : 0];
  request.headersOut["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8";
  request.return(
    200,
    family("nginx_connections_active", "gauge", "Client connections now, idle ones included.", [["", numbers[0]]]) +
      family("nginx_connections_accepted_total", "counter", "Client connections accepted.", [["", numbers[1]]]) +
      family("nginx_http_requests_total", "counter", "Requests on all ports.", [["", numbers[3]]]) +
      family(
        "hls_playlist_up",
        "gauge",
        "Whether an engine's media playlist is there and fresh: 1 or 0.",
        found.map(up),
      ) +
      family(
        "hls_playlist_age_seconds",
        "gauge",
        "Since the engine last uploaded the playlist.",
        present.map((one) => [one.labels, age(one)]),
      ) +
      family("hls_storage_bytes", "gauge", "Playlists and segments stored, as last swept.", counted("bytes")) +
      family("hls_storage_files", "gauge", "Playlists and segments stored, as last swept.", counted("files")) +
      family("hls_storage_limit_bytes", "gauge", "Room for them.", [["", settings.storageBytes]]) +
      family(
        "hls_swept_total",
        "counter",
        "Old files removed here: stale playlists and segments that no engine deleted.",
        counted("swept"),
      ),
  );
}

export default { metrics, sweepPlaylists, sweepSegments };
