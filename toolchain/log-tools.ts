/** What keeps logs and what brings them: built when somebody asks for it, and not by `make setup`, whose time is from nothing to audio. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { type LogProgram, logPrograms, programPath } from "../components/logs/programs";
import { dropGoCaches, goBuild } from "./go";
import { inCache, placeFolder, repository } from "./paths";
import { runStep, type Step, thereAlready } from "./step";
import { versions } from "./versions";

const version = versions.victoriaLogs.pinned;
const folder = () => inCache("tools", `victoria-logs-${version}`);
const cached = ({ name }: LogProgram) => join(folder(), name);

const step = (): Step => ({
  name: "log store and collector",
  ways: [
    thereAlready(version, ...logPrograms.map(cached)),
    {
      name: "build",
      announce: "builds from Go modules, about 2 minutes",
      attempt: async () => {
        await placeFolder(folder(), async (unfinished) => {
          for (const { name } of logPrograms)
            await goBuild(
              "victoria-logs",
              `github.com/VictoriaMetrics/VictoriaLogs/app/${name}`,
              join(unfinished, name),
              "",
            );
        });
        return version;
      },
    },
  ],
  fix: "give this machine a Go module proxy (GOPROXY); then run make log-tools again",
});

/** Brings both, and lays each where its image is built. */
export async function logTools(): Promise<void> {
  await runStep(step());
  for (const program of logPrograms) copyFileSync(cached(program), join(repository, programPath(program)));
  await dropGoCaches();
}
