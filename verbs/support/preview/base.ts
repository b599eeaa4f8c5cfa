/** What a preview compares with: what the stack last ran, or what another commit declares. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Declared } from "../../../stacks/declared";
import { type ByFile, declaredFrom, plannedByFile } from "../../../stacks/declared-by-file";
import { repository } from "../../../toolchain/paths";
import { Failure } from "../../verb";
import { execute, run } from "../command";
import { inWords } from "../stack-settings";

/** Laid into the other commit's tree: the words are ours, the stations and their numbers its own. */
const ours = ["stacks/declared.ts", "stacks/declared-by-file.ts"];

/** @throws Failure with every mistake of the inventory and of the stack's settings */
export const planned = (stack: string): ByFile | undefined =>
  inWords(() => plannedByFile(stack), "correct what is named above; nothing was changed");

/** @param found where it has been read already. @throws Failure likewise */
export const intended = (stack: string, found = planned(stack)): Declared | undefined =>
  found && declaredFrom(stack, found);

/** @throws Failure when there is no such commit, or it declares nothing that can be compared */
export async function declaredAt(ref: string, stack: string, tree = repository): Promise<Declared | undefined> {
  const { code, stdout } = await execute(
    "git",
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`],
    {
      cwd: tree,
    },
  );
  if (code !== 0)
    throw new Failure(
      `BASE is "${ref}", which is no commit of this clone`,
      "git fetch it, or name one that git log knows",
    );
  const folder = mkdtempSync(join(tmpdir(), "airpath-base-"));
  try {
    const archive = join(folder, "tree.tar");
    const copy = join(folder, "tree");
    mkdirSync(copy);
    await run("git", ["archive", "--format=tar", `--output=${archive}`, stdout.trim()], { cwd: tree });
    await run("tar", ["-xf", archive, "-C", copy]);
    for (const file of ours) cpSync(join(repository, file), join(copy, file));
    symlinkSync(join(repository, "node_modules"), join(copy, "node_modules"));
    return await declaredIn(copy, ref, stack);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function declaredIn(copy: string, ref: string, stack: string): Promise<Declared | undefined> {
  const program = ["--import", "tsx", join("stacks", "declared-by-file.ts"), stack];
  const { code, stdout, stderr } = await execute(process.execPath, program, { cwd: copy, background: true });
  if (code === 0) return (JSON.parse(stdout) as Declared | null) ?? undefined;
  const said =
    stderr
      .trim()
      .split("\n")
      .find((line) => /Error: /.test(line)) ?? stderr.trim().split("\n").at(-1);
  throw new Failure(
    `what ${ref} declares for stack "${stack}" could not be told: ${said}`,
    "name a commit that has this stack and a whole inventory, or leave BASE away: then it is what the stack last ran",
  );
}
