// One origin among others: what it does when an engine uploads, when time passes, when it is asked and when it is answered. Pure but for the
// store, which keeps "node", "station/<id>" and "head/<id>", and counts.
import chains from "./chain.js";
import rule from "./choose.js";
import offers from "./offers.js";
import peers from "./peers.js";

/**
 * @typedef {import("./types").Store} Store @typedef {import("./types").MergeSettings} MergeSettings @typedef {import("./types").Station} Station
 * @typedef {import("./types").Ask} Ask @typedef {import("./types").Answer} Answer @typedef {import("./types").Listing} Listing
 */

/** @param {Store} store @returns {import("./types").Node} */
const nodeOf = (store) => store.get("node") || peers.open();
/** @param {Store} store @param {string} id @returns {Station} */
const stationOf = (store, id) => store.get(`station/${id}`) || { chain: chains.empty(), offers: {} };
/** @param {Store} store @param {string} id @returns {import("./types").Head} */
const headOf = (store, id) => store.get(`head/${id}`) || { is: "", at: 0 };

function choose(station, plan, now) {
  return rule.choose(station.chain, station.offers, plan.letters, now, plan.segment);
}

function add(store, station, plan, entry, when) {
  station.chain = chains.add(station.chain, entry, when, plan.kept);
}

/**
 * Whether this origin may decide what it has chosen. What comes late, another may have decided meanwhile, if it is this origin that was cut off:
 * so all others are asked before; and where not all answer, an engine must have been heard since, before they were asked once more.
 */
function may(store, settings, station, plan, now) {
  if (!rule.isLate(station.chain, now, plan.segment)) return true;
  const node = nodeOf(store);
  const since = peers.missingSince(node, settings);
  const after = Math.max(since, station.chain.at);
  const isReached = () => plan.letters.some((letter) => offers.came(station.offers[letter], after, node.askedAll));
  return peers.hasAsked(node, now) && (since === 0 || isReached());
}

// Decides all that can be decided, if this origin may; else notes what it would propose.
function settle(store, settings, id, station, leads, now) {
  const plan = settings.stations[id];
  const before = station.chain;
  let entry = choose(station, plan, now);
  while (entry && leads && may(store, settings, station, plan, now)) {
    if (rule.isLate(station.chain, now, plan.segment)) store.count("late");
    add(store, station, plan, entry, now);
    store.count("decided");
    entry = choose(station, plan, now);
  }
  save(store, id, station, before, entry);
}

function save(store, id, station, before, proposal) {
  store.set(`station/${id}`, station);
  const newest = chains.last(station.chain);
  const head = { is: chains.name(newest), at: station.chain.at };
  if (proposal) head.proposal = proposal;
  store.set(`head/${id}`, head);
  if (station.chain === before) return;
  const old = chains.last(before);
  if (old && old.engine !== newest.engine) store.count(`switches/${id}`);
  store.grown(id, station.chain);
}

/**
 * An engine replaced a playlist here.
 * @param {Store} store @param {MergeSettings} settings @param {{ station: string, letter: string, rendition: string }} of
 * @param {Listing} listing only segments whose files are here @param {number} now ms
 */
function uploaded(store, settings, of, listing, now) {
  const plan = settings.stations[of.station];
  const station = stationOf(store, of.station);
  station.offers[of.letter] = offers.listed(station.offers[of.letter], of.rendition, listing, plan.renditions, now);
  settle(store, settings, of.station, station, peers.decides(nodeOf(store), settings, now), now);
}

/** Stations whose turn has come by time alone. */
function settleLate(store, settings, leads, now) {
  Object.keys(settings.stations).forEach((id) => {
    const head = headOf(store, id);
    if (head.is === "" || rule.isLate(head, now, settings.stations[id].segment))
      settle(store, settings, id, stationOf(store, id), leads, now);
  });
}

/** Time passed. @param {Store} store @param {MergeSettings} settings @param {number} now ms @returns {{ peers: string[], ask: Ask }} whom to ask what */
function tick(store, settings, now) {
  let node = peers.wake(nodeOf(store), settings, now);
  // So early that they have answered when it is late. Only who leads decides, and need look.
  const leads = peers.leader(node, settings) === settings.self;
  const isNearlyLate = (id) => rule.isLate(headOf(store, id), now + peers.asking, settings.stations[id].segment);
  const late = leads && Object.keys(settings.stations).some(isNearlyLate);
  const asked = peers.toAsk(node, settings, now, late);
  asked.forEach((name) => (node = peers.changed(node, name, { askedAt: now })));
  store.set("node", node);
  settleLate(store, settings, peers.decides(node, settings, now), now);
  const stations = {};
  if (asked.length > 0)
    Object.keys(settings.stations).forEach((id) => {
      const head = headOf(store, id);
      stations[id] = head.proposal ? { is: head.is, proposal: head.proposal } : { is: head.is };
    });
  return { peers: asked, ask: { from: settings.self, stations } };
}

