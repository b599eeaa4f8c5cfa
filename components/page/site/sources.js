// How audio gets into the audio element: hls.js where Media Source Extensions carry it, the browser itself else.

import { troubleOf } from "./rules.js";

/**
 * @typedef {import("./rules.js").Choice} Choice
 * @typedef {import("./rules.js").Trouble} Trouble
 * @typedef {typeof import("hls.js").default} HlsClass
 */

/**
 * A stream that is open. `latency`: seconds behind the programme's own clock, undefined while not known.
 * `take`: goes over to another choice without a break, or says that it cannot. `playing`: the format that sounds, where it is known.
 * @typedef {object} Source
 * @property {() => void} close
 * @property {() => void} resume
 * @property {() => void} mend
 * @property {(choice: Choice) => boolean} take
 * @property {(now: number) => number | undefined} latency
 * @property {() => string | undefined} playing
 */

/** @typedef {(trouble: Trouble, fatal: boolean, detail: string) => void} Report */

/** The hls.js of this page, where the browser can carry it. @returns {HlsClass | undefined} */
export function usableHls() {
  const { Hls } = /** @type {{ Hls?: HlsClass }} */ (/** @type {unknown} */ (globalThis));
  return Hls?.isSupported() ? Hls : undefined;
}

/** @param {number} most @param {number} first @param {number} longest milliseconds between tries */
const retry = (most, first, longest) => ({ maxNumRetry: most, retryDelayMs: first, maxRetryDelayMs: longest });

/** @param {number} most how often something is asked for again before it counts as an error that ends playing */
const policy = (most) => ({
  default: {
    maxTimeToFirstByteMs: 4000,
    maxLoadTimeMs: 10_000,
    timeoutRetry: retry(most, 0, 0),
    errorRetry: retry(most, 500, 2000),
  },
});

/**
 * Adaptive HLS. An origin answers 503 while it has nothing fresh, and something fresh seconds later: playlists are asked for again until
 * what is buffered is spent. A listener who fell ten segments behind is brought back to the live edge.
 * @type {Partial<import("hls.js").HlsConfig>}
 */
const settings = {
  liveSyncDurationCount: 3,
  liveMaxLatencyDurationCount: 10,
  backBufferLength: 30,
  lowLatencyMode: false,
  manifestLoadPolicy: policy(2),
  playlistLoadPolicy: policy(8),
  fragLoadPolicy: policy(4),
};

/**
 * @param {HlsClass} Hls
 * @param {HTMLAudioElement} audio
 * @param {Choice} first
 * @param {Report} report
 * @returns {Source}
 */
export function openHls(Hls, audio, first, report) {
  let wanted = first;
  let sounding = -1;
  const hls = new Hls(settings);
  const level = () =>
    wanted.rendition === undefined
      ? -1
      : hls.levels.findIndex(({ url }) => url.some((each) => each === absolute(wanted.rendition ?? "")));
  hls.on(Hls.Events.MANIFEST_PARSED, () => {
    const index = level();
    if (index >= 0) hls.loadLevel = index;
  });
  hls.on(Hls.Events.FRAG_CHANGED, (_, { frag }) => (sounding = frag.level));
  hls.on(Hls.Events.ERROR, (_, data) => {
    const detail = `${data.details}${data.response ? ` (${data.response.code})` : ""}`;
    report(troubleOf(data, navigator.onLine), data.fatal, detail);
  });
  hls.loadSource(absolute(first.url));
  hls.attachMedia(audio);
  return {
    close: () => hls.destroy(),
    resume: () => (hls.levels.length > 0 ? hls.startLoad(-1) : hls.loadSource(absolute(first.url))),
    mend: () => hls.recoverMediaError(),
    take: (choice) => {
      if (choice.via !== "hls" || choice.url !== wanted.url) return false;
      wanted = choice;
      hls.nextLevel = level();
      return true;
    },
    latency: (now) => (hls.playingDate ? (now - hls.playingDate.getTime()) / 1000 : undefined),
    playing: () => formatOf(hls.levels[sounding]?.url[0]),
  };
}

/** @param {string | undefined} url a rendition's playlist @returns {string | undefined} "hifi" */
const formatOf = (url) => (url === undefined ? undefined : /([^/]+)\.m3u8(\?.*)?$/.exec(url)?.[1]);

/** @param {string} url */
const absolute = (url) => new URL(url, document.baseURI).href;

/**
 * What the browser plays by itself: Icecast, or HLS on Safari.
 * @param {HTMLAudioElement} audio
 * @param {Choice} choice
 * @param {Report} report
 * @returns {Source}
 */
export function openElement(audio, choice, report) {
  const closing = new AbortController();
  const { signal } = closing;
  audio.addEventListener("error", () => report(elementTrouble(audio), true, audio.error?.message ?? ""), { signal });
  // A live stream has no end: the server closed the connection.
  audio.addEventListener("ended", () => report("network", true, "the stream ended"), { signal });
  const load = () => {
    audio.src = absolute(choice.url);
    audio.load();
  };
  load();
  return {
    close: () => {
      closing.abort();
      audio.removeAttribute("src");
      audio.load();
    },
    resume: load,
    mend: load,
    take: () => false,
    latency: (now) => elementLatency(audio, choice, now),
    playing: () => undefined,
  };
}

/** @param {HTMLAudioElement} audio @returns {Trouble} */
function elementTrouble({ error }) {
  if (!navigator.onLine) return "offline";
  // SRC_NOT_SUPPORTED stands for "not found" as well; which of the two, browsers do not tell.
  if (error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED) return "gone";
  return error?.code === MediaError.MEDIA_ERR_DECODE ? "media" : "network";
}

/**
 * Safari tells the date of what it plays of HLS. An Icecast stream has no clock: what is buffered is the least that it is behind.
 * @param {HTMLAudioElement} audio @param {Choice} choice @param {number} now
 * @returns {number | undefined}
 */
function elementLatency(audio, choice, now) {
  if (choice.direct) return buffered(audio);
  const start = /** @type {{ getStartDate?: () => Date }} */ (/** @type {unknown} */ (audio))
    .getStartDate?.()
    .getTime();
  return start === undefined || Number.isNaN(start) ? undefined : (now - start) / 1000 - audio.currentTime;
}

/** @param {HTMLAudioElement} audio @returns {number} seconds that can be played without the network */
export function buffered({ buffered: ranges, currentTime }) {
  for (let index = 0; index < ranges.length; index++)
    if (ranges.start(index) <= currentTime + 0.1 && ranges.end(index) > currentTime)
      return ranges.end(index) - currentTime;
  return 0;
}
