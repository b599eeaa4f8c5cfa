import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repository } from "../../../toolchain/paths";
import { run } from "../../../verbs/support/command";

/** A copy of what Git knows of the repository, to be edited as people edit it; dependencies are those that are installed. */
export class Tree {
  private constructor(readonly folder: string) {}

  static async copy(folder: string): Promise<Tree> {
    const tracked = await run("git", ["-C", repository, "ls-files", "-z"]);
    for (const file of tracked.split("\0").filter(Boolean)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      cpSync(join(repository, file), join(folder, file), { verbatimSymlinks: true });
    }
    symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
    return new Tree(folder);
  }

  /** @param file that Git does not know, and programs read */
  take = (file: string): void => cpSync(join(repository, file), join(this.folder, file));

  /** @throws when the text is not there exactly once: an edit that does nothing proves nothing */
  edit(file: string, from: string, to: string): void {
    const path = join(this.folder, file);
    const parts = readFileSync(path, "utf8").split(from);
    if (parts.length !== 2) throw new Error(`${file} has "${from}" ${parts.length - 1} times`);
    writeFileSync(path, parts.join(to));
  }

  read = (file: string): string => readFileSync(join(this.folder, file), "utf8");

  /** Makes a commit of what is there, in a repository of its own. @returns its id */
  async commit(subject: string): Promise<string> {
    const git = (...args: string[]) => run("git", args, { cwd: this.folder });
    const who = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
    await git("init", "--quiet");
    await git("add", "--all", "--", ".", ":!node_modules");
    await git(...who, "commit", "--quiet", "--message", subject);
    return (await git("rev-parse", "HEAD")).trim();
  }
}
