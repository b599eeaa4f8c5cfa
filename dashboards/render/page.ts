/** A dashboard as one page of plain HTML, laid out as Grafana would. Pure. */
import type { RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { gridColumns } from "../panels";
import { escaped, table, tiles } from "./cells";
import { graph, ranking, type Size, timeline } from "./charts";
import { type Gathered, isEmpty, type PanelData } from "./gather";

/** Pixels: the page, and one unit of the grid's height with the gap below it, as in Grafana. */
export const pageWidth = 1680;
const [unit, gap, titleHeight, headHeight] = [30, 8, 26, 64];

const style = `
  * { box-sizing: border-box; margin: 0 }
  body { background: #111217; color: #ccccdc; font: 13px "DejaVu Sans", sans-serif; width: ${pageWidth}px; position: relative }
  h1 { font-size: 20px; position: absolute; left: 12px; top: 8px } h1 + p { position: absolute; left: 12px; top: 36px; color: #8e8e9a }
  .row { position: absolute; left: 12px; font-size: 15px; font-weight: bold; line-height: ${unit}px }
  .panel { position: absolute; background: #181b1f; border: 1px solid #2c3235; border-radius: 3px; overflow: hidden }
  .panel > h2 { font-size: 12px; font-weight: 600; line-height: ${titleHeight}px; height: ${titleHeight}px; padding: 0 8px; white-space: nowrap; overflow: hidden }
  .body { padding: 0 6px 4px }
  .said { color: #8e8e9a; display: flex; align-items: center; justify-content: center; height: 100%; text-align: center; padding: 0 12px }
  .broken { color: #ff7383 }
  .tiles { display: grid; gap: 3px; height: 100% }
  .tile { border-radius: 2px; overflow: hidden; text-align: center; display: flex; flex-direction: column; justify-content: center; white-space: nowrap; line-height: 1.15; font-weight: 600; min-height: 0; min-width: 0 }
  .tile .name { opacity: .9; font-weight: 400 }
  .blocks { display: flex; gap: 24px; align-items: flex-start } table { border-collapse: collapse; flex: 1; font-size: 12px }
  th { text-align: left; color: #8e8e9a; font-weight: 600 } th, td { height: var(--line); padding: 0 6px; border-bottom: 1px solid #2c3235; white-space: nowrap }
  td.value { text-align: right } .more { position: absolute; right: 8px; top: 5px; color: #ff9830; font-size: 12px }
  @media screen { .panel:hover { overflow: visible; z-index: 2 } }
`;

export function page({ dashboard, panels, marks, start, end, values }: Gathered, step: number): string {
  const places = [...(dashboard.panels ?? [])];
  const height =
    Math.max(...places.map(({ gridPos }) => (gridPos ? gridPos.y + gridPos.h : 0))) * (unit + gap) + headHeight;
  const rows = places.filter((one): one is RowPanel => one.type === "row").map(rowHtml);
  const chosen = Object.entries(values).filter(([name, value]) => name !== "datasource" && value !== "");
  const when = `${clock(start)} to ${clock(end)} UTC`;
  const what = chosen.map(([name, value]) => `${name}: ${value === ".*" ? "all" : value}`);
  const body = panels.map((data) => panelHtml(data, { start, end }, marks, step));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(dashboard.title ?? "")}</title><style>${style}</style></head>
<body style="height:${height}px"><h1>${escaped(dashboard.title ?? "")}</h1><p>${escaped([dashboard.description, when, ...what].join(" · "))}</p>
${[...rows, ...body].join("\n")}</body></html>
`;
}

const clock = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");

const top = (y: number): number => headHeight + y * (unit + gap);

const rowHtml = ({ title = "", gridPos }: RowPanel): string =>
  `<div class="row" style="top:${top(gridPos?.y ?? 0)}px">${escaped(title)}</div>`;

function panelHtml(
  data: PanelData,
  span: { start: number; end: number },
  marks: Gathered["marks"],
  step: number,
): string {
  const { x = 0, y = 0, w = 0, h = 0 } = data.panel.gridPos ?? {};
  const column = (pageWidth - 16) / gridColumns;
  const [left, width, height] = [8 + x * column, w * column - gap, h * (unit + gap) - gap];
  const size: Size = { width: Math.floor(width - 14), height: height - titleHeight - 6 };
  const inner = contents(data, size, span, marks, step);
  return (
    `<div class="panel" style="left:${left.toFixed(1)}px;top:${top(y)}px;width:${width.toFixed(1)}px;height:${height}px">` +
    `<h2 title="${escaped(data.panel.description ?? "")}">${escaped(data.panel.title ?? "")}</h2>` +
    `<div class="body" style="height:${height - titleHeight}px">${inner}</div></div>`
  );
}

function contents(
  data: PanelData,
  size: Size,
  span: { start: number; end: number },
  marks: Gathered["marks"],
  step: number,
): string {
  const said = (text: string, kind = "") => `<div class="said ${kind}">${escaped(text)}</div>`;
  if (data.error !== undefined) return said(data.error, "broken");
  if (data.frames.every(({ series }) => series.length === 0)) return said(...emptyWords(data));
  switch (data.panel.type) {
    case "timeseries":
      return graph(data, size, span, marks);
    case "state-timeline":
      return timeline(data, size, span, step);
    case "bargauge":
      return ranking(data, size);
    case "table":
      return table(data, size);
    case "stat":
      return tiles(data, size);
    default:
      throw new Error(
        `dashboards/render/page.ts: a panel of type "${data.panel.type}"; allowed: timeseries, state-timeline, bargauge, table, stat`,
      );
  }
}

/** Why there is nothing, and whether that is well. */
export function emptyWords(data: PanelData): [text: string, kind?: string] {
  const { noValue } = data.panel.fieldConfig?.defaults ?? {};
  if (!isEmpty(data)) return [noValue ?? ""];
  const [job] = data.missing;
  if (job !== undefined) return [`this stack has no job "${job}"`];
  return ["nothing came", "broken"];
}
