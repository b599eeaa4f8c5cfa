/** What a preview compares with: what the stack last ran, or what another commit declares. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Declared } from "../../../stacks/declared";
import { type ByFile, declaredFrom, plannedByFile } from "../../../stacks/declared-by-file";
import { repository } from "../../../toolchain/paths";
import { Failure } from "../../verb";
import { execute } from "../command";
import { borrowPackages, commitNamed, layOut } from "../commit-tree";
import { inWords } from "../stack-settings";

/** Laid into the other commit's tree: the words are ours, the stations and their numbers its own. */
const ours = ["stacks/declared.ts", "stacks/declared-by-file.ts", "stacks/stack-name.ts"];

/** @throws Failure with every mistake of the inventory and of the stack's settings */
export const planned = (stack: string): ByFile | undefined =>
  inWords(() => plannedByFile(stack), "correct what is named above; nothing was changed");

/** @param found where it has been read already. @throws Failure likewise */
export const intended = (stack: string, found = planned(stack)): Declared | undefined =>
  found && declaredFrom(stack, found);

/** @throws Failure when there is no such commit, or it declares nothing that can be compared */
export async function declaredAt(ref: string, stack: string, tree = repository): Promise<Declared | undefined> {
  const commit = await commitNamed("BASE", ref, tree);
  const folder = mkdtempSync(join(tmpdir(), "airpath-base-"));
  try {
    const copy = join(folder, "tree");
    await layOut(commit, copy, tree);
    for (const file of ours) cpSync(join(repository, file), join(copy, file));
    borrowPackages(copy);
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
