import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { layOut } from "./layout";
import type { Picture } from "./picture";
import { drawn, pictures } from "./pictures";
import { flaws, invented } from "./test-flaws";

const docs = join(__dirname, "..");

describe.each(Object.entries(pictures))("docs/%s", (file, make) => {
  let picture: Picture;
  beforeAll(async () => {
    picture = await make();
  }, 60_000);

  it("is up to date: npx tsx docs/write-pictures.ts", async () => {
    expect(readFileSync(join(docs, file), "utf8")).toBe(await drawn(picture));
  }, 60_000);

  it("is small", () => expect(readFileSync(join(docs, file)).length).toBeLessThan(40_000));

  it("has nothing that overlaps or is cut, and no call that is none", async () => {
    for (const panel of picture.panels) {
      const placed = await layOut(panel);
      expect(flaws(placed)).toEqual([]);
      // Lines that meet no port join nowhere, but at the groups to which they lead.
      if (panel.direction === "RIGHT") expect(invented(placed)).toEqual([]);
    }
  }, 60_000);
});

it("no picture in docs/ is drawn by hand", () => {
  const found = readdirSync(docs, { recursive: true, encoding: "utf8" });
  expect(found.filter((name) => /\.(svg|png|jpe?g|gif)$/.test(name)).sort()).toEqual(Object.keys(pictures).sort());
});
