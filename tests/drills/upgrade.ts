/** The upgrade from a release to what this tree declares, as an engineer does it. */
import { Failure } from "../../verbs/verb";
import { git } from "../../verbs/support/git";
import { make } from "../support/stack";

/** Brings the stack to the release by the release's own program, unheard: nobody listens yet. @throws Failure where there is none, or it cannot be brought up */
export async function toRelease(): Promise<void> {
  const { code, stdout, stderr } = await make("rollback", { TO: await release(), STACK: "local" });
  if (code === 0) return;
  throw new Failure(`the release could not be brought up:\n${stdout}${stderr}`, "make start, then mend what it says");
}

/** What `FROM=` says, else the last release before this commit. */
async function release(): Promise<string> {
  if (process.env.FROM) return process.env.FROM;
  return git("describe", "--tags", "--match=v*", "--abbrev=0", "HEAD^").catch(() => {
    throw new Failure(
      "there is no release before this commit to upgrade from",
      "FROM=COMMIT names what to upgrade from",
    );
  });
}
