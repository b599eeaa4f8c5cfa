/** A real control plane on loopback, and a real `pulumi up` on it. Nodes only pretend, and nothing needs Docker, but in real-nodes.test.ts. */
/** @type {import("jest").Config} */
module.exports = {
  ...require("../../jest.config.cjs"),
  rootDir: `${__dirname}/../..`,
  roots: ["<rootDir>/tests/cluster"],
  // SCALE=1: also every station of prod. Nodes that run pods listen: they are asked for by path.
  testPathIgnorePatterns: ["/node_modules/", "real-nodes", ...(process.env.SCALE ? [] : ["prod-scale"])],
  testTimeout: 300_000,
  verbose: false,
};
