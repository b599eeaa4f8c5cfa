import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { planFleet } from "../../station-inventory/plan";
import { parseInventory } from "../../station-inventory/inventory";
import { stationFiles } from "../../station-inventory/stations";
import { fleet } from "../fleet";
import { contextOf } from "../dashboard";
import { graph, number, type QueriesSpec, tiles } from "../panels";
import { panelsOf } from "../queries";
import { steps } from "../thresholds";
import { sheetOf, table, tileGrid } from "./cells";
import { stretches } from "./charts";
import { judged } from "./draw";
import { gather, nameOf, type PanelData, secondsOf } from "./gather";
import { formatted, lookOf } from "./look";
import { emptyWords, page } from "./page";
import { Prometheus, QueryError } from "./prometheus";

const spec: QueriesSpec = {
  title: "Targets",
  description: "Which answer.",
  unit: "none",
  thresholds: steps("red", [1, "green"]),
  queries: [["up", "{{instance}}"]],
};

const data = (
  panel: Panel,
  series: [Record<string, string>, number][][],
  more: Partial<PanelData> = {},
): PanelData => ({
  panel,
  frames: series.map((list, index) => ({
    refId: String.fromCharCode(65 + index),
    series: list
      .map(([labels, value]) => ({ labels, name: labels.station ?? "", points: [[100, value]] as const }))
      .map((one) => ({ ...one, points: [...one.points] })),
  })),
  milliseconds: [1],
  missing: [],
  ...more,
});

it("a panel is what it was asked to be", () => {
  expect(number({ ...spec, states: [[1, "up", "green"]], noValue: "none" }).builder.build()).toMatchObject({
    type: "stat",
    title: "Targets",
    description: "Which answer.",
    datasource: { type: "prometheus", uid: "${datasource}" },
    targets: [{ refId: "A", expr: "up", legendFormat: "{{instance}}", instant: true, range: false }],
    options: { colorMode: "background", graphMode: "none", reduceOptions: { calcs: ["lastNotNull"] } },
    fieldConfig: {
      defaults: {
        unit: "none",
        noValue: "none",
        thresholds: {
          mode: "absolute",
          steps: [
            { value: null, color: "red" },
            { value: 1, color: "green" },
          ],
        },
        mappings: [{ type: "value", options: { "1": { text: "up", color: "green", index: 0 } } }],
      },
    },
  });
});

describe("numbers", () => {
  it.each([
    [0.9995, "percentunit", 2, "99.95 %"],
    [0.035, "s", undefined, "35 ms"],
    [300, "s", undefined, "5 min"],
    [536870912, "bytes", undefined, "512 MiB"],
    [1234567, "bps", undefined, "1.23 Mb/s"],
    [1234, "short", undefined, "1.23 k"],
    [-18.44, "none", 1, "-18.4"],
    [-Infinity, "none", 1, "-∞"],
    [NaN, "none", 1, "–"],
  ])("%d as %s", (value, unit, decimals, text) => expect(formatted(value, unit, decimals)).toBe(text));

  it("have the colour of their threshold, or of what they mean", () => {
    const field = tiles({ ...spec, states: [[[0.1, 0.9], "some", "orange"]] }).builder.build().fieldConfig!.defaults;
    expect(lookOf(field, 0)).toEqual({ text: "0", colour: "#c4162a" });
    expect(lookOf(field, 0.5)).toEqual({ text: "some", colour: "#e0752d" });
    expect(lookOf(field, 1)).toEqual({ text: "1", colour: "#37872d" });
  });
});

it("bands go on while the value does, and break where nothing was", () => {
  expect(
    stretches(
      [
        [0, 1],
        [10, 1],
        [20, 2],
        [60, 2],
      ] as const,
      15,
    ),
  ).toEqual([
    [0, 25, 1],
    [20, 35, 2],
    [60, 75, 2],
  ]);
});

it("tiles fill their panel", () => {
  expect(tileGrid(1, { width: 200, height: 100 })).toEqual({ columns: 1, rows: 1 });
  const { columns, rows } = tileGrid(78, { width: 1650, height: 340 });
  expect(columns * rows).toBeGreaterThanOrEqual(78);
  expect(1650 / columns).toBeGreaterThan(90);
});

it("times and names", () => {
  expect([secondsOf("now-6h"), secondsOf("1m")]).toEqual([21600, 60]);
  expect(() => secondsOf("soon")).toThrow('"soon" is no time; allowed: a number and s, m, h or d, as in "now-6h"');
  expect(nameOf("{{station}} {{ engine }} {{none}}", { station: "rivage", engine: "a" })).toBe("rivage a ");
});

