import { planFleet } from "../../../station-inventory/plan";
import { testStation } from "../../../station-inventory/test-station";
import { type CostLine, monthlyCost } from "./cost";
import { prices, tiered } from "./prices";

const plan = planFleet([testStation("rivage", 10000, { icecast: ["mp3-hifi"], hls: ["aac-hifi"] })]);
const footprint = { cores: 3.6, mebibytes: 1024, persistentMebibytes: 10 * 1024 };
const edge = { logDays: 30, zones: 2 };
const nobody = monthlyCost(plan, { listeners: 0, hls: 0.5 }, footprint, edge);
const of = (lines: readonly CostLine[], item: string) => lines.find((line) => line.item === item)!;
const sum = (lines: readonly CostLine[]) => lines.reduce((all, { dollars }) => all + dollars, 0);

it.each([
  [0, 0],
  [1024, 0],
  [1025, 0.085],
  [11 * 1024, 10 * 1024 * 0.085],
  [12 * 1024, 10 * 1024 * 0.085 + 1024 * 0.08],
])("asks for %d GB from the CDN $%d, each part by its own tier", (amount, dollars) => {
  expect(tiered(amount, prices.cdnEgress)).toBeCloseTo(dollars, 9);
});

it("has tiers that rise and get no dearer but after what is free", () => {
  for (const tiers of [prices.cdnEgress, prices.regionEgress]) {
    const paid = tiers.filter(({ dollars }) => dollars > 0);
    expect(tiers.map(({ upTo }) => upTo)).toEqual(tiers.map(({ upTo }) => upTo).sort((a, b) => a - b));
    expect(paid.map(({ dollars }) => dollars)).toEqual(paid.map(({ dollars }) => dollars).sort((a, b) => b - a));
    expect(tiers.at(-1)!.upTo).toBe(Infinity);
  }
});

it("counts a listener's bits: 192 kbit/s all month are 58.7 GB", () => {
  const lines = monthlyCost(plan, { listeners: 100, hls: 0 }, footprint, edge);
  // 100 × 192,000 × 2,628,000 / 8 / 2^30
  expect(of(lines, "Icecast, to listeners").quantity).toBe("5,874 GB");
  expect(of(lines, "Icecast, to listeners").dollars).toBeCloseTo((5873.9 - 100) * 0.09, 0);
  expect(of(lines, "CDN, to listeners").dollars).toBe(0);
});

it("counts a segment and a playlist every segment's time", () => {
  const { segmentSeconds } = plan.stations[0]!.hls;
  const requests = (1000 * 2 * 730 * 3600) / segmentSeconds;
  const lines = monthlyCost(plan, { listeners: 1000, hls: 1 }, footprint, edge);
  expect(of(lines, "CDN, requests").dollars).toBeCloseTo(((requests - 10e6) / 10_000) * 0.012, 6);
});

it("has nodes for all that runs though a zone is lost", () => {
  const nodes = (cores: number, zones: number) =>
    of(monthlyCost(plan, { listeners: 0, hls: 0 }, { ...footprint, cores }, { ...edge, zones }), "nodes").quantity;
  expect([nodes(3.6, 1), nodes(3.6, 2), nodes(36, 2), nodes(36, 3)]).toEqual([
    "1 m7i.xlarge",
    "2 m7i.xlarge",
    "20 m7i.xlarge",
    "15 m7i.xlarge",
  ]);
});

it("costs what stands there where nobody listens, and more with each listener", () => {
  expect(of(nobody, "CDN, to listeners").dollars + of(nobody, "Icecast, to listeners").dollars).toBe(0);
  const totals = [0, 1000, 10_000, 100_000].map((listeners) =>
    sum(monthlyCost(plan, { listeners, hls: 0.5 }, footprint, edge)),
  );
  expect(totals).toEqual([...totals].sort((a, b) => a - b));
  expect(new Set(totals).size).toBe(4);
});