// Others may have gone on while this one was away, and cannot be asked: what comes next shall be later than anything they can have told.
function beyond(chain, plan, now) {
  const head = chains.last(chain);
  const missed = (now - chain.at) / plan.segment;
  if (!head || missed < rule.fresh) return chain;
  const most = Math.ceil(missed) + plan.kept - plan.listed;
  return chains.raise(
    chain,
    chains.name(
      Object.assign({}, head, {
        n: head.n + most,
        discontinuities: head.discontinuities + most,
      }),
    ),
  );
}

/** All that a tick asked have answered or failed; it began at `began`. */
function settled(store, settings, asked, began, now) {
  const node = nodeOf(store);
  const everybody = asked.length === settings.origins.length - 1;
  const still = peers.leader(node, settings) === settings.self && node.lastTick === began;
  if (!everybody || !still) return;
  store.set("node", peers.returned(node, began));
  const leads = peers.decides(nodeOf(store), settings, now);
  if (node.inTouch) return settleLate(store, settings, leads, now);
  const unsure = node.wasAway && peers.missingSince(node, settings) > 0;
  Object.keys(settings.stations).forEach((id) => {
    const station = stationOf(store, id);
    if (unsure) station.chain = beyond(station.chain, settings.stations[id], now);
    settle(store, settings, id, station, leads, now);
  });
}

/** Another origin asks. @param {Store} store @param {MergeSettings} settings @param {Ask} ask @param {number} now ms @returns {Answer} */
function asked(store, settings, ask, now) {
  store.set("node", peers.heard(nodeOf(store), ask.from));
  const answer = { stations: {} };
  Object.keys(ask.stations).forEach((id) => {
    const theirs = ask.stations[id];
    if (!settings.stations[id] || (theirs.is === headOf(store, id).is && !theirs.proposal)) return;
    const station = stationOf(store, id);
    const same = consider(store, settings, id, station, theirs, now);
    const head = chains.last(station.chain);
    if (!head || same === "ahead") return;
    const from = theirs.is === "" ? 0 : Number(theirs.is.split("/")[0]) + 1;
    if (head.n < from) return;
    answer.stations[id] = { stretches: chains.since(station.chain.stretches, from), age: now - station.chain.at };
  });
  return answer;
}

// The decision itself, at the one that decides: what is known here first, else what the asker proposes.
function consider(store, settings, id, station, theirs, now) {
  const how = chains.compare(station.chain, theirs.is);
  const node = nodeOf(store);
  if (how === "ahead") store.set("node", peers.overtaken(node));
  if (how === "ahead" || !peers.decides(node, settings, now)) return how;
  const plan = settings.stations[id];
  const before = station.chain;
  if (how === "apart") station.chain = chains.raise(station.chain, theirs.is);
  settle(store, settings, id, station, true, now);
  if (how !== "same" || !theirs.proposal || station.chain !== before) return how;
  add(store, station, plan, rule.follow(station.chain, theirs.proposal), now);
  store.count("accepted");
  save(store, id, station, before, choose(station, plan, now));
  return how;
}

/** @param {Store} store @param {MergeSettings} settings @param {string} peer @param {Answer} answer @param {number} now ms */
function answered(store, settings, peer, answer, now) {
  const node = peers.heard(nodeOf(store), peer);
  // Whoever follows knows what was decided.
  store.set("node", peers.leader(node, settings) === peer ? Object.assign({}, node, { wasAway: false }) : node);
  const learned = Object.keys(answer.stations).filter((id) => {
    if (!settings.stations[id]) return false;
    const station = stationOf(store, id);
    const theirs = answer.stations[id];
    const before = station.chain;
    station.chain = chains.learn(before, theirs.stretches, now - Math.max(0, theirs.age), settings.stations[id].kept);
    if (station.chain === before) return false;
    save(store, id, station, before, choose(station, settings.stations[id], now));
    store.count("learned");
    return true;
  });
  if (learned.length > 0) store.set("node", peers.overtaken(nodeOf(store)));
}

/** @param {Store} store @param {string} peer @param {number} now ms */
function failed(store, peer, now) {
  store.set("node", peers.failed(nodeOf(store), peer, now));
}

export default { uploaded, tick, settled, asked, answered, failed };
