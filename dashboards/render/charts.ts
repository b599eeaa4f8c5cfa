/** Graphs, rankings and timelines as SVG, by ECharts on this side of the browser. */
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import * as echarts from "echarts";
import type { Mark, PanelData } from "./gather";
import { colourOf, formatted, lookOf } from "./look";

export interface Size {
  width: number;
  height: number;
}
export interface Span {
  start: number;
  end: number;
}

const ink = { text: "#ccccdc", dim: "#8e8e9a", grid: "#2c3235" };
const series = [
  "#73bf69",
  "#5794f2",
  "#ff9830",
  "#f2cc0c",
  "#b877d9",
  "#ff7383",
  "#8ab8ff",
  "#37872d",
  "#e0b400",
  "#fa6400",
];
const font = "DejaVu Sans, sans-serif";
/** Pixels of a letter at 11 pixels, on average and rather too many. */
const letter = 6.9;

/** A name that fits, its middle left out: both its beginning and its end tell things apart. */
export function shortened(name: string, letters: number): string {
  if (name.length <= letters) return name;
  const half = Math.max(1, Math.floor((letters - 1) / 2));
  return `${name.slice(0, letters - 1 - half)}…${name.slice(-half)}`;
}

/** Room for names at the left of a chart, at most so much of its width. */
function nameColumn(names: string[], width: number, share: number): { left: number; shown: string[] } {
  const letters = Math.min(Math.max(1, ...names.map((name) => name.length)), Math.floor((width * share) / letter));
  return { left: letters * letter + 14, shown: names.map((name) => shortened(name, letters)) };
}

