/** Pulumi writes the salt of this machine's passphrase into the committed file of a stack. It is kept out of git; a lost one comes back from the state. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { run } from "./command";

/** A stack's file without the line that ties it to a passphrase. */
export const withoutSalt = (config: string) => config.replace(/^encryptionsalt:.*\n?/m, "");

/**
 * A clean filter in this clone's own git folder keeps the salt out of commits.
 * @param file the stack's file, relative to the clone
 */
export async function keepSaltOutOfGit(clone: string, file: string): Promise<void> {
  const path = await git(clone, "rev-parse", "--git-path", "info/attributes");
  const attributes = resolve(clone, path.trim());
  const line = `${file} filter=airpath-salt`;
  if (existsSync(attributes) && readFileSync(attributes, "utf8").split("\n").includes(line)) return;
  await git(clone, "config", "filter.airpath-salt.clean", "sed -e /^encryptionsalt:/d");
  mkdirSync(dirname(attributes), { recursive: true });
  appendFileSync(attributes, `${line}\n`);
}

/**
 * Git calls a file of another size changed and asks no filter, until it has read it once more. A change that is somebody's own
 * stays theirs to add.
 */
export async function showUnchanged(clone: string, file: string): Promise<void> {
  try {
    await git(clone, "diff", "--quiet", "--", file);
    await git(clone, "add", "--update", "--", file);
  } catch {
    // Changed, or git is busy: `git status` shows the file, and nothing else is lost.
  }
}

const git = (clone: string, ...args: string[]) => run("git", args, { cwd: clone });
