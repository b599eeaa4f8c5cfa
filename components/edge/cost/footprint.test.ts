import { planFleet } from "../../../station-inventory/plan";
import { testStation } from "../../../station-inventory/test-station";
import { footprintOf } from "./footprint";

const stations = [10000, 10010].map((basePort, index) =>
  testStation(["rivage", "boreal"][index]!, basePort, { icecast: ["aac-hifi"], hls: ["aac-hifi"] }),
);

it("counts what every container asks for, an engine's three among them", async () => {
  const [one, both] = [await footprintOf(planFleet(stations.slice(0, 1))), await footprintOf(planFleet(stations))];
  const { resources, engines } = planFleet(stations).stations[1]!;
  // Beside Liquidsoap an SRT gate and a publisher, 0.05 cores each.
  expect(both.cores - one.cores).toBeCloseTo(engines.length * (resources.cpu + 0.1), 9);
  expect(both.mebibytes - one.mebibytes).toBeGreaterThanOrEqual(engines.length * (resources.memoryMebibytes + 64 + 96));
  expect(one.persistentMebibytes).toBeGreaterThan(0);
});
