import { judge } from "./measure";

const measured = (values: number[]) => judge({ name: "a run", values, unit: "s", reference: 10 });

describe("a measurement", () => {
  it("passes up to its reference", () => {
    expect(measured([10])).toEqual({ name: "a run", values: [10], unit: "s", reference: 10, ratio: 1, pass: true });
    expect(measured([10.1]).pass).toBe(false);
  });

  it("counts by its median", () => {
    expect(measured([1, 30, 8]).ratio).toBe(0.8);
    expect(measured([8, 12]).ratio).toBe(1);
  });

  it("fails when nothing was measured", () => {
    expect(measured([])).toMatchObject({ pass: false });
  });

  it("may be so many times what the bare program needs", () => {
    const over = (value: number) =>
      judge({ name: "cpu", values: [value], unit: "% of a core", reference: 20, limit: 1.25 });
    expect(over(25)).toMatchObject({ ratio: 1.25, pass: true });
    expect(over(25.1)).toMatchObject({ ratio: 1.255, pass: false });
  });

  it("may ask for more instead of less", () => {
    const many = (value: number) =>
      judge({ name: "n", values: [value], unit: "engines a core", reference: 4, atLeast: true });
    expect(many(4).pass).toBe(true);
    expect(many(3.9).pass).toBe(false);
    const against = { name: "n", values: [90], unit: "requests/s", reference: 100, atLeast: true } as const;
    expect(judge({ ...against, limit: 0.9 }).pass).toBe(true);
    expect(judge({ ...against, limit: 0.95 }).pass).toBe(false);
    expect(judge({ name: "n", values: [], unit: "engines a core", reference: 4, atLeast: true }).pass).toBe(false);
  });
});
