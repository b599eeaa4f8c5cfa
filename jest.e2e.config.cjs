/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config.cjs"),
  rootDir: __dirname,
  roots: ["<rootDir>/tests"],
  // One engine alone has its own runner: two cores do not carry it beside the stack.
  // LONG=1: also a browser, a listener for every stream, and looks at everything that there is, beside the whole stack: they want more than two cores.
  testPathIgnorePatterns: [
    "/node_modules/",
    "<rootDir>/tests/pipeline/",
    // A control plane of its own: make test-kubernetes.
    "<rootDir>/tests/cluster/",
    // For as long as all the others: jest.drills.config.cjs.
    "<rootDir>/tests/drills.test.ts",
    ...(process.env.LONG ? [] : ["1-player", "3-drift"]),
  ],
  globalSetup: "<rootDir>/tests/support/on-air.ts",
  globalTeardown: "<rootDir>/tests/support/off-air.ts",
  // In the order of their names: what takes the stack down comes last.
  testSequencer: "<rootDir>/tests/support/in-order.cjs",
  testTimeout: 180_000,
  verbose: false,
};
