/** What all dashboards have in common: address, variables, annotations, links, and how their panels are laid out. */
import { basename } from "node:path";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import type { FleetPlan } from "../station-inventory/plan-types";
import { datasource, gridColumns, type Link, type Sized } from "./panels";
import { count, max, metric } from "./promql";
import { colours, thresholdsOf, type Thresholds } from "./thresholds";

/** What dashboards are made from. */
export interface Context {
  plan: FleetPlan;
  thresholds: Thresholds;
  /** Where runbooks are: an alert's is at `${runbooksUrl}/${alertname}.md`. */
  runbooksUrl: string;
}

/** Beside the repository itself, where nothing else is said. */
export const defaultRunbooksUrl = "runbooks";

export const contextOf = (plan: FleetPlan, runbooksUrl = defaultRunbooksUrl): Context => ({
  plan,
  thresholds: thresholdsOf(plan),
  runbooksUrl: runbooksUrl.replace(/\/+$/, ""),
});

/** The tag by which dashboards find one another. */
export const tag = "airpath";

/** @returns the dashboard's permanent address: "airpath-fleet" of dashboards/fleet.ts */
export const uidOf = (file: string): string => `airpath-${basename(file).replace(/\.[jt]s$/, "")}`;

/** A link that opens the dashboard of the station that a value is about. */
export const toStation = (station = "${__field.labels.station}"): Link => ({
  title: "Station",
  url: `/d/airpath-station?var-station=${station}&\${__url_time_range}`,
});

/** Where the alert of that name says what to do. */
export const toRunbook = ({ runbooksUrl }: Context, alert = "${__value.raw}"): Link => ({
  title: "Runbook",
  url: `${runbooksUrl}/${alert}.md`,
});

export type VariableName = "kind" | "station" | "stations";

export interface DashboardSpec {
  /** __filename of the dashboard's file. */
  file: string;
  title: string;
  description: string;
  variables: readonly VariableName[];
  /** How far back it looks: "now-1h". */
  from: string;
  rows: readonly { title: string; panels: readonly Sized[] }[];
}

export function dashboardOf(context: Context, spec: DashboardSpec): sdk.Dashboard {
  const station = spec.variables.some((name) => name !== "kind");
  const builder = new sdk.DashboardBuilder(spec.title)
    .uid(uidOf(spec.file))
    .description(spec.description)
    .tags([tag])
    .timezone("browser")
    .tooltip(sdk.DashboardCursorSync.Crosshair)
    .time({ from: spec.from, to: "now" })
    .refresh("10s")
    .readonly()
    .withVariable(new sdk.DatasourceVariableBuilder("datasource").label("Prometheus").type("prometheus"))
    .annotation(deployments())
    .annotation(
      switches(station ? { station: "$station" } : spec.variables.includes("kind") ? { station: "$kind" } : {}),
    )
    .link(
      new sdk.DashboardLinkBuilder("Airpath")
        .type(sdk.DashboardLinkType.Dashboards)
        .tags([tag])
        .asDropdown(false)
        .keepTime(true)
        .includeVars(true),
    );
  for (const name of spec.variables) builder.withVariable(variables[name](context));
  return placed(builder.build(), spec.rows);
}

/** Panels stand beside one another while they fit in the width; each row begins under the highest of the one above. */
function placed(built: sdk.Dashboard, rows: DashboardSpec["rows"]): sdk.Dashboard {
  const panels: (sdk.Panel | sdk.RowPanel)[] = [];
  let [y, height] = [0, 0];
  const next = () => panels.length + 1;
  for (const row of rows) {
    let x = 0;
    [y, height] = [y + height, 0];
    panels.push({
      ...new sdk.RowBuilder(row.title).id(next()).build(),
      gridPos: { x: 0, y, w: gridColumns, h: 1 },
    });
    y += 1;
    for (const panel of row.panels) {
      if (x + panel.width > gridColumns) [x, y, height] = [0, y + height, 0];
      const gridPos = { x, y, w: panel.width, h: panel.height };
      panels.push({ ...panel.builder.build(), id: next(), gridPos });
      x += panel.width;
      height = Math.max(height, panel.height);
    }
  }
  return { ...built, panels };
}

const variables: Record<VariableName, (context: Context) => sdk.QueryVariableBuilder | sdk.CustomVariableBuilder> = {
  /** All stations of one kind, as a pattern. The inventory knows kinds; metrics do not. */
  kind: ({ plan }) => {
    const kinds = [...new Set(plan.stations.map(({ kind }) => kind))];
    const ids = (kind: string) => plan.stations.filter((station) => station.kind === kind).map(({ id }) => id);
    const options = [["all", ".*"], ...kinds.map((kind) => [kind, ids(kind).join("|")])];
    return new sdk.CustomVariableBuilder("kind")
      .label("Kind of station")
      .values(options.map(([text, value]) => `${text} : ${value}`).join(", "))
      .current({ selected: true, text: "all", value: ".*" });
  },
  station: () => stationVariable(),
  stations: () =>
    stationVariable()
      .multi(true)
      .includeAll(true)
      .allValue(".*")
      .current({ selected: true, text: ["All"], value: ["$__all"] }),
};

const stationVariable = () =>
  new sdk.QueryVariableBuilder("station")
    .label("Station")
    .datasource(datasource)
    .query(`label_values(${metric("liquidsoap_output_lufs_5s")}, station)`)
    .refresh(sdk.VariableRefresh.OnTimeRangeChanged)
    .sort(sdk.VariableSort.AlphabeticalAsc);

/** How far apart annotations' queries look: no switch between two looks is missed, since each looks back so far. */
export const annotationStep = "1m";

function annotation(name: string, colour: string, expression: string, titleFormat: string): sdk.AnnotationQueryBuilder {
  return new sdk.AnnotationQueryBuilder()
    .name(name)
    .datasource(datasource)
    .enable(true)
    .iconColor(colour)
    .expr(expression)
    .step(annotationStep)
    .titleFormat(titleFormat)
    .target(new DataqueryBuilder().refId(name).expr(expression));
}

/** Another version, or another inventory, runs than a minute ago. */
const deployments = () => {
  const builds = count("version inventory_digest", metric("airpath_engine_build_info"));
  const before = count("version inventory_digest", `${metric("airpath_engine_build_info")} offset ${annotationStep}`);
  return annotation(
    "Deployments",
    colours.plain,
    `${builds} unless ${before}`,
    "deployed {{version}}, inventory {{inventory_digest}}",
  );
};

/** An input has come on air within the last minute. */
const switches = (matchers: Record<string, string>) => {
  const playing = metric("liquidsoap_source_is_playing", matchers);
  const expression = max("station engine source", `${playing} == 1 and changes(${playing}[${annotationStep}]) > 0`);
  return annotation("Source switches", colours.warn, expression, "{{station}} {{engine}}: {{source}}");
};
