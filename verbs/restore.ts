import { resolve } from "node:path";
import { keepStack, stateName } from "./backup";
import { setUp } from "./start";
import { readArchive } from "./support/backup/archive";
import { type Manifest, readBackup } from "./support/backup/manifest";
import { putBackOwnFiles } from "./support/backup/own-files";
import { type Deployment, exportState, importState, isSetUp } from "./support/pulumi";
import { liftDeadLocks } from "./support/recovery";
import { stackName } from "./support/stack";
import { dim, print, step } from "./support/terminal";
import { Failure, positionals, UsageError, type Verb } from "./verb";

export const restore: Verb = {
  summary: "bring back what make backup kept: FILE= [FORCE=1]",
  help: `In this clone or in a new one, on this machine or another. Containers are not touched: make start afterwards goes on with those that the state knows.
Where the stack has a state that is another one, nothing is done without FORCE=1, and then that state is kept first, as make backup does.
  STACK=local   the stack
  FILE=path     what make backup wrote
  FORCE=1       also over a state that is another one`,
  run: async (args) => {
    positionals(args, 0);
    const { FILE, FORCE } = process.env;
    if (!FILE) throw new UsageError("FILE is missing; fix: make restore FILE=… (make backup printed it)");
    const stack = stackName();
    const { manifest, files } = readBackup(FILE, stack, await readArchive(resolve(FILE)));
    const state = files[stateName];
    if (state === undefined) throw new Failure(`${FILE} holds no state`, "name a file that make backup wrote");
    const kept = JSON.parse(state) as Deployment;
    if (await isThere(kept, Boolean(FORCE))) return 0;
    for (const aside of putBackOwnFiles(files, stack)) print(dim(`  set aside: ${aside}`));
    // A new clone might take the other plugin, under which everything would be replaced.
    await setUp(manifest.plugin && { AIRPATH_DOCKER_PLUGIN: manifest.plugin });
    await liftDeadLocks((line) => print(`  ${line}`));
    await step(`State of ${told(manifest)}`, () => importState(kept));
    print("make start goes on from there");
    return 0;
  },
};

const told = ({ made, resources, commit }: Manifest): string =>
  `${made.slice(0, 16).replace("T", " ")}Z, ${resources} resources, commit ${commit.slice(0, 10)}`;

/** @returns whether the state is the one that is there. @throws Failure where another one would be lost */
async function isThere(kept: Deployment, force: boolean): Promise<boolean> {
  const now = isSetUp() ? await exportState().catch(() => undefined) : undefined;
  const resources = now?.deployment.resources ?? [];
  if (!now || resources.length === 0) return false;
  if (JSON.stringify(now.deployment.resources) === JSON.stringify(kept.deployment.resources)) {
    print("the state is what the backup holds: nothing to do");
    return true;
  }
  if (!force)
    throw new Failure(
      `stack "${stackName()}" has a state here, with ${resources.length} resources, which is not the backup's (${kept.deployment.resources?.length ?? 0})`,
      "where the backup is meant: FORCE=1, which keeps the present one first; else make start, with what is there",
    );
  print(dim("  keeps what is there first:"));
  await keepStack();
  return false;
}
