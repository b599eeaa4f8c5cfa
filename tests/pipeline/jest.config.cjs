/** One engine alone on Docker, without Pulumi's engine and without the stack: the tests start what they need. */
/** @type {import("jest").Config} */
module.exports = {
  ...require("../../jest.config.cjs"),
  rootDir: `${__dirname}/../..`,
  roots: ["<rootDir>/tests/pipeline"],
  // LONG=1: also those that measure to the part in a million or to the millisecond, and want a machine with nothing else to do.
  testPathIgnorePatterns: [
    "/node_modules/",
    ...(process.env.LONG ? [] : ["gate-codecs", "gate-drift", "gate-network", "faults-network", "outputs-formats"]),
  ],
  testTimeout: 120_000,
  // What failed, and why, comes first; a list of what passed would only push it out of a log's window.
  verbose: false,
};
