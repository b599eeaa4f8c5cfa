import { repository } from "../toolchain/paths";
import { makeRelease, nextRelease } from "./support/next-release";
import { print } from "./support/terminal";
import { positionals, type Verb } from "./verb";

export const release: Verb = {
  summary:
    "make a version of the changes that wait in .changeset/: its CHANGELOG, a commit and a tag; SHOW=1: only say it",
  help: `The version follows from the changes, by semantic versioning: the largest of what they raise (CONTRIBUTING.md tells how one is written).
Everything is looked at before anything is written; what fails or is interrupted is undone, and nothing leaves this clone.
  SHOW=1   says what the version would be, and what its section in CHANGELOG.md; writes nothing, and minds nothing that is not committed
Then: make artifact packs it, git push --follow-tags publishes it. Back, until then: git tag -d vVERSION; git reset --keep HEAD~1`,
  run: async (args) => {
    positionals(args, 0);
    if (process.env.SHOW) {
      const { version, notes } = await nextRelease(repository);
      print(`${version}\n\n${notes}`);
    } else {
      const tag = await makeRelease(repository, new Date().toISOString().slice(0, 10));
      print(`${tag} is made. Next: make artifact; git push --follow-tags`);
    }
    return 0;
  },
};
