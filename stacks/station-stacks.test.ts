import fc from "fast-check";
import { basePorts } from "../station-inventory/schema";
import { blockOf, stacksOf } from "./station-stacks";

const { least, most, step } = basePorts;
const basePort = fc.integer({ min: 0, max: (most - least) / step }).map((index) => least + index * step);
const size = fc.integer({ min: 1, max: 1000 });

describe("stacks of stations", () => {
  it("begin at the first port that one of them can have", () => {
    expect(blockOf({ basePort: 11000 }, 20)).toBe(11000);
    expect(blockOf({ basePort: 11190 }, 20)).toBe(11000);
    expect(blockOf({ basePort: 11200 }, 20)).toBe(11200);
    expect(blockOf({ basePort: 19990 }, 1000)).toBe(10000);
  });

  it("hold every station once, and no more than they may, wherever it is", () => {
    fc.assert(
      fc.property(basePort, size, (port, stationsPerStack) => {
        const block = blockOf({ basePort: port }, stationsPerStack);
        expect(blockOf({ basePort: block }, stationsPerStack)).toBe(block);
        expect((port - block) / step).toBeGreaterThanOrEqual(0);
        expect((port - block) / step).toBeLessThan(stationsPerStack);
      }),
    );
  });

  it("are named once each, in order", () => {
    const stations = [12000, 10100, 11010, 11000].map((port) => ({ basePort: port }));
    expect(stacksOf("prod", stations, 20)).toEqual(["prod-10000", "prod-11000", "prod-12000"]);
  });
});
