import { rmSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../toolchain/paths";
import { show } from "./support/command";
import { commitNamed, installPackages, layOut, shareStacks } from "./support/commit-tree";
import { git } from "./support/git";
import { environmentOf } from "./support/preview/run";
import { stackName } from "./support/stack";
import { dim, print, step } from "./support/terminal";
import { positionals, type Verb } from "./verb";

export const rollback: Verb = {
  summary:
    "bring a stack back to a release or a commit, by its own program: TO=v1.2.3 [STACK=]; without TO: the releases",
  help: `The commit is laid out beside this tree, which is not touched. Its own program previews what it would change, and where it does not refuse, brings the stack
up with this clone's state, secrets and settings: one engine of a station at a time, each while another is heard.
  TO=v1.2.3     a release, or any commit
  STACK=local   the stack; of one that is divided each part by its own name: prod first, then prod-10000 and so on
  ALLOW=…       refusals of its preview that are meant, as make preview takes them
Afterwards this tree declares something else than what runs: git revert what was wrong, or go forward again (make start, or pulumi up in a cluster).
Exit code 0: it is on air; 1: it could not be brought up, and why; 2: the command line is wrong; 3: its preview refused, nothing was changed.`,
  run: async (args) => {
    positionals(args, 0);
    const { TO } = process.env;
    if (!TO) return listReleases();
    const stack = stackName();
    const env = await environmentOf(stack);
    const commit = await commitNamed("TO", TO);
    const tree = join(projectFolder, "rollback");
    try {
      await step(`The program of ${TO}`, () => prepare(commit, tree));
      const code = (await runVerb(tree, "preview")) || (await bringUp(stack, tree, env));
      if (code !== 0) return code;
    } finally {
      rmSync(tree, { recursive: true, force: true });
    }
    print(
      `\n${TO} is on air. This tree declares something else: git revert what was wrong, or ${stack === "local" ? "make start" : `pulumi up --stack ${stack}`} goes forward again`,
    );
    return 0;
  },
};

async function listReleases(): Promise<number> {
  const format = "%(refname:short)  %(creatordate:short)  %(contents:subject)";
  const releases = await git("tag", "--list", "v*", "--sort=-version:refname", `--format=${format}`);
  print(releases || dim("no releases yet; make release makes one. TO= takes any commit as well"));
  return 0;
}

/** What an interrupted one left is laid out anew. */
async function prepare(commit: string, tree: string): Promise<void> {
  rmSync(tree, { recursive: true, force: true });
  await layOut(commit, tree);
  await installPackages(tree);
  shareStacks(tree);
}

/**
 * On Docker what was half-made is put right first, and all streams are listened to afterwards: `start` does both. Of the policy the release's own preview has
 * spoken; this tree's is not that program's.
 */
const bringUp = (stack: string, tree: string, env: NodeJS.ProcessEnv): Promise<number> =>
  stack === "local"
    ? runVerb(tree, "start")
    : show("pulumi", ["up", "--stack", stack, "--yes", "--skip-preview"], {
        cwd: tree,
        env: { ...env, PULUMI_OPTION_POLICY_PACK: "" },
      });

/** A shell that has our environment names this tree's policy, which is none of that program's; where that has one, it names it itself. */
const runVerb = (tree: string, verb: string): Promise<number> =>
  show(process.execPath, ["--import", "tsx", join("verbs", "main.ts"), verb], {
    cwd: tree,
    env: { ...process.env, PULUMI_OPTION_POLICY_PACK: undefined },
  });
