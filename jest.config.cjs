/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  testMatch: ["**/*.test.ts"],
  // tests/ needs the real stack: jest.e2e.config.cjs runs it.
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/", "<rootDir>/.airpath/"],
  modulePathIgnorePatterns: ["<rootDir>/.airpath/", "<rootDir>/artifacts/"],
};
