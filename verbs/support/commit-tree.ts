/** Another commit's files, laid out beside this tree: nothing of what somebody works on is touched. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../../toolchain/paths";
import { Failure } from "../verb";
import { execute, run } from "./command";

/**
 * @param variable that names it: "BASE"
 * @returns its id
 * @throws Failure where this clone has no such commit
 */
export async function commitNamed(variable: string, ref: string, clone = repository): Promise<string> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
  const { code, stdout } = await execute("git", args, { cwd: clone });
  if (code === 0) return stdout.trim();
  throw new Failure(
    `${variable} is "${ref}", which is no commit of this clone`,
    "git fetch it, or name one that git log knows",
  );
}

/** Fills a new folder with what the commit holds. */
export async function layOut(commit: string, folder: string, clone = repository): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "airpath-tree-"));
  try {
    const archive = join(scratch, "tree.tar");
    mkdirSync(folder, { recursive: true });
    await run("git", ["archive", "--format=tar", `--output=${archive}`, commit], { cwd: clone });
    await run("tar", ["-xf", archive, "-C", folder]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Gives a laid out commit its packages: this clone's where both lockfiles agree, else its own. */
export async function installPackages(folder: string): Promise<void> {
  const lockfile = (tree: string) => readFileSync(join(tree, "package-lock.json"), "utf8");
  if (lockfile(folder) === lockfile(repository)) borrowPackages(folder);
  else await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
}

/** Gives it this clone's packages, whichever it asks for. */
export const borrowPackages = (folder: string): void =>
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));

/** Gives it what this clone knows of its stacks: state, secrets and settings, not copies of the former two. */
export function shareStacks(folder: string): void {
  symlinkSync(join(repository, ".airpath"), join(folder, ".airpath"));
  for (const file of readdirSync(join(repository, "stacks")).filter((name) => /^Pulumi\..*\.yaml$/.test(name)))
    cpSync(join(repository, "stacks", file), join(folder, "stacks", file));
}
