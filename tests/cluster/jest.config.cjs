/** A real control plane on loopback with nodes that only pretend, and a real `pulumi up` on it. Nothing of it needs Docker. */
/** @type {import("jest").Config} */
module.exports = {
  ...require("../../jest.config.cjs"),
  rootDir: `${__dirname}/../..`,
  roots: ["<rootDir>/tests/cluster"],
  // SCALE=1: also every station of prod.
  testPathIgnorePatterns: ["/node_modules/", ...(process.env.SCALE ? [] : ["prod-scale"])],
  testTimeout: 300_000,
  verbose: false,
};
