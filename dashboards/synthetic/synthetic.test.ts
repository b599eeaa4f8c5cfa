import { planFleet } from "../../station-inventory/plan";
import { parseInventory } from "../../station-inventory/inventory";
import { stationFiles } from "../../station-inventory/stations";
import { dashboards } from "..";
import { contextOf } from "../dashboard";
import { metricsIn, panelsOf, targetsOf } from "../queries";
import { counting, noise, wave } from "./noise";
import { linesOf } from "./openmetrics";
import { syntheticSeries } from "./series";

const plan = planFleet(parseInventory(stationFiles).demo);

it("writes OpenMetrics text", () => {
  const series = { name: "x", labels: { a: 'q"\\' }, value: (time: number) => [1, undefined, -Infinity][time - 10] };
  expect(linesOf(series, { start: 10, end: 12, step: 1 })).toBe('x{a="q\\"\\\\"} 1 10\nx{a="q\\"\\\\"} -Inf 12\n');
});

it("says the same each time, and counters never go back", () => {
  expect(noise("a")).toBe(noise("a"));
  expect(noise("a")).not.toBe(noise("b"));
  expect(wave("a", 5, 1)(7)).toBe(wave("a", 5, 1)(7));
  const count = counting("a", 0.3);
  const values = Array.from({ length: 50 }, (_, index) => count(1.79e9 + index * 15));
  expect(values).toEqual([...values].sort((a, b) => a - b));
});

it("has every metric that a dashboard asks for, once a series", () => {
  const all = [...syntheticSeries({ plan, end: 1.79e9, exporters: true })];
  const names = new Set(all.map(({ name }) => name));
  const asked = dashboards(contextOf(plan))
    .flatMap(panelsOf)
    .flatMap(targetsOf)
    .flatMap(({ expr }) => metricsIn(expr));
  const missing = [...new Set(asked)].filter((name) => !names.has(name));
  // A server without rules has none that fail, and that panel says so; no front of these sends bytes or refuses.
  expect(missing).toEqual(["prometheus_rule_evaluation_failures_total"]);
  const keys = all.map(({ name, labels }) => JSON.stringify([name, labels]));
  expect(new Set(keys).size).toBe(keys.length);
});
