/** Dashboards as files: *.json for Grafana, *.html and *.png for eyes, and an index of all. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { dashboardJson } from "..";
import type { Values } from "../queries";
import { escaped } from "./cells";
import { gather, type Gathered, isEmpty, type PanelData } from "./gather";
import { page, pageWidth } from "./page";
import type { Prometheus } from "./prometheus";

/** The part of Playwright's browser that is used. */
export interface Drawer {
  newPage(options: { viewport: { width: number; height: number } }): Promise<{
    setContent(html: string): Promise<void>;
    screenshot(options: { path: string; fullPage: true }): Promise<unknown>;
    close(): Promise<void>;
  }>;
}

export interface DrawOptions {
  prometheus: Prometheus;
  /** Unix seconds at which the pictures end. */
  end: number;
  /** Seconds that are shown; default: as each dashboard says. */
  seconds?: number;
  scrapeInterval: number;
  values: Values;
  folder: string;
  chromium: Drawer;
  onPanel?: (dashboard: string, panel: string) => void;
  onDashboard?: (drawn: Drawn) => void;
}

/** What came of one dashboard. */
export interface Drawn {
  title: string;
  png: string;
  panels: number;
  /** Titles of panels whose jobs are all scraped and that have nothing to show. */
  empty: string[];
  /** Titles of panels whose query Prometheus refused, with its words. */
  failed: string[];
  /** Jobs that are not scraped, one for each panel that is empty for want of it. */
  absent: string[];
  slowest: { panel: string; milliseconds: number };
}

export async function draw(all: readonly Dashboard[], options: DrawOptions): Promise<Drawn[]> {
  const { prometheus, end, folder, onPanel, onDashboard } = options;
  mkdirSync(folder, { recursive: true });
  const jobs = new Set((await prometheus.instant("count by (job) (up)", end)).map(({ labels }) => labels.job ?? ""));
  const drawn: Drawn[] = [];
  for (const dashboard of all) {
    const title = dashboard.title ?? "";
    const gathered = await gather(dashboard, {
      ...options,
      jobs,
      onPanel: ({ title: panel = "" }) => onPanel?.(title, panel),
    });
    const png = await write(gathered, options);
    const one = judged(gathered, png);
    onDashboard?.(one);
    drawn.push(one);
  }
  writeFileSync(join(folder, "index.html"), index(drawn));
  return drawn;
}

async function write(gathered: Gathered, { folder, chromium, scrapeInterval }: DrawOptions): Promise<string> {
  const { uid = "" } = gathered.dashboard;
  const html = page(gathered, gathered.step + scrapeInterval);
  writeFileSync(join(folder, `${uid}.json`), dashboardJson(gathered.dashboard));
  writeFileSync(join(folder, `${uid}.html`), html);
  const tab = await chromium.newPage({ viewport: { width: pageWidth, height: 800 } });
  try {
    await tab.setContent(html);
    await tab.screenshot({ path: join(folder, `${uid}.png`), fullPage: true });
  } finally {
    await tab.close();
  }
  return `${uid}.png`;
}

/** Pure: what is wrong with it. */
export function judged({ dashboard, panels }: Pick<Gathered, "dashboard" | "panels">, png: string): Drawn {
  const title = (data: PanelData) => data.panel.title ?? "";
  const slowest = panels
    .map((data) => ({ panel: `${dashboard.title}: ${title(data)}`, milliseconds: Math.max(0, ...data.milliseconds) }))
    .sort((a, b) => b.milliseconds - a.milliseconds)[0];
  return {
    title: dashboard.title ?? "",
    png,
    panels: panels.length,
    empty: panels.filter((data) => isEmpty(data) && data.missing.length === 0).map(title),
    failed: panels.flatMap((data) => (data.error === undefined ? [] : [`${title(data)}: ${data.error}`])),
    absent: panels.flatMap((data) => (isEmpty(data) ? data.missing.slice(0, 1) : [])),
    slowest: slowest ?? { panel: "", milliseconds: 0 },
  };
}

const index = (drawn: readonly Drawn[]): string => {
  const one = ({ title, png }: Drawn) =>
    `<section><h2><a href="${png.replace(/png$/, "html")}">${escaped(title)}</a></h2><a href="${png}"><img src="${png}" alt="${escaped(title)}"></a></section>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Airpath: dashboards</title><style>
body { background: #111217; color: #ccccdc; font: 14px sans-serif; margin: 16px } a { color: #8ab8ff; text-decoration: none }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(480px, 1fr)); gap: 16px } img { width: 100%; border: 1px solid #2c3235 }
</style></head><body><h1>Airpath: dashboards</h1><main>${drawn.map(one).join("\n")}</main></body></html>
`;
};
