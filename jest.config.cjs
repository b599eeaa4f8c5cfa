const swc = (syntax) => ["@swc/jest", { jsc: { parser: { syntax }, target: "es2022" } }];

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // The player page is modules as browsers load them.
  transform: { "^.+\\.ts$": swc("typescript"), "/components/page/site/[^/]+\\.js$": swc("ecmascript") },
  testMatch: ["**/*.test.ts"],
  // tests/ needs the real stack: jest.e2e.config.cjs runs it.
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/", "<rootDir>/.airpath/"],
  modulePathIgnorePatterns: ["<rootDir>/.airpath/", "<rootDir>/artifacts/"],
};
