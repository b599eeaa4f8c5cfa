import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";
import { catalogue } from "../components/catalogue";
import type { Subject } from "./alert";
import { cases, whenAllIsMissing } from "./cases/cases";
import { missingTest, promtool, testFile, testOf } from "./cases/promtool";
import { factNames } from "./facts";
import { recording } from "./recording";
import { alerts, complete, ruleFiles } from "./rules";

const links = { runbooks: "http://runbooks.example/", dashboards: "http://grafana.example/" };
const inventory = parseInventory(stationFiles);
const rivage = planFleet(selectStations(inventory, ["rivage"]), { masters: 2, relays: 2, origins: 2 });
const bySubject = Object.entries(alerts(rivage)) as [Subject, ReturnType<typeof alerts>[Subject]][];
const all = bySubject.flatMap(([subject, list]) => list.map((alert) => ({ subject, alert })));

describe("every rule", () => {
  it("is one that promtool takes, for one station and for all", async () => {
    const fleet = planFleet(selectStations(inventory, "fleet"), { masters: 2, relays: 3, origins: 2 });
    for (const plan of [rivage, fleet]) {
      const files = ruleFiles(plan, links);
      expect(
        await promtool(["check", "rules", "--lint=all", "--lint-fatal", ...files.map(({ name }) => name)], files),
      ).toBe("");
    }
  }, 60_000);

  it("reads metrics of the catalogue and recorded ones, by labels that they have", () => {
    const recordings = recording(rivage).flatMap((group) => group.recordings);
    const recorded = new Set([...recordings.map(({ name }) => name), ...Object.values(factNames)]);
    const target = ["job", "instance", "component", "station", "engine", "host"];
    const read = [...recordings.map(({ expr }) => expr), ...all.map(({ alert }) => complete(alert))];
    const strange = read
      .flatMap(({ uses }) => uses)
      .filter(({ metric, labels }) => {
        if (recorded.has(metric)) return false;
        const family = catalogue.get(metric);
        return !family || labels.some((label) => !target.includes(label) && !family.labels.includes(label));
      });
    expect(strange).toEqual([]);
  });

  it("is recorded for somebody: every recording is read, or is a level that dashboards show", () => {
    const shown = ["stream:available:bool", "stream:availability:ratio1m"];
    const recordings = recording(rivage).flatMap((group) => group.recordings);
    const uses = [...recordings.map(({ expr }) => expr), ...all.map(({ alert }) => complete(alert))].flatMap((expr) =>
      expr.uses.map(({ metric }) => metric),
    );
    const unread = [...new Set(recordings.map(({ name }) => name))].filter(
      (name) => !uses.includes(name) && !shown.includes(name),
    );
    expect(unread).toEqual([]);
  });
});

describe("every alert", () => {
  it.each(all.map(({ alert }) => [alert.name, alert] as const))("%s is well formed", (_, alert) => {
    expect(alert.name).toMatch(/^[A-Z][a-z0-9]+([A-Z][a-z0-9]*)*$/);
    expect(alert.summary).toMatch(/^[A-Z][^]*[^.]\.$/);
    expect(alert.summary).not.toContain("{{");
    expect(alert.description).toMatch(/\.$/);
    expect(alert.for.because.length).toBeGreaterThan(15);
    if (alert.about === "station") expect(alert.description).toContain("{{ $labels.station }}");
  });

  it("has a name of its own", () => {
    const names = all.map(({ alert }) => alert.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("is tested, and nothing else is", () => {
    const special = [
      "Watchdog",
      "TargetsMissing",
      "ErrorBudgetBurnsFast",
      "ErrorBudgetBurnsSlowly",
      "ErrorBudgetSpent",
    ];
    const tested = [...Object.values(cases).flatMap((list) => list.map(({ alert }) => alert)), ...special];
    expect(tested.sort()).toEqual(all.map(({ alert }) => alert.name).sort());
  });

  it.each(bySubject.map(([subject]) => subject))(
    "of %s is silent while all is good, fires when it must, and does with missing series what it says",
    async (subject) => {
      const list = alerts(rivage)[subject];
      const tests = cases[subject].map((one) => ({
        step: one.step ?? 5,
        test: testOf(one, { alert: list.find(({ name }) => name === one.alert)!, subject, links }),
      }));
      const files = ruleFiles(rivage, links);
      const rules = ["recording.yml", `${subject}.yml`];
      const steps = [...new Set([5, ...tests.map(({ step }) => step)])];
      const testFiles = steps.map((seconds) => {
        const own = tests.filter(({ step }) => step === seconds).map(({ test }) => test);
        return testFile(rules, [subject], seconds, own);
      });
      testFiles.push(testFile(rules, [`${subject}-missing`], 240, [missingTest(whenAllIsMissing[subject])]));
      expect(await promtool(["test", "rules", ...testFiles.map(({ name }) => name)], [...files, ...testFiles])).toBe(
        "",
      );
    },
    120_000,
  );
});
