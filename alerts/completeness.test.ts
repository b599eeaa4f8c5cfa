import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../components/catalogue";
import { drills } from "../tests/drills/drills";
import { verbs } from "../verbs/main";
import type { Alert, Subject } from "./alert";
import { cases } from "./cases/cases";
import { marks, monitoringTable, withTable } from "./docs";
import { rivagePlan } from "./docs-plan";
import { factNames } from "./facts";
import { runbookUrl } from "./links";
import { recording } from "./recording";
import { alerts, ruleFiles } from "./rules";
import { readRunbooks } from "./runbooks";
import { shownOf } from "./shown";

const planned = [
  ...["README", "add-station", "deploy-pipeline", "lose-a-site", "maintenance-engine"],
  ...["remove-station", "restore-state", "rotate-secrets"],
];
const sections = ["Meaning", "Impact on the listener", "Diagnosis", "Mitigation", "Verify", "Escalate", "Related"];
const plan = rivagePlan();
const all = Object.values(alerts(plan)).flat();
const names = all.map(({ name }) => name);
const runbooks = readRunbooks();
const texts = Object.entries(runbooks);

it("every alert has its runbook, and every runbook its alert or is planned work", () => {
  expect(Object.keys(runbooks).sort()).toEqual([...names, ...planned].map((name) => `${name}.md`).sort());
});

it("every alert links to its runbook", () => {
  const links = { runbooks: "http://x/", dashboards: "http://y/" };
  const content = ruleFiles(plan, links).map((file) => file.content);
  for (const name of names) expect(content.join("\n")).toContain(`runbook_url: ${runbookUrl(links, name)}\n`);
});

it("every alert leads to a dashboard with a panel that shows what it is about", () => {
  const shown = shownOf(plan);
  const lost = (Object.entries(alerts(plan)) as [Subject, Alert[]][]).flatMap(([subject, list]) =>
    list.filter((alert) => shown(subject, alert).panels.length === 0).map(({ name }) => name),
  );
  // It always fires, and reads nothing.
  expect(lost).toEqual(["Watchdog"]);
});

it("every alert names a drill that there is, or says why there is none", () => {
  const known = drills.map(({ name }) => name);
  const unknown = all.filter(({ drill }) => ("name" in drill ? !known.includes(drill.name) : drill.none.length < 20));
  expect(unknown).toEqual([]);
});

it("every alert is tried on both sides", () => {
  const elsewhere = [
    "Watchdog",
    "TargetsMissing",
    "ErrorBudgetBurnsFast",
    "ErrorBudgetBurnsSlowly",
    "ErrorBudgetSpent",
  ];
  const tried = Object.values(cases).flatMap((list) => list.map(({ alert }) => alert));
  expect([...new Set([...tried, ...elsewhere])].sort()).toEqual([...names].sort());
});

describe.each(texts.filter(([file]) => names.includes(file.replace(".md", ""))))("%s", (file, text) => {
  it("has every section, with something in it", () => {
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(sections);
    expect(text).toMatch(new RegExp(`^# ${file.replace(".md", "")}\n`));
    for (const part of text.split(/^## .*$/m).slice(1)) expect(part.trim().length).toBeGreaterThan(4);
  });
});

describe.each(texts)("what %s tells to do", (_, text) => {
  it("are verbs that there are", () => {
    const used = [...text.matchAll(/\bmake ([a-z-]+)/g)].map(([, verb]) => verb!);
    expect(used.filter((verb) => !(verb in verbs) && verb !== "setup")).toEqual([]);
  });

  it("leads to pages that there are", () => {
    const linked = [...text.matchAll(/\]\(([^)]+\.md)\)/g)].map(([, page]) => page!);
    expect(linked.filter((page) => !(page in runbooks))).toEqual([]);
  });

  it("asks for series that there are", () => {
    const recorded = new Set<string>([
      ...recording(plan).flatMap(({ recordings }) => recordings.map(({ name }) => name)),
      ...Object.values(factNames),
    ]);
    const family =
      "liquidsoap|srt_input|publisher|hls|icecast|cache|haproxy|prometheus|alertmanager|node|process|airpath_engine|container|namedprocess|airpath_drift";
    const asked = [...text.matchAll(/--data-urlencode 'query=(.*)'/g)].flatMap(([, query]) => [
      ...query!.matchAll(new RegExp(`\\b(?:(?:${family})_[a-z0-9_]*[a-zA-Z_]|[a-z_]+:[a-z_]+:[a-z0-9_]+)\\b`, "g")),
    ]);
    expect(asked.map(([name]) => name).filter((name) => !catalogue.has(name) && !recorded.has(name))).toEqual([]);
  });
});

describe("docs/monitoring.md", () => {
  it("is up to date: npx tsx alerts/write-docs.ts", () => {
    const document = readFileSync(join(__dirname, "..", "docs", "monitoring.md"), "utf8");
    expect(withTable(document, monitoringTable(plan))).toBe(document);
  });

  it("says so when its marks are gone", () => {
    expect(() => withTable("nothing", "")).toThrow("docs/monitoring.md: the marks are missing");
    expect(withTable(`a ${marks.begin} old ${marks.end} b`, "new")).toBe("a new b");
  });
});
