// Media playlists: an engine's as it is read, the merged one as it is written. Pure.
import chains from "./chain.js";

/** @typedef {import("./types").Chain} Chain @typedef {import("./types").Listing} Listing */

/**
 * @param {string} text an engine's media playlist @param {string} prefix its segments' names start so: "hifi-"
 * @returns {Listing | undefined} undefined where a segment is not called "<prefix><run>-<sequence>.ts"
 */
function read(text, prefix) {
  const listing = { run: 0, first: 0, segments: [] };
  let sequence = 0;
  let next = { seconds: 0, startsAt: 0, discontinuity: false, blank: false };
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) sequence = listing.first = Number(line.slice(22));
    else if (line === "#EXT-X-DISCONTINUITY") next.discontinuity = true;
    else if (line === "#EXT-X-AIRPATH-BLANK") next.blank = true;
    else if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) next.startsAt = Date.parse(line.slice(25));
    else if (line.startsWith("#EXTINF:")) next.seconds = parseFloat(line.slice(8));
    else if (line !== "" && line[0] !== "#") {
      const parts = line.slice(prefix.length).split("-");
      const run = Number(parts[0]);
      const sound = next.seconds > 0 && next.startsAt > 0 && run > 0 && (listing.run || run) === run;
      if (!line.startsWith(prefix) || parts[1] !== `${sequence}.ts` || !sound) return undefined;
      listing.run = run;
      listing.segments.push(next);
      sequence += 1;
      next = { seconds: 0, startsAt: 0, discontinuity: false, blank: false };
    }
  }
  return listing.run > 0 ? listing : undefined;
}

/**
 * @param {Chain} chain @param {number} listed how many segments at most @param {string} prefix "hifi-" @param {number} segment ms
 * @returns {string} the public playlist of one rendition; URIs are relative to the station's folder
 */
function write(chain, listed, prefix, segment) {
  const stretches = chains.since(chain.stretches, chains.last(chain).n - listed + 1);
  const first = stretches[0];
  const lines = stretches.map((stretch) => {
    const name = `${stretch.engine}/${prefix}${stretch.run}-`;
    const extinf = `#EXTINF:${stretch.seconds.toFixed(6)},\n`;
    const date = new Date(0);
    let text = stretch.break ? "#EXT-X-DISCONTINUITY\n" : "";
    for (let index = 0; index < stretch.count; index += 1) {
      date.setTime(stretch.startsAt + Math.round(index * stretch.seconds * 1000));
      text += `#EXT-X-PROGRAM-DATE-TIME:${date.toISOString()}\n${extinf}${name}${stretch.slot + index}.ts\n`;
    }
    return text;
  });
  return (
    `#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:${Math.ceil(segment / 1000)}\n#EXT-X-MEDIA-SEQUENCE:${first.n}\n` +
    `#EXT-X-DISCONTINUITY-SEQUENCE:${first.discontinuities - (first.break ? 1 : 0)}\n#EXT-X-INDEPENDENT-SEGMENTS\n${lines.join("")}`
  );
}

/**
 * A list that began anew while players had another is not shown before it is long enough (RFC 8216 6.2.2): they stay with the other origins.
 * @param {Chain} chain @param {number} segment ms @returns whether there is a list to show
 */
function presentable(chain, segment) {
  const head = chains.last(chain);
  if (!head) return false;
  return chain.cut === undefined || (head.n - chain.cut + 1) * segment >= 3000 * Math.ceil(segment / 1000);
}

export default { read, write, presentable };
