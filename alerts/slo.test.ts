import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";
import { promtool, seriesOf, testFile } from "./cases/promtool";
import { sloSeries } from "./cases/slo";
import { burnFactor, burns, objectives, periodDays, windows } from "./objectives";
import { ruleFiles } from "./rules";

// promtool reads days minute by minute.
jest.setTimeout(60_000);

const plan = planFleet(selectStations(parseInventory(stationFiles), ["rivage"]));
const links = { runbooks: "http://runbooks.example/", dashboards: "http://grafana.example/" };
const minute = 60;
const hour = 3600;

interface Told {
  expr: string;
  eval_time: string;
  exp_samples: { labels: string; value: number }[];
}

const firing = (at: string, ...expected: string[]): Told => ({
  expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
  eval_time: at,
  exp_samples: expected.map((alertname) => ({ labels: `{alertname="${alertname}"}`, value: 2 })),
});
const available = (at: string, protocol: string, value: number): Told => ({
  expr: `stream:available:bool{format="aac-hifi", protocol="${protocol}"}`,
  eval_time: at,
  exp_samples: [
    {
      labels: `stream:available:bool{station="rivage", kind="national", protocol="${protocol}", format="aac-hifi"}`,
      value,
    },
  ],
});

/** Good for `onset` seconds, bad for the rest. */
const run = async (step: number, onset: number, total: number, series: ReturnType<typeof sloSeries>, told: Told[]) => {
  const files = ruleFiles(plan, links);
  const test = {
    interval: `${step}s`,
    input_series: seriesOf(series, onset / step, (total - onset) / step),
    promql_expr_test: told,
  };
  const file = testFile(["recording.yml", "slo.yml"], ["slo"], step, [test]);
  return promtool(["test", "rules", file.name], [...files, file]);
};

describe("what is available", () => {
  it("is fresh and audible, on each protocol; blank and stale are not", async () => {
    const blank = sloSeries([0, 1]);
    expect(
      await run(5, minute, 2 * minute, blank, [
        available("55s", "hls", 1),
        available("55s", "icecast", 1),
        available("65s", "hls", 0),
        available("65s", "icecast", 0),
      ]),
    ).toBe("");
    const stale = sloSeries([0, 0], [3, 7]);
    expect(await run(5, minute, 2 * minute, stale, [available("65s", "hls", 0), available("65s", "icecast", 1)])).toBe(
      "",
    );
  });
});

describe("error budgets", () => {
  it("page while a station is off, once it has lost twelve seconds of an hour, and say nothing before", async () => {
    const outage = sloSeries([0, 1]);
    expect(
      await run(minute, 2 * hour, 2 * hour + 10 * minute, outage, [
        firing("2h5m", "ErrorBudgetBurnsFast", "ErrorBudgetBurnsSlowly"),
      ]),
    ).toBe("");
  });

  it("page when a station that was heard has no metrics at all any more", async () => {
    expect(
      await run(minute, 2 * hour, 2 * hour, sloSeries([0, 0]), [
        firing("2h20m", "ErrorBudgetBurnsFast", "ErrorBudgetBurnsSlowly"),
      ]),
    ).toBe("");
  });

  it("begin when a station has been heard for five minutes: one that comes on air pages nobody", async () => {
    const arrival = sloSeries([1, 0]);
    const counted = (at: string, ...values: number[]): Told => ({
      expr: 'max(station_protocol:availability:ratio1m{protocol="hls"})',
      eval_time: at,
      exp_samples: values.map((value) => ({ labels: "{}", value })),
    });
    // The first minute of the rules themselves may hold half of an outage: it begins nothing either.
    expect(await run(minute, 10 * minute, 10 * minute, sloSeries([0, 0]), [counted("3m"), counted("5m", 1)])).toBe("");
    expect(
      await run(minute, 10 * minute, 40 * minute, arrival, [
        counted("9m"),
        counted("13m"),
        counted("20m", 1),
        firing("12m"),
        firing("20m"),
        firing("39m"),
      ]),
    ).toBe("");
  });

  it("take a lost minute for a minute of the whole window, however young the platform is", async () => {
    const series = seriesOf(sloSeries([0, 0]), 61, 0).map((each) => {
      const { series: selector } = each as { series: string };
      return selector.includes("source_is_blank") ? { ...each, values: "0x30 1 0x29" } : each;
    });
    const value = (expr: string, labels: string, expected: number): Told => ({
      expr: `round(${expr}{protocol="hls"}, 0.0001)`,
      eval_time: "45m",
      exp_samples: [{ labels, value: expected }],
    });
    const labels = '{station="rivage", kind="national", protocol="hls"}';
    const told = [
      value("station_protocol:availability:ratio1h", labels, 0.9833),
      value("station_protocol:availability:ratio1d", labels, 0.9993),
      // Ten minutes and five seconds of fourteen days may be lost.
      value("station_protocol:error_budget:remaining", labels, 0.9008),
      firing("45m", "ErrorBudgetBurnsFast"),
    ];
    const test = { interval: "60s", input_series: series, promql_expr_test: told };
    const file = testFile(["recording.yml", "slo.yml"], ["slo"], minute, [test]);
    expect(await promtool(["test", "rules", file.name], [...ruleFiles(plan, links), file])).toBe("");
  });

  it("burn as fast as their shares and windows say", () => {
    expect(burns.page.map(burnFactor).map((factor) => Math.round(factor * 100) / 100)).toEqual([6.72, 2.8]);
    expect(burns.ticket.map(burnFactor)).toEqual([1.4]);
    expect(windows).toEqual([300, 1800, 3600, 7200, 21_600, 86_400]);
  });

  it("are tighter the more listen, and kept no longer than samples are", () => {
    expect(objectives.national).toBeGreaterThan(objectives.local);
    expect(objectives.local).toBeGreaterThan(objectives.webradio);
    expect(periodDays).toBeLessThanOrEqual(15);
  });
});
