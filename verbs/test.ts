import { lintAll } from "./lint";
import { interrupted } from "./support/command";
import { needs } from "./support/machine";
import {
  add,
  type Counts,
  none,
  runFilesInRealTime,
  runInRealTime,
  runJest,
  runJestOnce,
  tell,
} from "./support/suites";
import { bold, green, print, red } from "./support/terminal";
import { positionals, UsageError, type Verb } from "./verb";

/**
 * Tests of the whole stack: what the machine gave meanwhile belongs to all of them.
 * @param tries how often they are run where they fail
 */
const onStack = (name: string, minutes: number, tries?: 1) => ({
  name,
  run: () => {
    const attempt = () => runJest(name, ["--config", `jest.${name}.config.cjs`, "--runInBand"], minutes);
    return runInRealTime(name, needs.stack, attempt, { tries });
  },
});

const suites: { name: string; run: () => Promise<Counts> }[] = [
  { name: "unit", run: () => runJestOnce("unit", ["--config", "jest.config.cjs"]) },
  {
    name: "pipeline",
    run: () => runFilesInRealTime("pipeline", "tests/pipeline/jest.config.cjs", { each: 10, all: 38 }),
  },
  onStack("e2e", 20),
  // Each drill has its own second try.
  onStack("drills", 40, 1),
];

export const test: Verb = {
  summary:
    "every test: lint, unit, engines by ear, and end to end on the real local stack; ONLY=lint|unit|pipeline|e2e|drills",
  help: `The pipeline's tests run engines alone in Docker, break what can break, and listen. The end-to-end tests put the stack local on air, kill and break parts of it and listen, and end with make clean; drills are the core of make drill. A stack that
was on air before is put on air again.
  ONLY=unit     only those
  LONG=1        also those that want more than two cores, or a machine with nothing else to do
Audio keeps its own time. A file of tests that listen is run once more when it fails, three files at most, and what passed only then is listed at
the end. What fails while the machine gives less than the tests need is told apart: no pass, and no failure of what was tested
(docs/decisions/machine-that-keeps-time.md).
Its last line is "N passed, N failed", counted from Jest's own reports. Exit code 0: none failed, and some passed.`,
  run: async (args) => {
    positionals(args, 0);
    const only = process.env.ONLY ?? "";
    if (!["", "lint", ...suites.map(({ name }) => name)].includes(only))
      throw new UsageError(`ONLY is "${only}"; allowed: lint, ${suites.map(({ name }) => name).join(", ")}`);
    const wanted = (part: string) => only === "" || only === part;
    const linted = wanted("lint") ? await lintAll() : true;
    if (only === "lint") return linted ? 0 : 1;
    const all = none();
    for (const { name, run } of suites) if (wanted(name) && !interrupted()) add(all, await run());
    const well = linted && all.failed === 0 && all.passed > 0 && !interrupted();
    if (!linted) print(red("lint complains, see above"));
    tell(all);
    if (!well) print(red("not all well"));
    else print(green(bold(all.unjudged.length > 0 ? "what could be judged is well" : "all well")));
    print(`${all.passed} passed, ${all.failed} failed`);
    return well ? 0 : 1;
  },
};
