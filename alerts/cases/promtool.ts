/** Runs the real promtool on rule files and on tests made from cases. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { prometheusTool } from "../../toolchain/prometheus-tools";
import type { Alert, Subject } from "../alert";
import { dashboardUrl, type Links, runbookUrl } from "../links";
import { duration } from "../promql";
import type { RuleFile } from "../rules";
import type { Case, CaseSeries } from "./case";

const usualStep = 5;
const usualOnset = 60;

/** Writes files into a folder of its own, runs promtool in it, and removes it. @returns what promtool said, "" when all was well */
export async function promtool(args: string[], files: readonly RuleFile[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "airpath-promtool-"));
  try {
    for (const { name, content } of files) writeFileSync(join(folder, name), content);
    await promisify(execFile)(await prometheusTool("promtool"), args, { cwd: folder, maxBuffer: 64e6 });
    return "";
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`.trim() || message;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const fixed = (value: number | "none", count: number): string => {
  if (count <= 0) return "";
  return value === "none" ? `_x${count}` : `${value}+0x${count - 1}`;
};

function values({ good, bad, counts }: CaseSeries, before: number, after: number): string {
  if (!counts) return `${fixed(good, before)} ${fixed(bad, after)}`.trim();
  const [slow, fast] = [Number(good), Number(bad)];
  // What falls with each sample has restarted each time: it falls from high up.
  const first = fast < 0 ? 1000 : 0;
  const next = first + slow * before - slow + fast;
  return `${first}+${slow}x${before - 1} ${next}${fast < 0 ? fast : `+${fast}`}x${after - 1}`;
}

/** As promtool reads them. @param before samples of good @param after samples of bad */
export const seriesOf = (list: readonly CaseSeries[], before: number, after: number): object[] =>
  list.map((each) => ({ series: each.selector, values: values(each, before, after) }));

interface Subjected {
  alert: Alert;
  subject: Subject;
  links: Links;
}

/** One test of promtool's: silent while all is good, not yet firing just before its time, firing exactly so at its time. */
export function testOf(one: Case, { alert, subject, links }: Subjected): object {
  const { step = usualStep, onset = usualOnset, lag = 0 } = one;
  const before = onset / step;
  const firesAt = onset + lag + alert.for.seconds;
  const after = Math.ceil((firesAt - onset) / step) + 2;
  const any = `ALERTS{alertname="${one.alert}"}`;
  const firing = `ALERTS{alertname="${one.alert}", alertstate="firing"}`;
  const fillIn = (text: string) => text.replaceAll("{{ $labels.station }}", one.labels.station ?? "");
  const silent = (expr: string, seconds: number) => ({ expr, eval_time: duration(seconds), exp_samples: [] });
  return {
    name: one.alert,
    interval: duration(step),
    input_series: seriesOf(one.series, before, after),
    promql_expr_test: [silent(any, onset - step), silent(firing, firesAt - step)],
    alert_rule_test: [
      {
        alertname: one.alert,
        eval_time: duration(firesAt),
        exp_alerts: [
          {
            exp_labels: { severity: alert.severity, subject, ...one.labels },
            exp_annotations: {
              summary: alert.summary,
              description: one.says,
              runbook_url: runbookUrl(links, one.alert),
              dashboard_url: fillIn(dashboardUrl(links, subject, alert)),
            },
          },
        ],
      },
    ],
  };
}

/** A test without any series, after an hour: which alerts fire for what is missing, and how often. */
export const missingTest = (expected: Readonly<Record<string, number>>): object => ({
  name: "without any series",
  interval: "1m",
  input_series: [],
  promql_expr_test: [
    {
      expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
      eval_time: "1h",
      exp_samples: Object.entries(expected).map(([alertname, value]) => ({
        labels: `{alertname="${alertname}"}`,
        value,
      })),
    },
  ],
});

const groupOrder = ["facts", "sound", "availability", "service-levels", "error-budgets"];

/** @param groups names of the groups in the rule files, recordings' apart */
export function testFile(
  ruleFiles: string[],
  groups: string[],
  evaluation: number,
  tests: readonly object[],
): RuleFile {
  const content = {
    rule_files: ruleFiles,
    evaluation_interval: duration(evaluation),
    group_eval_order: [...groupOrder, ...groups],
    tests,
  };
  return { name: `${groups.join("-")}-${evaluation}.test.yml`, content: stringify(content, { lineWidth: 0 }) };
}
