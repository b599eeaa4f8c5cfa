import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { projectFolder, repository } from "../toolchain/paths";
import { lintAll } from "./lint";
import { interrupted, show } from "./support/command";
import { bold, green, print, red } from "./support/terminal";
import { positionals, UsageError, type Verb } from "./verb";

export const test: Verb = {
  summary:
    "every test: lint, unit, engines by ear, and end to end on the real local stack; ONLY=lint|unit|pipeline|e2e",
  help: `The pipeline's tests run engines alone in Docker, break what can break, and listen. The end-to-end tests put the stack local on air, kill and break parts of it and listen, and end with make clean. A stack that was
on air before is put on air again.
  ONLY=unit     only those
  LONG=1        also those that want more than two cores, or a machine with nothing else to do
Its last line is "N passed, N failed", counted from Jest's own reports. Exit code 0: all passed, and some ran.`,
  run: async (args) => {
    positionals(args, 0);
    const only = process.env.ONLY ?? "";
    if (!["", "lint", "unit", "pipeline", "e2e"].includes(only))
      throw new UsageError(`ONLY is "${only}"; allowed: lint, unit, pipeline, e2e`);
    const wanted = (part: string) => only === "" || only === part;
    const linted = wanted("lint") ? await lintAll() : true;
    if (only === "lint") return linted ? 0 : 1;
    const counts: Counts[] = [];
    if (wanted("unit")) counts.push(await jest("unit", ["--config", "jest.config.cjs"]));
    if (wanted("pipeline") && !interrupted())
      counts.push(await jest("pipeline", ["--config", "tests/pipeline/jest.config.cjs", "--runInBand"]));
    if (wanted("e2e") && !interrupted())
      counts.push(await jest("e2e", ["--config", "jest.e2e.config.cjs", "--runInBand"]));
    const passed = counts.reduce((sum, each) => sum + each.passed, 0);
    const failed = counts.reduce((sum, each) => sum + each.failed, 0);
    const well = linted && failed === 0 && passed > 0 && counts.every(({ code }) => code === 0);
    if (!linted) print(red("lint complains, see above"));
    print(well ? green(bold("all well")) : red("not all well"));
    print(`${passed} passed, ${failed} failed`);
    return well ? 0 : 1;
  },
};

interface Counts {
  passed: number;
  failed: number;
  code: number;
}

async function jest(name: string, args: string[]): Promise<Counts> {
  const report = join(projectFolder, "reports", `${name}.json`);
  mkdirSync(join(projectFolder, "reports"), { recursive: true });
  rmSync(report, { force: true });
  const program = join(repository, "node_modules", ".bin", "jest");
  const code = await show(program, [...args, "--json", `--outputFile=${report}`], { cwd: repository });
  return { ...readReport(report), code };
}

/** A file that did not even load counts as one failed test; so does a runner that wrote no report. */
function readReport(file: string): Pick<Counts, "passed" | "failed"> {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Record<
      "numPassedTests" | "numFailedTests" | "numRuntimeErrorTestSuites",
      number
    >;
    return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
