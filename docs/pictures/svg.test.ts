import { layOut } from "./layout";
import { inWords } from "./in-words";
import type { Box, Picture } from "./picture";
import { svg } from "./svg";

const box = (id: string, rest: Partial<Box> = {}): Box => ({
  ...{ id, title: id, tone: "engine", text: [], cells: [], ports: [] },
  ...rest,
});

const picture: Picture = {
  title: "Tom & Jerry <live>",
  subtitle: ["How to read it."],
  panels: [
    {
      direction: "RIGHT",
      nodes: [
        box("engine", { text: ["with a gate"] }),
        box("master", { count: "×2", ports: [{ id: "8000/tcp", number: "8000", name: "http", marks: ["scraped"] }] }),
        box("relay", { cells: ["zone 1: 1"] }),
      ],
      lines: [
        { from: "engine", to: "master", port: { of: "to", row: "8000/tcp" } },
        { from: "master", to: "relay", port: { of: "from", row: "8000/tcp" } },
      ],
    },
    {
      direction: "DOWN",
      nodes: [{ id: "group", title: "a group", boxes: [box("a"), box("b")] }, box("c")],
      lines: [{ from: "group", to: "c" }],
    },
  ],
};
const draw = async (shown: Picture) => svg(shown, await Promise.all(shown.panels.map(layOut)));

describe("a drawing", () => {
  let file: string;
  beforeAll(async () => {
    file = await draw(picture);
  });
  const texts = () => [...file.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);

  it("has all text as text, and nothing that would end it", () => {
    expect(file).toContain('<title id="title">Tom &amp; Jerry &lt;live&gt;</title>');
    expect(texts()).toEqual([
      ...["Tom &amp; Jerry &lt;live&gt;", "How to read it."],
      ...["engine", "with a gate", "master", "×2", "8000", "http", "relay", "zone 1: 1"],
      ...["a group", "a", "b", "c"],
      "Prometheus scrapes it",
    ]);
  });

  it("explains the marks that it has, and no others", () => {
    expect(file.match(/<use [^>]*>/g)).toHaveLength(2);
    expect(file).not.toMatch(/<use href="#(peers|operators)"/);
  });

  it("is white behind, as large as it says", () => {
    const [, width, height] = /viewBox="0 0 (\S+) (\S+)"/.exec(file)!;
    expect(file).toContain(`<rect width="${width}" height="${height}" rx="8" fill="#fff"/>`);
  });

  it("is the same each time", async () => expect(await draw(picture)).toBe(file));
});

it("a picture is told in words: its boxes, its lines, its marks", () => {
  expect(inWords(picture)).toBe(
    [
      "How to read it.",
      "Boxes: engine (with a gate); master ×2; relay (zone 1: 1); a; b; c.",
      "Lines: engine calls master at 8000; relay fetches from master at 8000; from a group to c.",
      "Prometheus scrapes it: master 8000.",
    ].join(" "),
  );
});
