const swc = (syntax) => ["@swc/jest", { jsc: { parser: { syntax }, target: "es2022" } }];

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // The player page is modules as browsers load them.
  transform: { "^.+\\.ts$": swc("typescript"), "/components/page/site/[^/]+\\.js$": swc("ecmascript") },
  testMatch: ["**/*.test.ts"],
  // In one process alone what a file leaves behind adds up to Node's whole heap, seen on two cores; a worker that has grown makes way for another.
  maxWorkers: 2,
  workerIdleMemoryLimit: "1GB",
  // tests/ needs the real stack: jest.e2e.config.cjs runs it.
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/", "<rootDir>/.airpath/"],
  modulePathIgnorePatterns: ["<rootDir>/.airpath/", "<rootDir>/artifacts/"],
};
