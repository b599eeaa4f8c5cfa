import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { parser } from "@prometheus-io/lezer-promql";
import { planFleet } from "../station-inventory/plan";
import { parseInventory, parseStation } from "../station-inventory/inventory";
import { sample } from "../station-inventory/sample";
import { stationFiles } from "../station-inventory/stations";
import { dashboards } from ".";
import { catalogue, optionalJobs } from "./catalogue";
import { contextOf, uidOf } from "./dashboard";
import { gridColumns } from "./panels";
import { filledIn, jobsOf, metricsIn, panelsOf, requiresOf, targetsOf } from "./queries";

const inventory = parseInventory(stationFiles);
const whole = dashboards(contextOf(planFleet(inventory.fleet)));
const small = dashboards(contextOf(planFleet(inventory.demo)));
const window = { seconds: 3600, step: 15, scrapeInterval: 15 };
const values = { station: "rivage", kind: ".*" };

const each = <T>(list: Dashboard[], pick: (dashboard: Dashboard) => T[]): [string, T][] =>
  list.flatMap((dashboard) => pick(dashboard).map((one): [string, T] => [dashboard.title ?? "", one]));
const named = (list: Dashboard[]): [string, Panel][] =>
  each(list, panelsOf).map(([title, panel]) => [`${title} / ${panel.title}`, panel]);

/** Every expression with where it stands: panels, annotations and variables. */
const expressions = (list: Dashboard[]): [string, string][] => [
  ...named(list).flatMap(([place, panel]) => targetsOf(panel).map(({ expr }): [string, string] => [place, expr])),
  ...each(list, ({ annotations }) => annotations.list ?? []).map(([title, { name, expr }]): [string, string] => [
    `${title} / annotation ${name}`,
    expr ?? "",
  ]),
];

/** Names of metrics and what is wrong with the grammar, by Prometheus' own. */
function parsed(expression: string): { metrics: string[]; errors: number; labels: string[] } {
  const found = { metrics: [] as string[], errors: 0, labels: [] as string[] };
  parser.parse(expression).iterate({
    enter: ({ type, node }) => {
      const text = expression.slice(node.from, node.to);
      if (type.isError) found.errors++;
      if (type.name === "Identifier") found.metrics.push(text);
      if (type.name === "LabelName") found.labels.push(text);
    },
  });
  return found;
}

it("has ten dashboards with addresses of their files, that find one another", () => {
  expect(whole.map(({ uid }) => uid)).toEqual([
    "airpath-fleet",
    "airpath-station",
    "airpath-engines",
    "airpath-inputs",
    "airpath-levels",
    "airpath-delivery",
    "airpath-services",
    "airpath-alerts",
    "airpath-hosts",
    "airpath-containers",
  ]);
  expect(uidOf("/x/dashboards/fleet.ts")).toBe("airpath-fleet");
  for (const { tags, links, annotations } of whole) {
    expect(tags).toEqual(["airpath"]);
    expect(links).toMatchObject([{ type: "dashboards", tags: ["airpath"], keepTime: true, includeVars: true }]);
    expect(annotations.list?.map(({ name }) => name)).toEqual(["Deployments", "Source switches"]);
  }
});

it.each(named(whole))("%s says what it shows, in which unit, and from where on it is bad", (_, panel) => {
  expect(panel.title).toMatch(/^\S.*[^.\s]$/);
  expect(panel.description).toMatch(/^\S.{20,}\.$/s);
  const { unit, thresholds } = panel.fieldConfig?.defaults ?? {};
  expect(unit).toMatch(/^(none|short|s|bytes|bps|pps|reqps|percentunit)$/);
  expect(thresholds?.mode).toBe("absolute");
  expect(thresholds?.steps[0]?.value).toBeNull();
  const from = thresholds?.steps.slice(1).map(({ value }) => value ?? NaN) ?? [];
  expect(from).toEqual([...from].sort((a, b) => a - b));
  expect(panel.datasource).toEqual({ type: "prometheus", uid: "${datasource}" });
  expect(targetsOf(panel).length).toBeGreaterThan(0);
});

it.each(expressions(whole))("%s: parses, and asks only for what something emits", (_, expression) => {
  const { metrics, errors, labels } = parsed(filledIn(expression, values, window));
  expect([expression, errors]).toEqual([expression, 0]);
  expect(metrics.length).toBeGreaterThan(0);
  expect(metrics.filter((name) => !catalogue.has(name))).toEqual([]);
  expect(metricsIn(expression).sort()).toEqual([...new Set(metrics)].sort());
  const known = new Set([
    ...["job", "instance", "component", "station", "engine", "name"],
    ...metrics.flatMap((name) => catalogue.get(name)?.labels ?? []),
    // Made by label_replace.
    ...(expression.match(/"(on_air_[a-d]|station|name|asked|source)"/g) ?? []).map((text) => text.slice(1, -1)),
  ]);
  expect(labels.filter((label) => !known.has(label))).toEqual([]);
});

