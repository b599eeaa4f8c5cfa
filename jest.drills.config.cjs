/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.e2e.config.cjs"),
  testMatch: ["<rootDir>/tests/drills.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
};
