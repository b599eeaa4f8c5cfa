/** `make drill`: one JSON line for each drill and station; what it is about goes to standard error. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../toolchain/paths";
import { version } from "../../package.json";
import { run } from "../../verbs/support/command";
import { drills } from "./drills";
import { type Line, runDrill } from "./run";
import { table } from "./table";

async function main(): Promise<void> {
  const { DRILL = "" } = process.env;
  const lines: Line[] = [];
  for (const drill of drills.filter(({ name }) => name.startsWith(DRILL))) {
    process.stderr.write(`  ${drill.name}: ${drill.what}\n`);
    for (const line of await runDrill(drill)) {
      process.stdout.write(`${JSON.stringify(line)}\n`);
      lines.push(line);
    }
  }
  if (lines.some(({ pass }) => !pass)) process.exitCode = 1;
  if (DRILL !== "") return;
  const docker = (await run("docker", ["version", "--format", "{{.Server.Version}}"])).trim();
  const ran = { date: new Date().toISOString().slice(0, 10), airpath: version, docker, node: process.version };
  writeFileSync(join(repository, "docs", "drills.md"), table(lines, ran));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
