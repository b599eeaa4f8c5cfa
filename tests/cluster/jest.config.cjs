/** A real control plane on loopback, and a real `pulumi up` on it. Nodes only pretend, and nothing needs Docker, but in real-*.test.ts. */
/** @type {import("jest").Config} */
module.exports = {
  ...require("../../jest.config.cjs"),
  rootDir: `${__dirname}/../..`,
  roots: ["<rootDir>/tests/cluster"],
  // SCALE=1: also every station of prod. What needs Docker, and listens, is asked for by path.
  testPathIgnorePatterns: ["/node_modules/", "/real-", ...(process.env.SCALE ? [] : ["prod-scale"])],
  testTimeout: 300_000,
  verbose: false,
};
