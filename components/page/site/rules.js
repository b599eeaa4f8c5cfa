// What the page decides, without a browser: what can be chosen, what a failure means, what is done about it, how it is told.

/**
 * @typedef {import("../stations").PageStation} PageStation
 * @typedef {import("../stations").PageStream} PageStream
 */

/**
 * One entry of the quality menu. `via` "hls": `url` is the master playlist, `rendition` the one to stay on, absent where the player adapts.
 * `via` "element": the browser plays `url` by itself; `direct` where that is an Icecast stream.
 * @typedef {{ id: string, label: string, via: "hls" | "element", direct: boolean, url: string, rendition?: string }} Choice
 */

/**
 * What this browser can do: `hlsJs` where Media Source Extensions carry hls.js, `nativeHls` where it plays HLS by itself,
 * `plays` whether it plays a MIME type.
 * @typedef {{ hlsJs: boolean, nativeHls: boolean, plays: (contentType: string) => boolean }} Abilities
 */

/** @typedef {"offline" | "gone" | "stale" | "network" | "media" | "starved" | "blocked" | "unsupported"} Trouble */

/**
 * "wait": whoever plays tries again by itself. "resume": load on, keep what is buffered. "mend": repair the decoder, keep the rest.
 * "renew": begin anew at the live edge. `after`: milliseconds.
 * @typedef {{ act: "wait" | "resume" | "mend" | "renew", after: number }} Step
 */

/** Marks that Latin letters carry. Without them "meridienne" finds "La Méridienne". */
const marks = /\p{Diacritic}/gu;

/** @param {string} text */
export const plain = (text) => text.normalize("NFD").replace(marks, "").toLowerCase();

/**
 * @param {Pick<PageStation, "displayName" | "id" | "kind">} station
 * @param {string} query words that must all begin a word of the station's name or id
 * @param {string} kind "all", or the only one wanted
 */
export function isWanted(station, query, kind) {
  if (kind !== "all" && station.kind !== kind) return false;
  const words = plain(`${station.displayName} ${station.id}`).split(/[\s'’-]+/);
  return plain(query)
    .split(/[\s'’-]+/)
    .every((part) => words.some((word) => word.startsWith(part)));
}

/** @param {PageStream} stream */
const described = ({ codec, quality, kilobits, channels }) =>
  `${quality}${channels === 6 && quality !== "surround" ? " 5.1" : ""}, ${codec.toUpperCase()} ${kilobits} kbit/s`;

/**
 * @param {PageStation} station
 * @param {Abilities} able
 * @returns {Choice[]} in the order of the menu, the one to begin with first; none where the browser can play nothing of it
 */
export function choices(station, able) {
  const { hls, icecast } = station;
  const via = able.hlsJs ? "hls" : "element";
  /** @type {Choice[]} */
  const adaptive = [
    { id: "auto", label: "Automatic", via, direct: false, url: hls.master },
    ...hls.renditions.map(
      /** @returns {Choice} */
      (stream) => {
        const common = { id: `hls-${stream.format}`, label: described(stream), direct: false };
        return able.hlsJs
          ? { ...common, via: "hls", url: hls.master, rendition: stream.url }
          : { ...common, via: "element", url: stream.url };
      },
    ),
  ];
  /** @type {Choice[]} */
  const direct = icecast
    .filter(({ contentType }) => able.plays(contentType))
    .map((stream) => ({
      id: `icecast-${stream.format}`,
      label: described(stream),
      via: "element",
      direct: true,
      url: stream.url,
    }));
  return [...(able.hlsJs || able.nativeHls ? adaptive : []), ...direct];
}

/**
 * What an error of hls.js means to a listener.
 * @param {{ type: string, details: string, response?: { code?: number | undefined } | undefined }} error
 * @param {boolean} online
 * @returns {Trouble}
 */
export function troubleOf({ type, details, response }, online) {
  if (details === "bufferStalledError") return "starved";
  if (type === "mediaError") return details === "manifestIncompatibleCodecsError" ? "unsupported" : "media";
  if (type !== "networkError") return "media";
  if (!online) return "offline";
  const code = response?.code ?? 0;
  // A segment that is gone is only too old; a playlist that is gone is no stream.
  if (code === 404 || code === 410) return details.startsWith("frag") ? "network" : "gone";
  return code >= 500 ? "stale" : "network";
}

/** Longest pause between two tries: a radio comes back, and its listeners with it. */
const longestPause = 15_000;

/**
 * @param {Trouble} trouble
 * @param {boolean} fatal whether playing ends without us
 * @param {number} attempt how often it was tried since audio last came, from 0
 * @returns {Step}
 */
export function recovery(trouble, fatal, attempt) {
  if (!fatal || trouble === "blocked" || trouble === "unsupported") return { act: "wait", after: 0 };
  const after = Math.min(longestPause, 1000 * 2 ** attempt);
  if (trouble === "media") return attempt === 0 ? { act: "mend", after: 0 } : { act: "renew", after };
  if (trouble === "gone") return { act: "renew", after: longestPause };
  if (trouble === "starved") return { act: "renew", after: attempt === 0 ? 0 : after };
  return { act: attempt < 3 ? "resume" : "renew", after };
}

/** @type {Record<Trouble, string>} */
const told = {
  offline: "Your device is offline. It plays on as soon as the connection is back.",
  gone: "This stream is not there at the moment. Looking again every 15 seconds.",
  stale: "The station sends nothing new at the moment. Trying again.",
  network: "The connection is interrupted. Trying again.",
  media: "A piece of the stream could not be played. Going on behind it.",
  starved: "Waiting for audio.",
  blocked: "The browser wants a click before it plays. Press Play.",
  unsupported: "This browser cannot play this quality. Choose another one.",
};

/** @param {Trouble} trouble @returns {string} a sentence for the listener */
export const inWords = (trouble) => told[trouble];

/**
 * By how much the listener's clock is wrong, from the Date of an answer, which is cut to the second.
 * @param {string | null} date the header
 * @param {number} asked when, and
 * @param {number} answered when it came, both by the listener's clock in ms since 1970
 * @returns {number} ms to add to the listener's clock; 0 where that is right to the second and a half, or nothing is known
 */
export function clockError(date, asked, answered) {
  const server = Date.parse(date ?? "");
  if (Number.isNaN(server)) return 0;
  const error = server + 500 - (asked + answered) / 2;
  return Math.abs(error) < 1500 + (answered - asked) / 2 ? 0 : error;
}

/** @param {number | undefined} seconds @returns {string} "11.3 s", "2 min 5 s", "—" where it is not known */
export function duration(seconds) {
  if (seconds === undefined || !Number.isFinite(seconds)) return "—";
  const value = Math.max(0, seconds);
  if (value < 59.95) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * What plays, from the ID3 cues that are active: the newest title, and the artist that was told with it or after it.
 * @param {Iterable<{ startTime: number, value?: { key: string, data: unknown } }>} cues as hls.js and Safari make them
 * @returns {string} "Artist – Title"; empty where nothing is known
 */
export function songOf(cues) {
  /** @type {Record<string, { at: number, text: string }>} */
  const newest = {};
  for (const { startTime: at, value } of cues)
    if (typeof value?.data === "string" && at >= (newest[value.key]?.at ?? -Infinity))
      newest[value.key] = { at, text: value.data };
  const { TIT2: title, TPE1: artist } = newest;
  if (!title?.text) return "";
  return artist?.text && artist.at >= title.at ? `${artist.text} – ${title.text}` : title.text;
}
