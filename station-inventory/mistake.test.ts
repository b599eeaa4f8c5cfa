import { InventoryError, line, nearest, show } from "./mistake";

const mistake = { place: "x.ts: a", got: "is 1", allowed: "2", fix: "use 2" };

it("says place, got, allowed, fix on one line", () => {
  expect(line(mistake)).toBe("x.ts: a is 1; allowed: 2; fix: use 2");
});

it("puts one mistake on each line of the error", () => {
  const error = new InventoryError([mistake, { ...mistake, got: "is 3" }]);
  expect(error.message).toBe("x.ts: a is 1; allowed: 2; fix: use 2\nx.ts: a is 3; allowed: 2; fix: use 2");
  expect(error.name).toBe("InventoryError");
});

it.each<[unknown, string]>([
  ["a", '"a"'],
  ['a"b\n', '"a\\"b\\n"'],
  ["x".repeat(61), `"${"x".repeat(60)}… (61 characters)`],
  [true, "true"],
  [null, "null"],
  [undefined, "nothing"],
  [NaN, "NaN"],
  [-Infinity, "-Infinity"],
  [{}, "an object"],
  [[1], "a list of 1"],
])("shows %p as %s", (value, text) => {
  expect(show(value)).toBe(text);
});

it.each<[string, string | undefined]>([
  ["rivages", "rivage"],
  ["RIVAGE", "rivage"],
  ["rvage", "rivage"],
  ["borael", "boreal"],
  ["something-else", undefined],
  ["", undefined],
])("takes %p for %p", (written, meant) => {
  expect(nearest(written, ["rivage", "boreal"])).toBe(meant);
});
