import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { drawn, pictures } from "./pictures";

const docs = join(__dirname, "..");

describe.each(Object.entries(pictures))("docs/%s", (file, picture) => {
  it("is up to date: npx tsx docs/write-pictures.ts", async () => {
    expect(readFileSync(join(docs, file), "utf8")).toBe(await drawn(await picture()));
  }, 60_000);

  it("is small", () => expect(readFileSync(join(docs, file)).length).toBeLessThan(40_000));
});

it("no picture in docs/ is drawn by hand", () => {
  const found = readdirSync(docs, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(svg|png|jpe?g|gif)$/.test(name),
  );
  expect(found.sort()).toEqual(Object.keys(pictures).sort());
});
