/** What the next release is, by the changes that wait for it, and how it is made: whole, or not at all. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import getReleasePlan from "@changesets/get-release-plan";
import { writeWhole } from "../../toolchain/record";
import { Failure } from "../verb";
import { changeFiles, waiting } from "./changes";
import { notesOf, withSection } from "./changelog";
import { interrupted, run, undisturbed } from "./command";
import { gitIn } from "./git";

export interface NextRelease {
  /** "1.2.3" */
  version: string;
  /** What is new, in Markdown. */
  notes: string;
}

/** The version of a tree before its first release. */
const none = "0.0.0";

const npmFiles = ["package.json", "package-lock.json"];

/** @throws Failure where nothing waits, or where what waits cannot be read */
export async function nextRelease(clone: string): Promise<NextRelease> {
  const entries = waiting(clone, versionOf(clone));
  const { releases } = await getReleasePlan(clone);
  if (releases[0]) return { version: releases[0].newVersion, notes: notesOf(entries) };
  throw new Failure(".changeset/ has nothing that waits for a release", "npx changeset writes a change down");
}

/**
 * Commits and tags the next release.
 * @param date of today: "2026-11-26"
 * @returns the tag
 * @throws Failure; then everything is as it was
 */
export async function makeRelease(clone: string, date: string): Promise<string> {
  const git = gitIn(clone);
  await requireClean(clone);
  const tags = (await git("tag", "--list")).split("\n");
  requireLast(clone, tags);
  const next = await nextRelease(clone);
  const tag = `v${next.version}`;
  if (tags.includes(tag))
    throw new Failure(
      `the tag ${tag} is there already`,
      "git pull: another clone has released; git tag -d it, where it is a mistake",
    );
  const before = await git("rev-parse", "HEAD");
  const kept = new Map([...npmFiles, "CHANGELOG.md", ...changeFiles(clone)].map((file) => [file, read(clone, file)]));
  await undisturbed(async () => {
    try {
      write(clone, next, date);
      await git("commit", "--quiet", "--message", `Airpath ${next.version}`, "--", ...kept.keys());
      // Markdown's headings are git's comments.
      const words = `Airpath ${next.version}\n\n${next.notes}`;
      await git("tag", "--annotate", "--cleanup=whitespace", "--message", words, tag);
    } catch (error) {
      await undo(clone, before, kept);
      const said = error instanceof Error ? error.message : String(error);
      throw interrupted()
        ? new Failure("interrupted; everything is as it was", "make release")
        : new Failure(said, "mend what git says; everything is as it was");
    }
  });
  return tag;
}

/** Files first: these come back also where git does nothing, as when another one holds its index. A second Ctrl-C does not reach git here. */
async function undo(clone: string, before: string, kept: ReadonlyMap<string, string>): Promise<void> {
  for (const [file, content] of kept) writeWhole(join(clone, file), content);
  const apart = (...args: string[]) => run("git", args, { cwd: clone, apart: true });
  if ((await apart("rev-parse", "HEAD")).trim() === before) return;
  await apart("reset", "--quiet", "--soft", before);
  await apart("reset", "--quiet", "--", ...kept.keys());
}

function write(clone: string, { version, notes }: NextRelease, date: string): void {
  const rewrite = (file: string, change: (content: string) => string) =>
    writeWhole(join(clone, file), change(read(clone, file)));
  rewrite("CHANGELOG.md", (changelog) => withSection(changelog, version, date, notes));
  for (const file of npmFiles) rewrite(file, (content) => withVersion(content, version));
  for (const file of changeFiles(clone)) rmSync(join(clone, file));
}

interface Versioned {
  version: string;
  packages?: { "": { version: string } };
}

/** Both of npm's files have the version at the top, the lockfile for the root package as well. */
function withVersion(content: string, version: string): string {
  const parsed = JSON.parse(content) as Versioned;
  parsed.version = version;
  if (parsed.packages) parsed.packages[""].version = version;
  return `${JSON.stringify(parsed, null, 2)}\n`;
}

const read = (clone: string, file: string): string => readFileSync(join(clone, file), "utf8");
const versionOf = (clone: string): string => (JSON.parse(read(clone, "package.json")) as Versioned).version;

/** A stack's own file is no part of a release: Pulumi writes the stack's salt into it. */
async function requireClean(clone: string): Promise<void> {
  const changed = await gitIn(clone)("status", "--porcelain", "--", ".", ":!stacks/Pulumi.*.yaml");
  if (changed !== "")
    throw new Failure(`there is something that no commit has:\n${changed}`, "git commit it, or git stash it");
}

/** Where it is not there, its commit may be half of a release, or this clone half of what is known. */
function requireLast(clone: string, tags: readonly string[]): void {
  const last = versionOf(clone);
  if (last !== none && !tags.includes(`v${last}`))
    throw new Failure(
      `package.json says ${last}, and there is no tag v${last}`,
      "git fetch --tags; where a release was cut off before its tag, git reset --keep HEAD~1",
    );
}
