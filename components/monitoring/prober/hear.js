/** What a listener gets of one stream: ffmpeg connects, decodes some seconds, and measures their loudness as EBU R 128 does. */
"use strict";
const { spawn } = require("node:child_process");

/** Seconds beyond those of the sound for which a stream may keep us waiting. */
const patience = 10;
/** LUFS. Engines without a programme send a trace of noise at -75 dBFS, which measures as -70, the meter's lowest. */
const audibleFrom = -60;

/** ffmpeg's names for what mounts of these endings carry. */
const demuxers = { aac: "aac", mp3: "mp3", opus: "ogg" };

/**
 * A raw stream says all in its first frames; left to itself, ffmpeg reads on for seconds before it decodes any. Who joins does so in the middle of a frame:
 * not told that it is MP3, ffmpeg believes it after 128 KiB, which is 8 s of 128 kb/s (seen: first sound after 4.5 s, and after 0.4 s).
 */
function sourceOptions(url) {
  const ending = /\.([a-z0-9]+)$/.exec(url)?.[1];
  if (ending === "m3u8") return ["-live_start_index", "-1"];
  const demuxer = demuxers[ending];
  return [...(demuxer ? ["-f", demuxer] : []), "-probesize", "8192", "-analyzeduration", "500000"];
}

const arguments_ = (url, seconds) => [
  ...["-nostdin", "-hide_banner", "-nostats", "-v", "info", "-progress", "pipe:1", "-stats_period", "0.1"],
  ...["-rw_timeout", String(patience * 1e6)],
  ...sourceOptions(url),
  ...["-i", url, "-map", "0:a:0", "-t", String(seconds), "-af", "ebur128=framelog=quiet", "-f", "null", "-"],
];

/**
 * @param {string} url an Icecast mount or an HLS media playlist
 * @param {number} seconds of sound
 * @returns {Promise<{audible: boolean, lufs?: number, firstAudioSeconds?: number, complaint: string}>} never rejects
 */
function hear(url, seconds) {
  return new Promise((resolve) => {
    const start = process.hrtime.bigint();
    let [firstAudioSeconds, heard, said] = [undefined, 0, ""];
    const child = spawn("ffmpeg", arguments_(url, seconds), { stdio: ["ignore", "pipe", "pipe"] });
    const limit = setTimeout(() => child.kill("SIGKILL"), (seconds + 2 * patience) * 1000);
    child.stdout.setEncoding("utf8").on("data", (text) => {
      heard = Math.max(heard, secondsOf(text));
      if (heard > 0) firstAudioSeconds ??= Number(process.hrtime.bigint() - start) / 1e9;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => (said = (said + text).slice(-8000)));
    child.on("error", (error) => (said = error.message));
    child.on("close", () => {
      clearTimeout(limit);
      const lufs = loudnessOf(said);
      const audible = heard > 0.9 * seconds && lufs !== undefined && lufs > audibleFrom;
      resolve({ audible, lufs, firstAudioSeconds, complaint: audible ? "" : complaintOf(said, heard, lufs) });
    });
  });
}

/** Seconds of sound decoded, of ffmpeg's progress. */
function secondsOf(text) {
  const all = [...text.matchAll(/^out_time_us=(\d+)$/gm)].map(([, microseconds]) => Number(microseconds) / 1e6);
  return Math.max(0, ...all);
}

/** LUFS of the whole, of the summary that ebur128 ends with. */
function loudnessOf(text) {
  const found = [...text.matchAll(/^\s+I:\s+(-?[\d.]+) LUFS$/gm)].at(-1);
  return found && Number(found[1]);
}

function complaintOf(said, heard, lufs) {
  if (lufs !== undefined && heard > 0)
    return lufs > audibleFrom ? `only ${heard.toFixed(1)} s came` : `silence, ${lufs} LUFS`;
  return said.trim().split("\n").at(-1) || "nothing came";
}

/**
 * @param {string} playlist an HLS media playlist
 * @param {number} now milliseconds since 1970
 * @returns {number | undefined} seconds since the end of its last segment; undefined when it gives no dates
 */
function playlistAge(playlist, now) {
  let end;
  for (const line of playlist.split("\n")) {
    const date = /^#EXT-X-PROGRAM-DATE-TIME:(.+)$/.exec(line);
    if (date) end = Date.parse(date[1]);
    const length = /^#EXTINF:([\d.]+)/.exec(line);
    if (length && end !== undefined) end += Number(length[1]) * 1000;
  }
  return end === undefined || Number.isNaN(end) ? undefined : (now - end) / 1000;
}

module.exports = { hear, loudnessOf, playlistAge, secondsOf, sourceOptions };
