import { began, chain, entry, offer, slot } from "./examples";
import { rule } from "./loaded";
import type { Chain, Offer } from "./types";

const { choose } = rule;

describe("the rule", () => {
  const after = (milliseconds: number, a?: Offer, b?: Offer) =>
    choose(chain(), { ...(a && { a }), ...(b && { b }) }, ["a", "b"], began + milliseconds, 3840);
  const next = slot + 1;

  it("stays with the engine on air, at once, whatever the other has", () => {
    expect(after(3800, offer([slot, next], began + 3800), offer([slot, next], began + 3500))).toEqual(
      entry({ n: next, slot: next, startsAt: next * 3840 }),
    );
  });

  it("waits for it until 1.3 segments after the last decision, then goes on with the other, behind a break", () => {
    const [a, b] = [offer([slot], began), offer([slot, next], began + 3900)];
    expect(after(4991, a, b)).toBeUndefined();
    expect(after(4992, a, b)).toEqual(
      entry({ n: next, engine: "b", slot: next, startsAt: next * 3840, break: true, discontinuities: 6 }),
    );
  });

  it("waits for nobody who brought nothing for 1.5 segments", () => {
    const a = offer([slot], began - 3000);
    expect(after(2759, a, offer([slot, next], began + 2000))).toBeUndefined();
    expect(after(2760, a, offer([slot, next], began + 2000))?.engine).toBe("b");
  });

  it("takes silence only where all are silent, and then from the engine on air", () => {
    const silent = offer([slot, next], began + 3800, { blank: true });
    expect(after(3900, silent, offer([slot, next], began + 3900))?.engine).toBe("b");
    expect(after(3900, silent, offer([slot, next], began + 3900, { blank: true }))?.engine).toBe("a");
    expect(after(3900, silent, offer([slot], began))).toBeUndefined();
    expect(after(4992, silent, offer([slot], began + 4000))?.engine).toBe("a");
  });

  it("breaks where an engine's new run goes on, or where the engine says so", () => {
    expect(after(3800, offer([next], began + 3800, { run: 8 }))).toMatchObject({ n: next, run: 8, break: true });
    const discontinuous = offer([slot, next], began + 3800);
    discontinuous.slots[1]!.discontinuity = true;
    expect(after(3800, discontinuous)).toMatchObject({ n: next, break: true, discontinuities: 6 });
  });

  it("leaves a hole where nobody can fill it any more; sequence numbers have none", () => {
    const a = offer([slot + 3], began + 15_000, { run: 9 });
    expect(after(15_000, a)).toMatchObject({ n: next, slot: slot + 3, break: true, discontinuities: 6 });
    // Not before 1.3 segments: somebody may still bring what is missing, here or to another origin.
    expect(after(4991, offer([slot + 3], began + 4000, { run: 9 }))).toBeUndefined();
  });

  it("goes on with an engine whose clock is slow, before the list is too old", () => {
    const behind = offer([slot - 23], began + 2000);
    expect(after(4991, undefined, behind)).toBeUndefined();
    expect(after(4992, undefined, behind)).toMatchObject({ n: next, engine: "b", slot: slot - 23, break: true });
    // Not with what came before the last decision.
    expect(after(4992, undefined, offer([slot - 23], began - 1))).toBeUndefined();
  });

  it("takes nothing twice: a slot that players have is not offered again", () => {
    // A was played up to its slot, then B, whose clock is slow, with the slot before: the next number is one that A still lists.
    const told: Chain = {
      stretches: [
        { ...entry(), count: 1 },
        { ...entry({ n: next, engine: "b", slot: slot - 1, break: true, discontinuities: 6 }), count: 1 },
      ],
      at: began,
    };
    const a = offer([slot], began);
    const at = (milliseconds: number, b: Offer) => choose(told, { a, b }, ["a", "b"], began + milliseconds, 3840);
    expect(at(4992, offer([slot - 1], began))).toBeUndefined();
    expect(at(3900, offer([slot - 1, slot], began + 3900))).toMatchObject({ n: slot + 2, engine: "b", slot });
  });

  it("begins with all that the first engine has, once all have spoken or 1.2 s have passed", () => {
    const empty: Chain = { stretches: [], at: 0 };
    const now = (slot + 1) * 3840 + 300;
    const a = offer([slot - 1, slot], now);
    a.slots[0]!.at = now;
    const first = { n: slot - 1, slot: slot - 1, startsAt: (slot - 1) * 3840, break: true };
    // Every five minutes since 2026-01-01.
    const counted = { discontinuities: Math.floor(((slot - 1) * 3840 - Date.UTC(2026, 0, 1)) / 300_000) };
    expect(counted.discontinuities).toBeLessThan(1_000_000);
    expect(choose(empty, { a }, ["a", "b"], now + 1199, 3840)).toBeUndefined();
    expect(choose(empty, { a }, ["a", "b"], now + 1200, 3840)).toEqual(entry({ ...first, ...counted }));
    // Whose clock is far off yields; alone, it gets numbers by ours.
    const wrong = offer([slot + 100], now, { run: 8 });
    expect(choose(empty, { a: wrong, b: a }, ["a", "b"], now, 3840)).toMatchObject({ engine: "b" });
    expect(choose(empty, { a: wrong }, ["a"], now, 3840)).toMatchObject({ n: slot + 1, slot: slot + 100 });
  });
});
