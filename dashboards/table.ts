/** A table: one row for each value of a label, one column for each query. */
import type { DynamicConfigValue, Threshold } from "@grafana/grafana-foundation-sdk/dashboard";
import { TableCellDisplayMode } from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import {
  dressed,
  gridColumns,
  type Link,
  mappings,
  type PanelSpec,
  type Sized,
  type State,
  tableTargets,
} from "./panels";

export interface Column {
  title: string;
  expression: string;
  /** Shows this label of the series instead of its value. */
  label?: string;
  unit?: string;
  decimals?: number;
  thresholds?: Threshold[];
  states?: readonly State[];
}

export interface TableSpec extends PanelSpec {
  /** The label that makes a row, and what its column is called. */
  rows: readonly [label: string, title: string];
  columns: readonly Column[];
  /** Where a row's name leads. */
  rowLink?: Link;
}

/** The queries' frames are joined by the rows' label, then only what has a title is kept, in order. */
export function table(spec: TableSpec): Sized {
  const [key, keyTitle] = spec.rows;
  const fields = [key, ...spec.columns.map(fieldOf)];
  const titles = [keyTitle, ...spec.columns.map(({ title }) => title)];
  const panel = dressed(
    new PanelBuilder(),
    spec,
    tableTargets(spec.columns.map(({ expression }) => expression)),
  ).transformations([
    { id: "joinByField", options: { byField: key, mode: "outer" } },
    { id: "filterFieldsByName", options: { include: { names: fields } } },
    {
      id: "organize",
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(fields.map((field, index) => [field, index])),
        renameByName: Object.fromEntries(fields.map((field, index) => [field, titles[index]])),
      },
    },
  ]);
  for (const column of spec.columns) panel.overrideByName(column.title, properties(column));
  if (spec.rowLink) panel.overrideByName(keyTitle, [{ id: "links", value: [spec.rowLink] }]);
  const [width, height] = spec.size ?? [gridColumns, 12];
  return { builder: panel, width, height };
}

/** Grafana names the values of several queries after these. */
const fieldOf = ({ label }: Column, index: number): string =>
  label ?? `Value #${String.fromCharCode("A".charCodeAt(0) + index)}`;

function properties({ unit, decimals, thresholds, states }: Column): DynamicConfigValue[] {
  return [
    ...(unit === undefined ? [] : [{ id: "unit", value: unit }]),
    ...(decimals === undefined ? [] : [{ id: "decimals", value: decimals }]),
    ...(states === undefined ? [] : [{ id: "mappings", value: mappings(states) }]),
    ...(thresholds === undefined
      ? []
      : [
          { id: "thresholds", value: { mode: "absolute", steps: thresholds } },
          { id: "custom.cellOptions", value: { type: TableCellDisplayMode.ColorBackground, mode: "basic" } },
        ]),
  ];
}
