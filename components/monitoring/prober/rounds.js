/** Who is heard when: everybody once a round, evenly spread, so that the load is the same all the time. */
"use strict";

/**
 * @param {number} count of streams
 * @param {{roundSeconds: number, soundSeconds: number}} settings
 * @returns {{lanes: number, everySeconds: number}} how many are heard at once, and how often the next one of a lane begins
 */
function rounds(count, { roundSeconds, soundSeconds }) {
  // Connecting and starting a decoder takes as long again as hearing, on a busy machine.
  const lanes = Math.max(1, Math.ceil((count * 2 * soundSeconds) / roundSeconds));
  return { lanes, everySeconds: (roundSeconds * lanes) / Math.max(1, count) };
}

module.exports = { rounds };
