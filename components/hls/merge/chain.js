// What was decided for a station: entries without holes, written down as stretches that one engine's run fills. Pure.

/** @typedef {import("./types").Entry} Entry @typedef {import("./types").Stretch} Stretch @typedef {import("./types").Chain} Chain */

/** @returns {Chain} */
function empty() {
  return { stretches: [], at: 0 };
}

/** @param {Stretch} stretch @param {number} index @returns {Entry} */
function entry(stretch, index) {
  return {
    n: stretch.n + index,
    engine: stretch.engine,
    run: stretch.run,
    slot: stretch.slot + index,
    break: stretch.break && index === 0,
    discontinuities: stretch.discontinuities,
    seconds: stretch.seconds,
    startsAt: stretch.startsAt + Math.round(index * stretch.seconds * 1000),
  };
}

/** @param {Chain} chain @returns {Entry | undefined} */
function last(chain) {
  const stretch = chain.stretches[chain.stretches.length - 1];
  return stretch && entry(stretch, stretch.count - 1);
}

/** @param {Chain} chain */
function length(chain) {
  return chain.stretches.reduce((sum, stretch) => sum + stretch.count, 0);
}

// Equal text, equal entry.
/** @param {Entry | undefined} one */
function name(one) {
  return one ? [one.n, one.engine, one.run, one.slot, one.discontinuities].join("/") : "";
}

/** @param {Chain} chain @param {number} n @returns {Entry | undefined} */
function at(chain, n) {
  const stretch = chain.stretches.find((one) => n >= one.n && n < one.n + one.count);
  return stretch && entry(stretch, n - stretch.n);
}

/** The last slot decided of an engine's run; -Infinity: none that is remembered. @param {Chain} chain @param {string} engine @param {number} run */
function newest(chain, engine, run) {
  return chain.stretches
    .filter((one) => one.engine === engine && one.run === run)
    .reduce((slot, one) => Math.max(slot, one.slot + one.count - 1), -Infinity);
}

/** Without its first `count` entries. @param {Stretch} stretch @param {number} count @returns {Stretch} */
function without(stretch, count) {
  return count > 0 ? Object.assign(entry(stretch, count), { count: stretch.count - count }) : stretch;
}

/** @param {Stretch[]} stretches @param {number} n @returns {Stretch[]} entries from number n on */
function since(stretches, n) {
  return stretches
    .filter((stretch) => stretch.n + stretch.count > n)
    .map((stretch) => without(stretch, Math.max(0, n - stretch.n)));
}

// Whether a player that has `head` can read `next` in the same list.
/** @param {Entry} head @param {Entry} next */
function joins(head, next) {
  const goesOn = next.engine === head.engine && next.run === head.run && next.slot === head.slot + 1;
  return (
    next.n === head.n + 1 &&
    next.discontinuities === head.discontinuities + (next.break ? 1 : 0) &&
    (next.break || goesOn)
  );
}

/** @param {Stretch} stretch @param {Entry} next */
function extend(stretch, next) {
  const expected = entry(stretch, stretch.count);
  const equal = ["n", "engine", "run", "slot", "break", "discontinuities", "seconds", "startsAt"].every(
    (field) => expected[field] === next[field],
  );
  return equal && Object.assign({}, stretch, { count: stretch.count + 1 });
}

/**
 * One more entry; where it does not join up, the list begins anew.
 * @param {Chain} chain @param {Entry} next @param {number} when @param {number} kept how many are remembered @returns {Chain}
 */
function add(chain, next, when, kept) {
  const head = last(chain);
  if (head && !joins(head, next)) return { stretches: [Object.assign({}, next, { count: 1 })], at: when, cut: next.n };
  const before = chain.stretches.slice(0, -1);
  const newest = chain.stretches[chain.stretches.length - 1];
  const longer = newest && extend(newest, next);
  const stretches = longer ? before.concat([longer]) : chain.stretches.concat([Object.assign({}, next, { count: 1 })]);
  const result = { stretches: since(stretches, next.n - kept + 1), at: when };
  // What was cut is forgotten once players cannot miss it.
  if (chain.cut !== undefined && result.stretches[0].n <= chain.cut) result.cut = chain.cut;
  return result;
}

/**
 * What another origin decided. What players were told here is never taken back: of numbers that both gave, ours stay.
 * @param {Chain} chain @param {Stretch[]} theirs @param {number} when @param {number} kept @returns {Chain}
 */
function learn(chain, theirs, when, kept) {
  if (chain.stretches.length === 0) return theirs.length > 0 ? { stretches: theirs, at: when } : chain;
  const longer = since(theirs, last(chain).n + 1).reduce((longer, stretch) => {
    for (let index = 0; index < stretch.count; index += 1) {
      const next = entry(stretch, index);
      if (next.discontinuities >= last(longer).discontinuities) longer = add(longer, next, when, kept);
    }
    return longer;
  }, chain);
  const newest = last({ stretches: theirs });
  return newest && newest.n > last(longer).n ? raise(longer, name(newest)) : longer;
}

/**
 * Another origin's newest entry, seen by the one that decides.
 * @param {Chain} chain @param {string} theirs an entry's name, or "" @returns {"same" | "behind" | "ahead" | "apart"} what they are
 */
function compare(chain, theirs) {
  const head = last(chain);
  if (theirs === "") return head ? "behind" : "same";
  const n = Number(theirs.split("/")[0]);
  if (head && chain.floor && n > head.n && n <= chain.floor.n) return "apart";
  if (!head || n > head.n) return "ahead";
  const ours = at(chain, n);
  if (name(ours) === theirs) return n === head.n ? "same" : "behind";
  // So old that it is forgotten: they will begin anew.
  return ours ? "apart" : "behind";
}

/** What comes next shall be later than what they told. @param {Chain} chain @param {string} theirs @returns {Chain} */
function raise(chain, theirs) {
  const parts = theirs.split("/").map(Number);
  const head = last(chain);
  if (head && head.n > parts[0] && head.discontinuities >= parts[4]) return chain;
  const floor = chain.floor || { n: 0, discontinuities: 0 };
  if (floor.n >= parts[0] && floor.discontinuities >= parts[4]) return chain;
  return Object.assign({}, chain, {
    floor: { n: Math.max(floor.n, parts[0]), discontinuities: Math.max(floor.discontinuities, parts[4]) },
  });
}

export default { empty, entry, last, length, name, newest, at, since, add, learn, compare, raise };
