// njs, inside nginx: brings uploads, time and other origins' questions to the merge's rules. `settings` is ./settings.ts's, preloaded.
import crypto from "crypto";
import fs from "fs";

import clock from "./clock.js";
import node from "./merge/node.js";
import playlists from "./merge/playlist.js";
import plans from "./plans.js";
import store from "./store.js";

const tokens = "/etc/airpath/secrets/upload-tokens.conf";
const timeoutMilliseconds = 250;

function isStored(path) {
  try {
    fs.accessSync(path);
    return true;
  } catch (error) {
    return false;
  }
}

// What is listed counts from where all files are here.
function stored(listing, folder, prefix) {
  const missing = listing.segments
    .map((_, index) => index)
    .filter((index) => {
      return !isStored(`${folder}${prefix}${listing.run}-${listing.first + index}.ts`);
    });
  const skipped = missing.length > 0 ? missing[missing.length - 1] + 1 : 0;
  return Object.assign({}, listing, { first: listing.first + skipped, segments: listing.segments.slice(skipped) });
}

// As its answer begins: the file is in its place.
function uploaded(request) {
  if (request.method !== "PUT" || request.status > 204) return;
  const parts = /^\/([^/]+)\/([a-z])\/([^/]+)\.m3u8$/.exec(request.uri);
  if (!parts) return;
  const plan = plans.station(parts[1]);
  const prefix = `${parts[3]}-`;
  if (!plan || !plan.letters.includes(parts[2]) || !plan.renditions.includes(prefix)) return;
  const folder = `${settings.storage}/${parts[1]}/${parts[2]}/`;
  const listing = playlists.read(fs.readFileSync(settings.storage + request.uri, "utf8"), prefix);
  if (!listing) return ngx.log(ngx.WARN, `${request.uri} is no playlist of numbered segments: it is not merged`);
  const now = clock.now();
  ngx.shared.numbers.set(`up${request.uri}`, now);
  const here = stored(listing, folder, prefix);
  if (here.segments.length === 0) return;
  node.uploaded(store, plans.merge([parts[1]]), { station: parts[1], letter: parts[2], rendition: prefix }, here, now);
}

// Who knows all stations' tokens is an origin.
function authorization() {
  return `Bearer ${crypto.createHash("sha256").update(fs.readFileSync(tokens)).digest("hex")}`;
}

async function ask(peer, body) {
  const answer = await ngx.fetch(`http://${peer}:${settings.port}/merge`, {
    method: "POST",
    body,
    headers: { Authorization: authorization() },
  });
  if (answer.status !== 200) throw new Error(`status ${answer.status}`);
  return answer.json();
}

function inTime(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), timeoutMilliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function tick() {
  const began = clock.now();
  ngx.shared.numbers.set("offset", Date.now() - began);
  const all = plans.merge(plans.ids());
  const round = node.tick(store, all, began);
  const body = JSON.stringify(round.ask);
  await Promise.all(
    round.peers.map((peer) =>
      inTime(ask(peer, body))
        .then((answer) => node.answered(store, all, peer, answer, clock.now()))
        .catch((error) => {
          store.count(`failed/${peer}`);
          ngx.log(ngx.INFO, `origin ${peer}: ${error.message}`);
          node.failed(store, peer, clock.now());
        }),
    ),
  );
  node.settled(store, all, round.peers, began, clock.now());
}

function asked(request) {
  if (request.method !== "POST") return request.return(405);
  if (request.headersIn.Authorization !== authorization()) return request.return(401);
  let question;
  try {
    question = JSON.parse(request.requestText);
  } catch (error) {
    return request.return(400);
  }
  if (!plans.origins().includes(question.from) || question.from === settings.self) return request.return(400);
  request.return(200, JSON.stringify(node.asked(store, plans.merge(plans.ids()), question, clock.now())));
}

export default { uploaded, tick, asked };
