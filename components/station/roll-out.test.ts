import fc from "fast-check";
import { inOrder, type Turn } from "./roll-out";

const waits = (turns: Turn[]) => Object.fromEntries(turns.map(({ id, after }) => [id, after]));

describe("the order of a roll-out", () => {
  it("is all at once where there are few and no canaries", () => {
    expect(waits(inOrder(["a", "b"], { canaries: [], stationsAtOnce: 10 }))).toEqual({ a: [], b: [] });
  });

  it("is canaries first, then so many at once", () => {
    expect(waits(inOrder(["a", "b", "c", "d", "e"], { canaries: ["d", "b"], stationsAtOnce: 2 }))).toEqual({
      b: [],
      d: [],
      a: ["b", "d"],
      c: ["b", "d"],
      e: ["a"],
    });
  });

  it("knows nothing of canaries of another stack", () => {
    expect(waits(inOrder(["a"], { canaries: ["z"], stationsAtOnce: 1 }))).toEqual({ a: [] });
  });

  const cases = fc.record({
    ids: fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 30 }),
    canaries: fc.array(fc.nat(40)),
    stationsAtOnce: fc.integer({ min: 1, max: 12 }),
    seconds: fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
  });

  it("never has more at once than allowed, nor another one before the canaries are done, however long each takes", () => {
    fc.assert(
      fc.property(cases, ({ ids, canaries: chosen, stationsAtOnce, seconds }) => {
        const canaries = chosen.flatMap((index) => ids[index] ?? []);
        const turns = inOrder(ids, { canaries, stationsAtOnce });
        expect(turns.map(({ id }) => id).sort()).toEqual([...ids].sort());
        const spans = new Map<string, { from: number; to: number }>();
        for (const { id, after } of turns) {
          const from = Math.max(0, ...after.map((each) => spans.get(each)!.to));
          spans.set(id, { from, to: from + seconds.next().value });
        }
        for (const { from } of spans.values()) {
          const at = [...spans.values()].filter((other) => other.from <= from && from < other.to);
          expect(at.length).toBeLessThanOrEqual(stationsAtOnce);
        }
        const done = Math.max(0, ...canaries.map((id) => spans.get(id)!.to));
        for (const [id, { from }] of spans) if (!canaries.includes(id)) expect(from).toBeGreaterThanOrEqual(done);
      }),
    );
  });
});
