/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config.cjs"),
  rootDir: __dirname,
  roots: ["<rootDir>/tests"],
  testPathIgnorePatterns: ["/node_modules/"],
  globalSetup: "<rootDir>/tests/support/on-air.ts",
  globalTeardown: "<rootDir>/tests/support/off-air.ts",
  // In the order of their names: what takes the stack down comes last.
  testSequencer: "<rootDir>/tests/support/in-order.cjs",
  testTimeout: 180_000,
  verbose: true,
};
