/** Tiles and tables as HTML. */
import type {
  DataTransformerConfig,
  FieldConfig,
  Panel,
  Threshold,
  ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelData } from "./gather";
import type { Size } from "./charts";
import { inkOn, lookOf } from "./look";

export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

/** As many columns as make the tiles largest, each three times as wide as high at most. */
export function tileGrid(count: number, { width, height }: Size): { columns: number; rows: number } {
  const score = (columns: number) => {
    const rows = Math.ceil(count / columns);
    return Math.min(width / columns / 3, height / rows);
  };
  const all = Array.from({ length: Math.max(count, 1) }, (_, index) => index + 1);
  const columns = all.reduce((best, each) => (score(each) > score(best) ? each : best), 1);
  return { columns, rows: Math.ceil(Math.max(count, 1) / columns) };
}

export function tiles({ panel, frames }: PanelData, size: Size): string {
  const field = panel.fieldConfig?.defaults ?? {};
  const all = frames
    .flatMap(({ series }) => series)
    .map(({ name, points }) => ({ name, look: lookOf(field, points.at(-1)?.[1] ?? NaN) }));
  all.sort((a, b) => (a.name < b.name ? -1 : 1));
  const { columns, rows } = tileGrid(all.length, size);
  const [width, height] = [size.width / columns, size.height / rows];
  const longest = (pick: (one: (typeof all)[number]) => string) => Math.max(1, ...all.map((one) => pick(one).length));
  const named = all.some(({ name }) => name !== "");
  const { textMode } = panel.options as { textMode?: string };
  // Names alone: the last word is what differs from day to day.
  if (textMode === "name")
    for (const one of all) {
      const words = one.name.split(" ");
      one.look = { ...one.look, text: words.pop() ?? "" };
      one.name = words.join(" ");
    }
  const fit = (most: number, length: number) => Math.max(8, Math.min(most, ((width - 12) / length) * 1.5));
  const valueFont = fit(
    named ? height * 0.32 : height * 0.5,
    longest(({ look }) => look.text),
  );
  const nameFont = Math.min(
    fit(
      height * 0.24,
      longest(({ name }) => name),
    ),
    18,
  );
  const tile = ({ name, look }: (typeof all)[number]) =>
    `<div class="tile" style="background:${look.colour};color:${inkOn(look.colour)}">` +
    (named ? `<div class="name" style="font-size:${nameFont.toFixed(1)}px">${escaped(name)}</div>` : "") +
    `<div style="font-size:${Math.min(valueFont, 48).toFixed(1)}px">${escaped(look.text)}</div></div>`;
  return `<div class="tiles" style="grid-template-columns:repeat(${columns},1fr);grid-template-rows:repeat(${rows},1fr)">${all.map(tile).join("")}</div>`;
}

type Row = Record<string, string | number>;

export interface Sheet {
  columns: string[];
  rows: Row[];
}

/** What Grafana's transformations make of the frames: joined by a label, then chosen, ordered and renamed. */
export function sheetOf({ panel, frames }: Pick<PanelData, "panel" | "frames">): Sheet {
  const option = <T>(id: string) =>
    (panel.transformations ?? []).find((one: DataTransformerConfig) => one.id === id)?.options as T;
  const { byField } = option<{ byField: string }>("joinByField");
  const { indexByName, renameByName } = option<{
    indexByName: Record<string, number>;
    renameByName: Record<string, string>;
  }>("organize");
  const rows = new Map<string, Row>();
  for (const { refId, series } of frames)
    for (const { labels, points } of series) {
      const key = labels[byField] ?? "";
      rows.set(key, { ...rows.get(key), ...labels, [`Value #${refId}`]: points.at(-1)?.[1] ?? NaN });
    }
  const fields = Object.keys(indexByName).sort((a, b) => (indexByName[a] ?? 0) - (indexByName[b] ?? 0));
  const renamed = (row: Row): Row =>
    Object.fromEntries(
      fields.flatMap((field) => (row[field] === undefined ? [] : [[renameByName[field] ?? field, row[field]]])),
    );
  return { columns: fields.map((field) => renameByName[field] ?? field), rows: [...rows.values()].map(renamed) };
}

/** Pixels: the highest and the lowest line of a table, and what a letter takes. */
const [highestLine, lowestLine, letterWidth] = [24, 16, 7.4];

/** Rows that do not fit below one another go on beside, while there is room; the rest is counted. */
export function table(data: PanelData, { width, height }: Size): string {
  const { columns, rows } = sheetOf(data);
  const fields = new Map(columns.map((column) => [column, fieldOf(data.panel, column)]));
  const text = (row: Row, column: string) => {
    const value = row[column];
    return typeof value === "number" ? lookOf(fields.get(column)!.field, value).text : (value ?? "–");
  };
  const widths = columns.map(
    (column) => Math.max(column.length, ...rows.map((row) => text(row, column).length)) * letterWidth + 12,
  );
  const most = Math.max(1, Math.floor((width + 24) / (widths.reduce((sum, each) => sum + each, 0) + 24)));
  const blocks = Math.min(most, Math.ceil((rows.length + 1) / Math.floor(height / highestLine)));
  const needed = Math.ceil(rows.length / blocks);
  const line = Math.max(lowestLine, Math.min(highestLine, Math.floor(height / (needed + 1))));
  const perBlock = Math.min(needed, Math.floor(height / line) - 1);
  const left = rows.length - perBlock * blocks;
  const first = columns[0] ?? "";
  const ordered = data.frames.length > 1 ? rows.sort((a, b) => (String(a[first]) < String(b[first]) ? -1 : 1)) : rows;
  const head = `<tr>${columns.map((column) => `<th>${escaped(column)}</th>`).join("")}</tr>`;
  const cell = (row: Row, column: string) => {
    const value = row[column];
    if (typeof value !== "number") return `<td>${escaped(text(row, column))}</td>`;
    const { field, coloured } = fields.get(column)!;
    const { colour } = lookOf(field, value);
    return `<td class="value"${coloured ? ` style="background:${colour};color:${inkOn(colour)}"` : ""}>${escaped(text(row, column))}</td>`;
  };
  const tableOf = (index: number) =>
    ordered
      .slice(index * perBlock, (index + 1) * perBlock)
      .map((row) => `<tr>${columns.map((column) => cell(row, column)).join("")}</tr>`)
      .join("");
  const all = Array.from({ length: blocks }, (_, index) => `<table>${head}${tableOf(index)}</table>`).join("");
  const more = left > 0 ? `<div class="more">and ${left} more</div>` : "";
  return `<div class="blocks" style="--line:${line}px">${all}</div>${more}`;
}

function fieldOf({ fieldConfig }: Panel, column: string): { field: FieldConfig; coloured: boolean } {
  const properties = (fieldConfig?.overrides ?? [])
    .filter(({ matcher }) => matcher.options === column)
    .flatMap((each) => each.properties);
  const of = <T>(id: string) => properties.find((property) => property.id === id)?.value as T | undefined;
  const field: FieldConfig = { ...fieldConfig?.defaults };
  const [unit, decimals] = [of<string>("unit"), of<number>("decimals")];
  const [thresholds, mappings] = [of<{ steps: Threshold[] }>("thresholds"), of<ValueMapping[]>("mappings")];
  if (unit !== undefined) field.unit = unit;
  if (decimals !== undefined) field.decimals = decimals;
  if (thresholds) field.thresholds = thresholds as NonNullable<FieldConfig["thresholds"]>;
  if (mappings) field.mappings = mappings;
  return { field, coloured: of("custom.cellOptions") !== undefined };
}
