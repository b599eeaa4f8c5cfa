import { join, resolve } from "node:path";
import { projectFolder, repository } from "../toolchain/paths";
import { rememberedPlugin } from "../toolchain/state";
import { writeArchive } from "./support/backup/archive";
import { manifestOf } from "./support/backup/manifest";
import { keepOwnFiles } from "./support/backup/own-files";
import { execute } from "./support/command";
import { exportState, requireSetUp } from "./support/pulumi";
import { stackName } from "./support/stack";
import { dim, print } from "./support/terminal";
import { Failure, positionals, type Verb } from "./verb";

/** Of the state, in a backup. */
export const stateName = "state.json";

export const backup: Verb = {
  summary: "keep a stack's state, and the secrets without which it opens nothing, in one file: [FILE=]",
  help: `What make restore brings back: Pulumi's state as its backend exports it, the passphrase where it is this clone's own, the root secret from which all
passwords come, and the certificate of the fronts. Whoever has the file has the platform: keep it encrypted, and elsewhere. Settings and stations are in git;
what volumes hold (samples, silences, operators' choices) is not in it.
  STACK=local   the stack
  FILE=path     where to (.airpath/backups/STACK-TIME.tar.gz)`,
  run: async (args) => {
    positionals(args, 0);
    await keepStack(process.env.FILE);
    return 0;
  },
};

/** @param wanted where to; else beside the others of this clone. @throws Failure where there is nothing to keep, or not the whole of it */
export async function keepStack(wanted?: string): Promise<void> {
  requireSetUp();
  const stack = stackName();
  const made = new Date().toISOString();
  const state = await exportState();
  const { resources = [], pending_operations: pending = [] } = state.deployment;
  if (resources.length === 0)
    throw new Failure(`the state of stack "${stack}" holds nothing yet, so there is nothing to keep`, "make start");
  if (pending.length > 0)
    throw new Failure(
      "an up was cut off, so the state is not whole",
      "make start, which completes it, then make backup",
    );
  const files = { [stateName]: JSON.stringify(state), ...keepOwnFiles() };
  const plugin = await rememberedPlugin(stack);
  const about = { stack, made, commit: await commit(), ...(plugin && { plugin }), resources: resources.length };
  const name = `${stack}-${made.replaceAll(":", "").replace(/\.\d+/, "")}.tar.gz`;
  const archive = wanted ? resolve(wanted) : join(projectFolder, "backups", name);
  await writeArchive(archive, manifestOf(about, files), files);
  print(archive);
  print(dim(`  ${resources.length} resources, ${Object.keys(files).length} files; whoever has it has every password`));
}

async function commit(): Promise<string> {
  const { code, stdout } = await execute("git", ["rev-parse", "HEAD"], { cwd: repository });
  return code === 0 ? stdout.trim() : "unknown";
}
