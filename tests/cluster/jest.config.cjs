/** A real control plane on loopback, and a real `pulumi up` on it. Nodes only pretend, and nothing needs Docker, but where NODES=1. */
/** @type {import("jest").Config} */
module.exports = {
  ...require("../../jest.config.cjs"),
  rootDir: `${__dirname}/../..`,
  roots: ["<rootDir>/tests/cluster"],
  // SCALE=1: also every station of prod. NODES=1: only nodes that run pods, which listen.
  testMatch: [process.env.NODES ? "**/real-nodes.test.ts" : "**/*.test.ts"],
  testPathIgnorePatterns: [
    "/node_modules/",
    ...(process.env.SCALE ? [] : ["prod-scale"]),
    ...(process.env.NODES ? [] : ["real-nodes"]),
  ],
  testTimeout: 300_000,
  verbose: false,
};
