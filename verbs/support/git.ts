import { repository } from "../../toolchain/paths";
import { run } from "./command";

/** @returns what git says in that clone. @throws with git's words where it refuses */
export const gitIn =
  (clone: string) =>
  async (...args: string[]): Promise<string> =>
    (await run("git", args, { cwd: clone })).trim();

export const git = gitIn(repository);