function drawn(option: echarts.EChartsOption, { width, height }: Size): string {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ animation: false, color: series, textStyle: { fontFamily: font, color: ink.text }, ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

const timeAxis = ({ start, end }: Span): echarts.XAXisComponentOption => ({
  type: "time",
  min: start * 1000,
  max: end * 1000,
  splitNumber: 5,
  axisLabel: {
    color: ink.dim,
    fontSize: 11,
    formatter: (value: number) => new Date(value).toISOString().slice(11, 16),
    hideOverlap: true,
  },
  axisLine: { lineStyle: { color: ink.grid } },
});

const bottomLegend = (names: string[]): echarts.LegendComponentOption => ({
  type: "scroll",
  bottom: 0,
  data: names,
  itemWidth: 12,
  itemHeight: 8,
  textStyle: { color: ink.text, fontSize: 11 },
});

export function graph({ panel, frames }: PanelData, size: Size, span: Span, marks: readonly Mark[]): string {
  const { unit = "none", min, max, thresholds } = fieldOf(panel);
  const all = frames.flatMap(({ series: list }) => list);
  const look = fieldOf(panel).custom as {
    drawStyle?: string;
    fillOpacity?: number;
    stacking?: { mode?: string };
    thresholdsStyle?: { mode?: string };
  };
  const stack = look.stacking?.mode === "normal" ? "all" : undefined;
  const values = all.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
  const highest = Math.max(...values, 0);
  const limits = look.thresholdsStyle?.mode === "off" ? [] : (thresholds?.steps ?? []);
  // A limit far above all that is shown would press the lines to the floor.
  const near = limits.filter(({ value }) => value !== null && value <= Math.max(highest * 3, Number.EPSILON));
  return drawn(
    {
      grid: { left: 8, right: 16, top: 12, bottom: 28, containLabel: true },
      xAxis: timeAxis(span),
      yAxis: {
        type: "value",
        min: min ?? undefined,
        max: max ?? undefined,
        scale: min === undefined && values.every((value) => value < 0),
        splitNumber: 4,
        axisLabel: { color: ink.dim, fontSize: 11, formatter: (value: number) => formatted(value, unit) },
        splitLine: { lineStyle: { color: ink.grid } },
      },
      legend: bottomLegend(all.map(({ name }) => name)),
      series: all.map(({ name, points }, index) => ({
        type: "line",
        name,
        stack,
        symbol: "none",
        lineStyle: { width: 1.5 },
        areaStyle: stack || all.length === 1 ? { opacity: (look.fillOpacity ?? 5) / 100 } : undefined,
        data: points.map(([time, value]) => [time * 1000, Number.isFinite(value) ? value : null]),
        ...(index === 0 && { markLine: lines(near, marks, span) }),
      })) as echarts.SeriesOption[],
    },
    size,
  );
}

const lines = (limits: { value: number | null; color: string }[], marks: readonly Mark[], { start, end }: Span) => ({
  symbol: "none",
  silent: true,
  label: { show: false },
  data: [
    ...limits.map(({ value, color }) => ({
      yAxis: value,
      lineStyle: { color: colourOf(color), type: "dashed", width: 1 },
    })),
    ...marks
      .filter(({ time }) => time > start && time < end)
      .slice(0, 60)
      .map(({ time, colour }) => ({
        xAxis: time * 1000,
        lineStyle: { color: colourOf(colour), type: "dotted", width: 1.5 },
      })),
  ],
});

export function ranking({ panel, frames }: PanelData, size: Size): string {
  const field = fieldOf(panel);
  const all = frames
    .flatMap(({ series: list }) => list)
    .map(({ name, points }) => ({ name, value: points.at(-1)?.[1] ?? NaN }));
  const { left, shown } = nameColumn(
    all.map(({ name }) => name),
    size.width,
    0.58,
  );
  return drawn(
    {
      grid: { left, right: 68, top: 2, bottom: 2 },
      xAxis: { type: "value", show: false, min: Math.min(0, ...all.map(({ value }) => value)) },
      yAxis: {
        type: "category",
        inverse: true,
        data: shown,
        axisLabel: { color: ink.text, fontSize: 11, interval: 0 },
        axisLine: { show: false },
        axisTick: { show: false },
      },
      series: [
        {
          type: "bar",
          barMaxWidth: 20,
          data: all.map(({ value }) => ({
            value: Number.isFinite(value) ? value : 0,
            itemStyle: { color: lookOf(field, value).colour },
            label: {
              show: true,
              position: value < 0 ? "insideLeft" : "right",
              color: ink.text,
              fontSize: 11,
              formatter: lookOf(field, value).text,
            },
          })) as echarts.BarSeriesOption["data"],
        },
      ],
    },
    size,
  );
}

/** What state each series was in from when to when. */
export function stretches(
  points: readonly (readonly [number, number])[],
  step: number,
): [from: number, to: number, value: number][] {
  const found: [number, number, number][] = [];
  for (const [time, value] of points) {
    const before = found.at(-1);
    if (before && before[2] === value && time - before[1] <= step) before[1] = time + step;
    else found.push([time, time + step, value]);
  }
  return found;
}

export function timeline({ panel, frames }: PanelData, size: Size, span: Span, step: number): string {
  const field = fieldOf(panel);
  const all = frames.flatMap(({ series: list }) => list).sort((a, b) => (a.name < b.name ? -1 : 1));
  const states = [
    ...new Map(
      all.flatMap(({ points }) =>
        points.map(([, value]) => [lookOf(field, value).text, lookOf(field, value)] as const),
      ),
    ).values(),
  ];
  const { left, shown } = nameColumn(
    all.map(({ name }) => name),
    size.width,
    0.3,
  );
  return drawn(
    {
      grid: { left, right: 16, top: 6, bottom: 48 },
      xAxis: timeAxis(span),
      yAxis: {
        type: "category",
        inverse: true,
        data: shown,
        axisLabel: { color: ink.text, fontSize: all.length > 24 ? 8 : 11, interval: 0 },
        axisTick: { show: false },
        axisLine: { show: false },
      },
      legend: { ...bottomLegend(states.map(({ text }) => text)), selectedMode: false },
      // One series a state, so that the legend tells the colours.
      series: states.map(({ text, colour }) => ({
        type: "custom",
        name: text,
        itemStyle: { color: colour },
        renderItem: renderBand(colour),
        encode: { x: [0, 1], y: 2 },
        data: all.flatMap(({ points }, row) =>
          stretches(points, step)
            .filter(([, , value]) => lookOf(field, value).text === text)
            .map(([from, to]) => [from * 1000, Math.min(to, span.end) * 1000, row]),
        ),
      })) as echarts.CustomSeriesOption[],
    },
    size,
  );
}

const renderBand =
  (colour: string): echarts.CustomSeriesRenderItem =>
  (_, api) => {
    const [left = 0, middle = 0] = api.coord([api.value(0), api.value(2)]);
    const [right = 0] = api.coord([api.value(1), api.value(2)]);
    const [, height] = api.size!([0, 1]) as number[];
    const band = Math.min((height ?? 0) * 0.8, 26);
    return {
      type: "rect",
      shape: { x: left, y: middle - band / 2, width: Math.max(right - left, 1), height: band },
      style: { fill: colour },
    };
  };

const fieldOf = (panel: Panel) => panel.fieldConfig?.defaults ?? {};
