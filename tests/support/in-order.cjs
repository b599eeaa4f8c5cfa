const Sequencer = require("@jest/test-sequencer").default;

/** Test files by name. */
module.exports = class InOrder extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
};
