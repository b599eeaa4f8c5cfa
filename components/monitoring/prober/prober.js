/** Listens to every public stream in turn, from the listener's side of everything, and says on /metrics what came. */
"use strict";
const { readFileSync } = require("node:fs");
const { createServer } = require("node:http");
const { connect } = require("node:tls");
const { hear, playlistAge } = require("./hear.js");
const { Metrics } = require("./metrics.js");
const { rounds } = require("./rounds.js");

const tell = (level, event, message) =>
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, message })}\n`);

const metrics = new Metrics();
const silent = new Set();

/** Says once that a stream fell silent, and once that it is heard again. */
function tellOfChange(stream, { audible, complaint }) {
  const name = `${stream.station} ${stream.protocol} ${stream.format} by ${stream.front}`;
  if (audible && silent.delete(name)) tell("info", "heard", `${name} is heard again`);
  if (!audible && !silent.has(name)) tell("warning", "not-heard", `${name}: ${complaint}`);
  if (!audible) silent.add(name);
}

async function probe(stream, soundSeconds) {
  const found = await hear(stream.url, soundSeconds);
  tellOfChange(stream, found);
  metrics.set("prober_stream_audible", stream, found.audible ? 1 : 0);
  metrics.set("prober_stream_loudness_lufs", stream, found.lufs);
  metrics.set("prober_stream_first_audio_seconds", stream, found.firstAudioSeconds);
  metrics.set("prober_stream_heard_timestamp_seconds", stream, Math.floor(Date.now() / 1000));
  if (stream.protocol === "hls") metrics.set("prober_playlist_age_seconds", stream, await ageOf(stream.url));
}

async function ageOf(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    return answer.ok ? playlistAge(await answer.text(), Date.now()) : undefined;
  } catch {
    return undefined;
  }
}

/** Whoever vouches for it is not asked: when it ends is. */
function lookAtCertificate({ front, host, port }) {
  const socket = connect({ host, port, servername: host, rejectUnauthorized: false, timeout: 5000 }, () => {
    metrics.set(
      "prober_certificate_expiry_timestamp_seconds",
      { front },
      Date.parse(socket.getPeerCertificate().valid_to) / 1000,
    );
    socket.destroy();
  });
  socket.on("timeout", () => socket.destroy());
  socket.on("error", () => undefined);
}

const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function lane(streams, everySeconds, soundSeconds) {
  for (let index = 0; ; index++) {
    const next = Date.now() + everySeconds * 1000;
    await probe(streams[index % streams.length], soundSeconds);
    await sleep(Math.max(0, (next - Date.now()) / 1000));
  }
}

function main() {
  const { port, soundSeconds, roundSeconds, streams, certificates } = JSON.parse(readFileSync(process.argv[2], "utf8"));
  const { lanes, everySeconds } = rounds(streams.length, { roundSeconds, soundSeconds });
  const look = () => certificates.forEach(lookAtCertificate);
  look();
  setInterval(look, roundSeconds * 1000);
  for (let first = 0; first < Math.min(lanes, streams.length); first++)
    void lane(
      streams.filter((_, index) => index % lanes === first),
      everySeconds,
      soundSeconds,
    );
  createServer((request, response) => {
    const found = { "/metrics": () => metrics.text(), "/health": () => "ok\n" }[request.url];
    response.writeHead(found ? 200 : 404, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
    response.end(found ? found() : "allowed: /metrics, /health\n");
  }).listen(port);
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
  tell("info", "started", `${streams.length} streams, ${lanes} at once, each every ${roundSeconds} s`);
}

main();
