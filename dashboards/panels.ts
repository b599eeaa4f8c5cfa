/** The kinds of panels that dashboards are made of. Each is a function of what it shows; title, description, unit and thresholds are not optional. */
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import * as common from "@grafana/grafana-foundation-sdk/common";
import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as statetimeline from "@grafana/grafana-foundation-sdk/statetimeline";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import { type Colour, colourModes } from "./thresholds";

/** The data source that a viewer chooses; by default the only Prometheus there is. */
export const datasource: common.DataSourceRef = { type: "prometheus", uid: "${datasource}" };

/** Grafana's grid is so many columns wide. */
export const gridColumns = 24;

/** An expression, and what its series are called: "{{station}} {{engine}}". */
export type Query = readonly [expression: string, legend: string];

export interface PanelSpec {
  title: string;
  /** What it shows, and what to make of it. */
  description: string;
  /** Grafana's name of a unit: "s", "bytes", "percentunit", "short", "none". */
  unit: string;
  thresholds: dashboard.Threshold[];
  /** Columns of 24, and rows of about 30 pixels. Default: 8 by 8. */
  size?: readonly [width: number, height: number];
  /** What is shown where there is nothing, for panels that may well be empty. Others count as broken when they are. */
  noValue?: string;
  /** Number → text and colour. */
  states?: readonly State[];
  decimals?: number;
  least?: number;
  most?: number;
  /** Links of its values, one beside the other. */
  links?: readonly Link[];
  /** Least time between two points of a graph: "30s". */
  interval?: string;
}

/** A number's meaning; a range where there are two. */
export type State = readonly [value: number | readonly [from: number, to: number], text: string, colour: Colour];

export interface Link {
  title: string;
  /** With Grafana's ${__field.labels.station} and the like. */
  url: string;
}

export interface QueriesSpec extends PanelSpec {
  queries: readonly Query[];
}

/** A panel, and how much room it takes. */
export interface Sized {
  builder: Builder<dashboard.Panel>;
  width: number;
  height: number;
}

/** Lines over time. Thresholds are dashed lines. */
export function graph(spec: QueriesSpec & { stacked?: boolean; bars?: boolean }): Sized {
  const { stacked = false, bars = false } = spec;
  const panel = new timeseries.PanelBuilder()
    .colorScheme(new dashboard.FieldColorBuilder().mode(colourModes.series))
    .thresholdsStyle(
      new common.GraphThresholdsStyleConfigBuilder().mode(
        spec.thresholds.length > 1 ? common.GraphThresholdsStyleMode.Dashed : common.GraphThresholdsStyleMode.Off,
      ),
    )
    .drawStyle(bars ? common.GraphDrawStyle.Bars : common.GraphDrawStyle.Line)
    .lineWidth(1)
    .fillOpacity(stacked || bars ? 40 : 5)
    .showPoints(common.VisibilityMode.Never)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );
  if (stacked) panel.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
  return sized(spec, dressed(panel, spec, rangeTargets(spec.queries)), [8, 8]);
}

/** One number, large, coloured by its threshold. */
export function number(spec: QueriesSpec): Sized {
  const panel = new stat.PanelBuilder()
    .colorMode(common.BigValueColorMode.Background)
    .graphMode(common.BigValueGraphMode.None)
    .textMode(common.BigValueTextMode.Auto)
    .reduceOptions(last());
  return sized(spec, dressed(panel, spec, instantTargets(spec.queries)), [3, 4]);
}

/** A tile for each series, with its name, coloured by its threshold: a fleet at a glance. */
export function tiles(spec: QueriesSpec & { namesOnly?: boolean }): Sized {
  const panel = new stat.PanelBuilder()
    .colorMode(common.BigValueColorMode.Background)
    .graphMode(common.BigValueGraphMode.None)
    .textMode(spec.namesOnly ? common.BigValueTextMode.Name : common.BigValueTextMode.ValueAndName)
    .reduceOptions(last());
  return sized(spec, dressed(panel, spec, instantTargets(spec.queries)), [gridColumns, 10]);
}

