// What outlives a request, in nginx's shared memory: the merge's state as JSON, counts as numbers, playlists as players get them.
import chains from "./merge/chain.js";
import rule from "./merge/choose.js";
import playlists from "./merge/playlist.js";
import plans from "./plans.js";

function get(key) {
  const value = ngx.shared.merge.get(key);
  return value === undefined ? undefined : JSON.parse(value);
}

function set(key, value) {
  ngx.shared.merge.set(key, JSON.stringify(value));
}

function count(name) {
  ngx.shared.numbers.incr(name, 1, 0);
}

// A playlist begins with the time until which it may be shown; player.js reads it.
function grown(id, chain) {
  const plan = plans.station(id);
  const shown = playlists.presentable(chain, plan.segment);
  const until = Math.round(chain.at + rule.fresh * plan.segment);
  plan.renditions.forEach((prefix) => {
    const key = `/${id}/${prefix.slice(0, -1)}.m3u8`;
    if (shown) ngx.shared.merge.set(key, `${until} ${playlists.write(chain, plan.listed, prefix, plan.segment)}`);
    else ngx.shared.merge.delete(key);
  });
  ngx.shared.numbers.set(`at/${id}`, chain.at);
  ngx.shared.merge.set(`on-air/${id}`, chains.last(chain).engine);
}

export default { get, set, count, grown };
