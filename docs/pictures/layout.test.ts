import fc from "fast-check";
import { layOut } from "./layout";
import type { Box, Line, Panel } from "./picture";
import { flaws, invented } from "./test-flaws";

const box = (index: number, ports: number): Box => ({
  ...{ id: `box ${index}`, title: `box ${index}`, tone: "watch", text: [], cells: [] },
  ports: Array.from({ length: ports }, (_, row) => ({ id: `${row}`, number: `800${row}`, name: "http", marks: [] })),
});

/** Boxes of which each calls some that come after it. */
const anyPanel = fc
  .record({
    ports: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 7 }),
    calls: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 12 }),
  })
  .map(({ ports, calls }): Panel => {
    const nodes = ports.map((count, index) => box(index, count));
    // Of two boxes one calls the other.
    const fetches = new Map<string, boolean>();
    const lines = calls.map(([one, other, row, fetched]): Line => {
      const from = one % (nodes.length - 1);
      const to = from + 1 + (other % (nodes.length - 1 - from));
      const pair = `${from} ${to}`;
      if (!fetches.has(pair)) fetches.set(pair, fetched);
      const of = fetches.get(pair) ? "from" : "to";
      const called = of === "from" ? from : to;
      return { from: `box ${from}`, to: `box ${to}`, port: { of, row: `${row % ports[called]!}` } };
    });
    const once = new Map(lines.map((line) => [JSON.stringify(line), line]));
    return { direction: "RIGHT", nodes, lines: [...once.values()] };
  });

/** Two groups, one after the other, each of boxes of which some lead to some that come after them. */
const anyGroups = fc
  .record({
    title: fc.string({ unit: "grapheme-ascii", maxLength: 30 }),
    counts: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    ways: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 10 }),
    entered: fc.boolean(),
  })
  .map(({ title, counts: [first, second], ways, entered }): Panel => {
    const all = Array.from({ length: first + second }, (_, index) => box(index, 0));
    const inner = ways.map(([one, other]): Line => {
      const from = first + (one % second);
      return { from: `box ${from}`, to: `box ${from + 1 + (other % Math.max(1, first + second - 1 - from))}` };
    });
    const lines = [
      { from: "source", to: "first" },
      ...(entered ? [{ from: "first", to: `box ${first}` }] : [{ from: "first", to: "second" }]),
      ...(entered ? inner.filter(({ to }) => all.some(({ id }) => id === to)) : []),
    ];
    const source = { ...box(0, 0), id: "source" };
    const groups = [
      { id: "first", title, boxes: all.slice(0, first) },
      { id: "second", title, boxes: all.slice(first) },
    ];
    const once = new Map(lines.map((line) => [JSON.stringify(line), line]));
    return { direction: "DOWN", nodes: [source, ...groups], lines: [...once.values()] };
  });

describe("a layout", () => {
  it("of whatever boxes call one another has nothing that overlaps or is cut, and no call that is none", async () => {
    await fc.assert(
      fc.asyncProperty(anyPanel, async (panel) => {
        const placed = await layOut(panel);
        expect(flaws(placed)).toEqual([]);
        expect(invented(placed)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it("of whatever groups has nothing that overlaps or is cut either, nor a title that is crossed", async () => {
    await fc.assert(
      fc.asyncProperty(anyGroups, async (panel) => expect(flaws(await layOut(panel))).toEqual([])),
      { numRuns: 60 },
    );
  }, 120_000);

  it("lets lines meet the port that is called, and of who calls what stands above its own ports", async () => {
    const panel: Panel = {
      direction: "RIGHT",
      nodes: [box(0, 1), box(1, 3), box(2, 1)],
      lines: [
        { from: "box 0", to: "box 1", port: { of: "to", row: "1" } },
        { from: "box 1", to: "box 2", port: { of: "from", row: "2" } },
      ],
    };
    const { boxes, lines } = await layOut(panel);
    const [, called, caller] = boxes;
    expect(lines[0]!.points.at(-1)).toEqual({ x: called!.x, y: called!.y + called!.shape.ports[1]! });
    expect(lines[1]!.points[0]).toEqual({ x: called!.x + called!.width, y: called!.y + called!.shape.ports[2]! });
    expect(lines[1]!.points.at(-1)).toEqual({ x: caller!.x, y: caller!.y + caller!.shape.header / 2 });
    expect(caller!.shape.header).toBeLessThan(caller!.shape.ports[0]! - 8);
  });
});
