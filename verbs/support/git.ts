import { repository } from "../../toolchain/paths";
import { run } from "./command";

/** @returns what git says in this clone. @throws with git's words where it refuses */
export const git = async (...args: string[]): Promise<string> => (await run("git", args, { cwd: repository })).trim();
