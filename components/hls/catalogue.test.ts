import { readFileSync } from "node:fs";
import { join } from "node:path";
import { originMetrics } from "./catalogue";

it("says of the origin what its script writes", () => {
  const text = readFileSync(join(__dirname, "metrics.js"), "utf8");
  const written = [...text.matchAll(/family\(\s*"(\w+)",\s*"(\w+)",\s*"([^"]*)"/g)];
  expect(written.map(([, name, type, help]) => ({ name, type, help }))).toEqual(
    originMetrics.map(({ name, type, help }) => ({ name, type, help })),
  );
});