describe("the wall's table", () => {
  const { demo } = parseInventory(stationFiles);
  const panel = panelsOf(fleet(contextOf(planFleet(demo)))).find(({ title }) => title === "Every station")!;
  const of = (values: [Record<string, string>, number][][]) => data(panel, values);

  it("joins one row a station", () => {
    const sheet = sheetOf(
      of([
        [[{ station: "rivage", on_air_a: "voieA-1" }, 1]],
        [],
        [
          [{ station: "rivage" }, 0],
          [{ station: "boreal" }, 1],
        ],
      ]),
    );
    expect(sheet.columns.slice(0, 4)).toEqual(["Station", "Engine a", "Engine b", "Sound"]);
    expect(sheet.rows).toEqual([
      { Station: "rivage", "Engine a": "voieA-1", Sound: 0 },
      { Station: "boreal", Sound: 1 },
    ]);
  });

  it("says and colours what numbers mean, and goes on beside when it is full", () => {
    const rows = Array.from({ length: 5 }, (_, index): [Record<string, string>, number] => [
      { station: `s${index}` },
      index % 2,
    ]);
    const html = table(of([[], [], rows]), { width: 2000, height: 24 * 4 });
    expect(html.match(/<table>/g)).toHaveLength(2);
    expect(html).toContain(
      '<td>s0</td><td>–</td><td>–</td><td class="value" style="background:#37872d;color:#fff">sound</td>',
    );
    expect(html).toContain('background:#c4162a;color:#fff">blank');
  });
});

describe("what is empty", () => {
  const panel = graph(spec).builder.build();
  const dashboard = { title: "D", panels: [] } as unknown as Dashboard;

  it("is named, unless its job is not scraped or the panel says that it may be", () => {
    const may = graph({ ...spec, title: "May", noValue: "nothing fires" }).builder.build();
    const panels = [data(panel, []), data(may, []), data({ ...panel, title: "No job" }, [], { missing: ["node"] })];
    expect(judged({ dashboard, panels }, "d.png")).toEqual({
      ...{ title: "D", png: "d.png", panels: 3, empty: ["Targets"], failed: [], absent: ["node"] },
      slowest: { panel: "D: Targets", milliseconds: 1 },
    });
    expect(emptyWords(panels[0]!)).toEqual(["nothing came", "broken"]);
    expect(emptyWords(panels[1]!)).toEqual(["nothing fires"]);
  });

  it("is something else than what failed", () => {
    const failed = data(panel, [], { error: "parse error" });
    expect(judged({ dashboard, panels: [failed] }, "")).toMatchObject({ empty: [], failed: ["Targets: parse error"] });
  });
});

describe("Prometheus' answers", () => {
  const answering = (body: string, type = "application/json") => {
    const asked: string[] = [];
    jest.spyOn(globalThis, "fetch").mockImplementation(async (address) => {
      asked.push(decodeURIComponent(String(address as URL)));
      return new Response(body, { headers: { "content-type": type } });
    });
    return asked;
  };
  afterEach(() => jest.restoreAllMocks());

  it("become numbers", async () => {
    const asked = answering('{"status":"success","data":{"result":[{"metric":{"a":"b"},"value":[5,"-Inf"]}]}}');
    expect(await new Prometheus("http://p:9090").instant("up", 5)).toEqual([
      { labels: { a: "b" }, points: [[5, -Infinity]] },
    ]);
    expect(asked).toEqual(["http://p:9090/api/v1/query?query=up&time=5"]);
  });

  it("that refuse are told in its words, and other servers are recognised", async () => {
    answering('{"status":"error","error":"parse error: x"}');
    await expect(new Prometheus("http://p").instant("up(", 5)).rejects.toThrow(new QueryError("parse error: x"));
    answering("<html>", "text/html");
    await expect(new Prometheus("http://p").instant("up", 5)).rejects.toThrow(
      "http://p answers 200 and no JSON: is it Prometheus?",
    );
  });

  it("make a page of every dashboard, even where nothing comes", async () => {
    answering('{"status":"success","data":{"result":[]}}');
    const { demo } = parseInventory(stationFiles);
    const prometheus = new Prometheus("http://p");
    const dashboard = fleet(contextOf(planFleet(demo)));
    const gathered = await gather(dashboard, { prometheus, end: 1e9, scrapeInterval: 5, values: {}, jobs: new Set() });
    expect(page(gathered, 20)).toContain("<h1>Fleet wall</h1>");
    expect(gathered.panels).toHaveLength(12);
  });
});
