import { ranOut } from "./page-listeners";

it.each([
  ["no sound at hand, for a moment", 0.03, 0, true],
  ["less than a second at hand", 0.2, 0.9, true],
  ["a moment, with sound at hand", 0.14, 11.7, false],
  ["half a second, whatever was at hand", 0.5, 11.7, true],
])("a stand with %s", (_, seconds, ahead, platforms) => {
  expect(ranOut({ at: "2026-11-24T02:14:35Z", seconds, ahead, why: "starved" })).toBe(platforms);
});
