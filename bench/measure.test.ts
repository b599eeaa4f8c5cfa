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
});
