// What an engine offers: segments that all its renditions list, in one run, and whose files are here. Pure.

/** @typedef {import("./types").Offer} Offer @typedef {import("./types").Offered} Offered @typedef {import("./types").Listing} Listing */

/**
 * An engine replaced the playlist of one rendition.
 * @param {Offer | undefined} offer what it offered before
 * @param {string} rendition @param {Listing} listing only what is stored
 * @param {string[]} renditions all that it must list @param {number} now ms @returns {Offer}
 */
function listed(offer, rendition, listing, renditions, now) {
  const known = offer || { run: 0, at: 0, lists: {}, slots: [] };
  const lists = Object.assign({}, known.lists);
  lists[rendition] = [listing.run, listing.first, listing.first + listing.segments.length - 1];
  const result = { run: known.run, at: known.at, lists, slots: known.slots };
  const all = renditions.map((one) => lists[one]);
  if (!all.every((one) => one && one[0] === listing.run)) return result;
  const first = Math.max.apply(
    null,
    all.map((one) => one[1]),
  );
  const end = Math.min.apply(
    null,
    all.map((one) => one[2]),
  );
  const before = known.run === listing.run ? known.slots : [];
  result.run = listing.run;
  result.slots = [];
  for (let slot = first; slot <= end; slot += 1) {
    const old = before.find((one) => one.slot === slot);
    const segment = listing.segments[slot - listing.first];
    if (old) result.slots.push(old);
    else result.slots.push(Object.assign({ slot, at: now }, segment));
    if (!old) result.at = now;
  }
  return result;
}

/** @param {Offer | undefined} offer @param {number} slot @returns {Offered | undefined} */
function find(offer, slot) {
  return offer && offer.slots.find((one) => one.slot === slot);
}

/** Without its slots up to that one. @param {Offer} offer @param {number} slot @returns {Offer} */
function after(offer, slot) {
  return Object.assign({}, offer, { slots: offer.slots.filter((one) => one.slot > slot) });
}

/** @param {Offer} offer @returns {Offered | undefined} */
function newest(offer) {
  return offer.slots[offer.slots.length - 1];
}

/** Whether it brought something then. @param {Offer | undefined} offer @param {number} from ms @param {number} until ms */
function came(offer, from, until) {
  return offer !== undefined && offer.at > from && offer.at < until;
}

export default { listed, find, after, newest, came };