/** A bar for each series, the longest first as the query sorts them: who is worst. */
export function ranking(spec: QueriesSpec): Sized {
  const panel = new bargauge.PanelBuilder()
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .valueMode(common.BarGaugeValueMode.Text)
    .orientation(common.VizOrientation.Horizontal)
    .reduceOptions(last());
  return sized(spec, dressed(panel, spec, instantTargets(spec.queries)), [8, 8]);
}

/** A coloured band for each series: what was how, since when. */
export function timeline(spec: QueriesSpec): Sized {
  const panel = new statetimeline.PanelBuilder()
    .showValue(common.VisibilityMode.Never)
    .mergeValues(true)
    .rowHeight(0.85)
    .fillOpacity(80)
    .legend(new common.VizLegendOptionsBuilder().showLegend(true).placement(common.LegendPlacement.Bottom));
  return sized(spec, dressed(panel, spec, rangeTargets(spec.queries)), [12, 9]);
}

const sized = (spec: PanelSpec, builder: Builder<dashboard.Panel>, usual: readonly [number, number]): Sized => {
  const [width, height] = spec.size ?? usual;
  return { builder, width, height };
};

const last = () => new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("").values(false);

/** What every kind of panel has, by the same names. */
interface PanelLike extends Builder<dashboard.Panel> {
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: common.DataSourceRef): this;
  unit(unit: string): this;
  thresholds(thresholds: Builder<dashboard.ThresholdsConfig>): this;
  targets(targets: Builder<Dataquery>[]): this;
  noValue(noValue: string): this;
  interval(interval: string): this;
  decimals(decimals: number): this;
  min(least: number): this;
  max(most: number): this;
  mappings(mappings: dashboard.ValueMapping[]): this;
  dataLinks(links: Builder<dashboard.DashboardLink>[]): this;
}

export function dressed<T extends PanelLike>(panel: T, spec: PanelSpec, targets: Builder<Dataquery>[]): T {
  panel
    .title(spec.title)
    .description(spec.description)
    .datasource(datasource)
    .unit(spec.unit)
    .thresholds(thresholdsBuilder(spec.thresholds))
    .targets(targets);
  if (spec.noValue !== undefined) panel.noValue(spec.noValue);
  if (spec.interval !== undefined) panel.interval(spec.interval);
  if (spec.decimals !== undefined) panel.decimals(spec.decimals);
  if (spec.least !== undefined) panel.min(spec.least);
  if (spec.most !== undefined) panel.max(spec.most);
  if (spec.states) panel.mappings(mappings(spec.states));
  if (spec.links)
    panel.dataLinks(spec.links.map(({ title, url }) => new dashboard.DashboardLinkBuilder(title).url(url)));
  return panel;
}

export const thresholdsBuilder = (list: dashboard.Threshold[]): dashboard.ThresholdsConfigBuilder =>
  new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps(list);

export function mappings(states: readonly State[]): dashboard.ValueMapping[] {
  return states.map(([value, text, color], index) =>
    typeof value === "number"
      ? { type: dashboard.MappingType.ValueToText, options: { [String(value)]: { text, color, index } } }
      : {
          type: dashboard.MappingType.RangeToText,
          options: { from: value[0], to: value[1], result: { text, color, index } },
        },
  );
}

const refId = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);

const target = ([expression, legend]: Query, index: number): DataqueryBuilder =>
  new DataqueryBuilder().refId(refId(index)).datasource(datasource).expr(expression).legendFormat(legend);

const rangeTargets = (queries: readonly Query[]) => queries.map((query, index) => target(query, index).range());
const instantTargets = (queries: readonly Query[]) => queries.map((query, index) => target(query, index).instant());
export const tableTargets = (expressions: readonly string[]) =>
  expressions.map((expression, index) => target([expression, ""], index).instant().format(PromQueryFormat.Table));