it("the parser finds what is broken", () => {
  expect(parsed("sum by (station) (rate(up[5m])").errors).toBeGreaterThan(0);
  expect(parsed("up{job=}").errors).toBeGreaterThan(0);
});

it.each(whole.map((dashboard): [string, Dashboard] => [dashboard.title ?? "", dashboard]))(
  "%s: panels stand beside one another, within the grid, with numbers of their own",
  (_, { panels = [] }) => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Map<string, string>();
    for (const { gridPos, title = "" } of panels) {
      const { x, y, w, h } = gridPos ?? { x: -1, y: -1, w: 0, h: 0 };
      expect(x >= 0 && w > 0 && h > 0 && x + w <= gridColumns).toBe(true);
      for (let column = x; column < x + w; column++)
        for (let line = y; line < y + h; line++) {
          const cell = `${column},${line}`;
          expect([title, cell, taken.get(cell)]).toEqual([title, cell, undefined]);
          taken.set(cell, title);
        }
    }
  },
);

it("needs what a stack may lack only where that is said, and there only that", () => {
  const optional = named(whole).filter(([, panel]) => requiresOf(panel) !== undefined);
  for (const [place, panel] of optional) expect([place, jobsOf(panel)]).toEqual([place, [requiresOf(panel)]]);
  const by = (job: string) => optional.filter(([, panel]) => requiresOf(panel) === job).length;
  expect(optionalJobs.map((job) => [job, by(job)])).toEqual([
    ["node", 6],
    ["container", 13],
    ["process", 4],
    ["front", 3],
    ["drift", 1],
  ]);
});

describe("at 78 stations", () => {
  it("every kind can be chosen, and each station is of one", () => {
    for (const dashboard of whole) {
      const kind = dashboard.templating.list?.find(({ name }) => name === "kind");
      if (!kind) continue;
      const options = JSON.stringify(kind.query)
        .slice(1, -1)
        .split(", ")
        .map((option) => option.split(" : "));
      expect(options.map(([text]) => text)).toEqual(["all", "national", "local", "webradio"]);
      const ids = options.slice(1).flatMap(([, pattern = ""]) => pattern.split("|"));
      expect(ids.sort()).toEqual(inventory.fleet.map(({ id }) => id).sort());
    }
  });

  it("has the same panels as at two, and asks the same questions but for its own limits", () => {
    expect(named(whole).map(([place]) => place)).toEqual(named(small).map(([place]) => place));
    const size = (list: Dashboard[]) => JSON.stringify(list).length;
    expect(size(whole) / size(small)).toBeLessThan(1.05);
  });

  it("no graph has a line a station: only stations of one's choosing, tiles, tables, and the few that are worst", () => {
    const lines = named(whole).filter(
      ([place, { type }]) => (type === "timeseries" || type === "state-timeline") && !place.startsWith("Station /"),
    );
    for (const [place, panel] of lines)
      for (const { legendFormat = "" } of targetsOf(panel))
        expect([place, /\{\{(station|engine|input|source|mount)\}\}/.test(legendFormat)]).toEqual([place, false]);
  });
});

it("takes thresholds from the inventory", () => {
  const station = sample({ blank: { threshold: "-42 dB" }, resources: { memory: "256 MiB" } });
  const strict = planFleet([
    ...inventory.demo,
    parseStation({ ...station, id: "strict", name: "Strict", basePort: 15000 }),
  ]);
  const found = dashboards(contextOf(strict)).flatMap(panelsOf);
  const steps = (title: string) =>
    found.find((panel) => panel.title === title)?.fieldConfig?.defaults.thresholds?.steps.map(({ value }) => value);
  expect(steps("Level of inputs")).toEqual([null, -42]);
  expect(steps("Memory of engines")).toEqual([null, 256 * 2 ** 20 * 0.8, 256 * 2 ** 20]);
});

it("leads from an alert to its runbook, where the stack says they are", () => {
  const [alerts] = dashboards(contextOf(planFleet(inventory.demo), "https://runbooks.example/air/")).filter(
    ({ uid }) => uid === "airpath-alerts",
  );
  const table = panelsOf(alerts!).find(({ title }) => title === "Firing and pending");
  expect(table?.fieldConfig?.overrides).toContainEqual({
    matcher: { id: "byName", options: "Alert" },
    properties: [{ id: "links", value: [{ title: "Runbook", url: "https://runbooks.example/air/${__value.raw}.md" }] }],
  });
});

it("leads from a station on the wall to its own dashboard", () => {
  const tiles = panelsOf(whole[0]!).find(({ title }) => title === "On air" && true);
  expect(JSON.stringify(panelsOf(whole[0]!))).toContain("/d/airpath-station?var-station=${__field.labels.station}");
  expect(tiles).toBeDefined();
});
