import fc from "fast-check";
import { zoneCells } from "./zones";

const workloads = (...groups: [name: string, count: number][]) =>
  groups.flatMap(([spreadGroup, count]) =>
    Array.from({ length: count }, (_, index) => ({ name: `${spreadGroup}-${index}`, spreadGroup })),
  );

describe("zones", () => {
  it("have as much of each group, where that divides", () => {
    expect(zoneCells(workloads(["rivage", 2], ["boreal", 2]), 2)).toEqual(["zone 1: 2", "zone 2: 2"]);
  });

  it("have one more or less, where it does not", () => {
    expect(zoneCells(workloads(["rivage", 3], ["boreal", 2]), 2)).toEqual(["zone 1: 2-3", "zone 2: 2-3"]);
    expect(zoneCells([{ name: "prober" }], 2)).toEqual(["zone 1: 0-1", "zone 2: 0-1"]);
  });

  it("are told one by one, and one has all of it", () => {
    expect(zoneCells(workloads(["cache", 4]), 1)).toEqual(["zone 1: 4"]);
  });

  it("never have more in all than there is, at the least, nor less, at the most", () => {
    const groups = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(groups, fc.integer({ min: 1, max: 8 }), (counts, zones) => {
        const all = workloads(...counts.map((count, index): [string, number] => [`g${index}`, count]));
        const cells = zoneCells(all, zones);
        const [least, most = least] = /: (\d+)(?:-(\d+))?$/.exec(cells[0]!)!.slice(1).filter(Boolean).map(Number);
        expect(cells).toHaveLength(zones);
        expect(least! * zones).toBeLessThanOrEqual(all.length);
        expect(most! * zones).toBeGreaterThanOrEqual(all.length);
      }),
    );
  });
});
