// Which segment follows: the rule. Pure; it looks at no clock but what it is told, and only at how long ago things came here.
import chains from "./chain.js";
import offers from "./offers.js";

/**
 * @typedef {import("./types").Chain} Chain @typedef {import("./types").Entry} Entry
 * @typedef {import("./types").Offer} Offer @typedef {import("./types").Offered} Offered
 * @typedef {{ letter: string, offer: Offer, slot: Offered }} Candidate
 */

/** In segments: an engine that brought nothing for so long is gone; a playlist that gained nothing for so long must not be served. */
const fresh = 1.5;
/** In segments: so long after the last decision the engine on air has its turn; the rest, 0.2 segments, is for agreeing and for ticks. */
const patience = 1.3;
/** Milliseconds: with no history, how long the others may take to show what they have; and how wrong an engine's clock may plausibly be. */
const firstPatience = 1200;
const plausible = 30000;
/** Milliseconds: where discontinuities begin to be counted from (2026-01-01), and how often a break may come before a count overtakes the next life's. */
const countedSince = 1767225600000;
const countedEvery = 300000;

/** The least by several measures, the first that differs. @template T @param {T[]} all @param {((one: T) => number)[]} measures @returns {T | undefined} */
function least(all, measures) {
  return all.slice().sort((left, right) => {
    const measure = measures.find((one) => one(left) !== one(right));
    return measure ? measure(left) - measure(right) : 0;
  })[0];
}

const flag = (condition) => (condition ? 1 : 0);
const blank = (candidate) => flag(candidate.slot.blank);

/** @param {Record<string, Offer>} all @param {string[]} letters @param {(offer: Offer, letter: string) => Offered | undefined} pick @returns {Candidate[]} */
function candidates(all, letters, pick) {
  return letters
    .filter((letter) => all[letter])
    .map((letter) => ({ letter, offer: all[letter], slot: pick(all[letter], letter) }))
    .filter((one) => one.slot);
}

// Nobody knows what was told before: begin with all that the best engine still has.
function first(all, letters, now, segment) {
  const found = candidates(all, letters, offers.newest);
  const since = Math.min.apply(
    null,
    found.map((one) => one.offer.slots[0].at),
  );
  if (found.length < letters.length && !(now - since >= firstPatience)) return undefined;
  const strange = (one) => flag(Math.abs(one.slot.slot * segment - now) > plausible);
  const best = least(found, [strange, blank]);
  if (!best) return undefined;
  const slot = best.offer.slots[0];
  const n = strange(best) ? Math.floor(now / segment) - (best.slot.slot - slot.slot) : slot.slot;
  // More than an earlier life has counted, unless it broke more than once in five minutes all its life. Never large: hls.js walks through as many
  // places of an array as this number says, at each break (1.8 thousand million took it 75 s).
  const discontinuities = Math.max(0, Math.floor((n * segment - countedSince) / countedEvery));
  return { letter: best.letter, offer: best.offer, slot, n, break: true, discontinuities };
}

// All that came after the last decision: where numbers do not go on, an engine's newest counts.
function elsewhere(head, at, offer) {
  const since = offer.slots.filter((one) => one.at > at);
  return since.find((one) => one.slot > head.slot) || since[since.length - 1];
}

function next(head, chain, all, letters, now, segment) {
  const wanted = head.slot + 1;
  const own = (one) => one.letter === head.engine && one.offer.run === head.run;
  // An engine goes on listing what players have: after another with a slow clock, its last number can be the one wanted again.
  const unheard = (offer, letter) => offers.after(offer, chains.newest(chain, letter, offer.run));
  const found = candidates(all, letters, (offer, letter) => offers.find(unheard(offer, letter), wanted));
  const going = found.find(own);
  if (going && !going.slot.blank) return going;
  const late = isLate(chain, now, segment);
  // Whoever still brings segments, and has not come to this one yet, may have it in a moment.
  const awaited = letters.some((letter) => {
    const offer = all[letter];
    const newest = offer && offers.newest(offer);
    return newest && now - offer.at < fresh * segment && newest.slot < wanted;
  });
  if (found.length > 0)
    return awaited && !late
      ? undefined
      : least(found, [blank, (one) => flag(!own(one)), (one) => flag(one.letter !== head.engine)]);
  // The engine on air may only be out of this origin's reach: another's proposal would come in time.
  if (!late) return undefined;
  const others = candidates(all, letters, (offer, letter) => elsewhere(head, chain.at, unheard(offer, letter)));
  const behind = (one) => flag(one.slot.slot < wanted);
  return least(others, [blank, behind, (one) => one.slot.slot]);
}

/**
 * @param {Chain} chain what was decided @param {Record<string, Offer>} all offers by letter @param {string[]} letters in order of preference
 * @param {number} now ms @param {number} segment its length in ms @returns {Entry | undefined} what follows; undefined: wait
 */
function choose(chain, all, letters, now, segment) {
  const head = chains.last(chain);
  const chosen = head ? next(head, chain, all, letters, now, segment) : first(all, letters, now, segment);
  if (!chosen) return undefined;
  const slot = chosen.slot;
  return follow(chain, {
    n: chosen.n,
    engine: chosen.letter,
    run: chosen.offer.run,
    slot: slot.slot,
    break: slot.discontinuity || chosen.break === true,
    discontinuities: chosen.discontinuities,
    seconds: slot.seconds,
    startsAt: slot.startsAt,
  });
}

/** Makes an entry the one after the chain's last. @param {Chain} chain @param {Entry} entry @returns {Entry} */
function follow(chain, entry) {
  const head = chains.last(chain);
  if (!head) return entry;
  const goesOn = entry.engine === head.engine && entry.run === head.run && entry.slot === head.slot + 1;
  const floor = chain.floor || { n: 0, discontinuities: 0 };
  const broken = entry.break || !goesOn || chain.floor !== undefined;
  return Object.assign({}, entry, {
    n: Math.max(head.n, floor.n) + 1,
    break: broken,
    // As many as they counted, and not more: where that is one more than here, the list goes on.
    discontinuities: Math.max(head.discontinuities + flag(broken), floor.discontinuities),
  });
}

/** Whether the engine on air has had its turn. @param {Chain} chain @param {number} now @param {number} segment */
function isLate(chain, now, segment) {
  return chain.at > 0 && now - chain.at >= patience * segment;
}

export default { choose, follow, isLate, fresh };
