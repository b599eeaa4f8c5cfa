// njs, inside nginx: the merged playlists, as players ask for them. Little code: it is set up for every request.

// In ms, one and a half segments: what is to be shown for longer was written by a clock that has been set since.
const most = 10000;

/** 503 where a station is known and has nothing fresh: players and caches try again or elsewhere, which few do after 404. */
function playlist(request) {
  const kept = ngx.shared.merge.get(request.uri);
  if (kept === undefined) return request.return(request.variables.playlist_known ? 503 : 404);
  const space = kept.indexOf(" ");
  const left = Number(kept.slice(0, space)) + ngx.shared.numbers.get("offset") - Date.now();
  if (!(left >= 0 && left < most)) return request.return(503);
  // Whoever kept it for a second would show it for longer than that.
  if (left < Number(request.variables.kept_milliseconds)) request.variables.not_kept = " not-kept";
  request.headersOut["Content-Type"] = "application/vnd.apple.mpegurl";
  request.return(200, kept.slice(space + 1));
}

export default { playlist };
