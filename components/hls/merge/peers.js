// Who decides: the first origin, in the plan's order, that is there. Pure.

/** @typedef {import("./types").Node} Node @typedef {import("./types").MergeSettings} MergeSettings */

/** Milliseconds. Whoever was away for longer than `pause` asks before it decides; whoever cannot be asked for `patience` is passed over. */
const pause = 700;
const patience = 800;
/** Milliseconds between two questions to one that follows, or is passed over. */
const retry = 1000;
/** Milliseconds that a tick and its questions may take. */
const asking = 600;

/** @returns {Node} */
function open() {
  return { lastTick: 0, inTouch: false, wasAway: false, askedAll: 0, peers: {} };
}

/** @param {Node} node @param {string} peer */
function peer(node, name) {
  return node.peers[name] || { failingSince: 0, down: false, askedAt: 0 };
}

/** @param {Node} node @param {MergeSettings} settings */
function leader(node, settings) {
  return settings.origins.find((name) => name === settings.self || !peer(node, name).down);
}

/** Whether this origin decides, now. @param {Node} node @param {MergeSettings} settings @param {number} now */
function decides(node, settings, now) {
  return node.inTouch && leader(node, settings) === settings.self && now - node.lastTick <= pause;
}

/** It is `now`, some time after the last tick. @param {Node} node @param {MergeSettings} settings @param {number} now @returns {Node} */
function wake(node, settings, now) {
  const away = now - node.lastTick > pause;
  const follows = leader(node, settings) !== settings.self;
  const inTouch = node.inTouch && !away && !follows;
  return Object.assign({}, node, { lastTick: now, inTouch, wasAway: node.wasAway || away });
}

/** @param {Node} node @param {string} name @param {object} change @returns {Node} */
function changed(node, name, change) {
  const peers = Object.assign({}, node.peers);
  peers[name] = Object.assign({}, peer(node, name), change);
  return Object.assign({}, node, { peers });
}

/** A sign of life. @param {Node} node @param {string} name @returns {Node} */
function heard(node, name) {
  const known = peer(node, name);
  return known.failingSince > 0 || known.down ? changed(node, name, { failingSince: 0, down: false }) : node;
}

/** It did not answer. @param {Node} node @param {string} name @param {number} now @returns {Node} */
function failed(node, name, now) {
  const since = peer(node, name).failingSince || now;
  return changed(node, name, { failingSince: since, down: now - since >= patience });
}

/**
 * Whom to ask in this tick: who leads; whoever would lead were it there; whoever follows, once a second, to know whether it is there; and, before
 * deciding again or late, everybody.
 * @param {Node} node after `wake` @param {MergeSettings} settings @param {number} now @param {boolean} late whether something is about to be decided late
 * @returns {string[]}
 */
function toAsk(node, settings, now, late) {
  const first = leader(node, settings);
  const others = settings.origins.filter((name) => name !== settings.self);
  const isDue = (name) => now - peer(node, name).askedAt >= retry;
  if (first === settings.self) return late || !node.inTouch ? others : others.filter(isDue);
  const higher = settings.origins.slice(0, settings.origins.indexOf(settings.self));
  return higher.filter((name) => name === first || (peer(node, name).down && isDue(name)));
}

/** Everybody was asked. @param {Node} node @param {number} began when @returns {Node} one that may decide, and late, too */
function returned(node, began) {
  return Object.assign({}, node, { inTouch: true, wasAway: false, askedAll: began });
}

/** Another knows more: nothing is decided here before everybody was asked. @param {Node} node @returns {Node} */
function overtaken(node) {
  return Object.assign({}, node, { inTouch: false });
}

/** Whether everybody was asked just now. @param {Node} node @param {number} now */
function hasAsked(node, now) {
  return now - node.askedAll <= pause;
}

/**
 * Since when somebody does not answer; 0: all do. Of who leads, whom all others ask at every tick, it is known but for a tick: what came here just
 * before came after all. Of who follows, only from when it was asked.
 * @param {Node} node @param {MergeSettings} settings
 */
function missingSince(node, settings) {
  const before = settings.origins.indexOf(settings.self);
  const since = settings.origins
    .filter((name) => peer(node, name).failingSince > 0)
    .map((name) => peer(node, name).failingSince - (settings.origins.indexOf(name) < before ? asking : 0));
  return since.length > 0 ? Math.max.apply(null, since) : 0;
}

export default {
  open,
  returned,
  overtaken,
  hasAsked,
  missingSince,
  peer,
  leader,
  decides,
  wake,
  heard,
  failed,
  toAsk,
  changed,
  asking,
};
