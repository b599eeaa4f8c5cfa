import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../toolchain/record";
import { repository } from "../toolchain/paths";
import { releaseOf } from "./support/changelog";
import { git } from "./support/git";
import { print } from "./support/terminal";
import { Failure, positionals, type Verb } from "./verb";

export const release: Verb = {
  summary:
    'make a version of what CHANGELOG.md has under "Unreleased": its date, the packages\' version, a commit and a tag',
  help: `The version is the one that CHANGELOG.md's first section has; it must follow the last one by semantic versioning: what adds or changes is a minor
version at least, what removes a major one. Everything is looked at before anything is written, and nothing leaves this clone.
Then: make artifact packs it, git push --follow-tags publishes it. Back, until then: git tag -d vVERSION; git reset --hard HEAD~1`,
  run: async (args) => {
    positionals(args, 0);
    const { version, notes, changelog } = releaseOf(read("CHANGELOG.md"), new Date().toISOString().slice(0, 10));
    await requireClean();
    const tag = `v${version}`;
    if ((await git("tag", "--list", tag)) !== "")
      throw new Failure(`the tag ${tag} is there already`, "begin CHANGELOG.md with the next version's section");
    const files = {
      "CHANGELOG.md": changelog,
      "package.json": withVersion("package.json", version),
      "package-lock.json": withVersion("package-lock.json", version),
    };
    await commit(files, version, tag, notes);
    print(`${tag} is made. Next: make artifact; git push --follow-tags`);
    return 0;
  },
};

const read = (name: string): string => readFileSync(join(repository, name), "utf8");

/** A stack's own file is no part of a release: Pulumi writes the stack's salt into it. */
async function requireClean(): Promise<void> {
  const changed = await git("status", "--porcelain", "--", ".", ":!stacks/Pulumi.*.yaml");
  if (changed !== "")
    throw new Failure(`there is something that no commit has:\n${changed}`, "git commit it, or git stash it");
}

/** Both of npm's files have the version at the top, the lockfile for the root package as well. */
function withVersion(name: string, version: string): string {
  const content = JSON.parse(read(name)) as { version: string; packages?: { "": { version: string } } };
  content.version = version;
  if (content.packages) content.packages[""].version = version;
  return `${JSON.stringify(content, null, 2)}\n`;
}

async function commit(files: Record<string, string>, version: string, tag: string, notes: string): Promise<void> {
  const names = Object.keys(files);
  try {
    for (const [name, content] of Object.entries(files)) writeWhole(join(repository, name), content);
    await git("commit", "--quiet", "--message", `Airpath ${version}`, "--", ...names);
  } catch (error) {
    await git("checkout", "--quiet", "HEAD", "--", ...names);
    throw error;
  }
  // Markdown's headings are git's comments.
  await git("tag", "--annotate", "--cleanup=whitespace", "--message", `Airpath ${version}\n\n${notes}`, tag);
}
