import { join } from "node:path";
import { repository } from "../toolchain/paths";
import { execute, interrupted } from "./support/command";
import { print, step } from "./support/terminal";
import { positionals, type Verb } from "./verb";

const tool = (name: string) => join(repository, "node_modules", ".bin", name);

const tools: { what: string; command: string[]; fix: string }[] = [
  { what: "Types (tsc)", command: [tool("tsc"), "--noEmit"], fix: "correct what is named above" },
  {
    what: "Types of the player page (tsc)",
    command: [tool("tsc"), "--noEmit", "--project", "components/page"],
    fix: "correct what is named above",
  },
  { what: "Rules (eslint)", command: [tool("eslint"), ".", "--max-warnings=0"], fix: "npx eslint . --fix mends some" },
  {
    what: "Form (prettier)",
    command: [tool("prettier"), "--check", "--log-level=warn", "."],
    fix: "npx prettier --write .",
  },
];

/** @returns whether all agreed */
export async function lintAll(): Promise<boolean> {
  let agreed = true;
  for (const { what, command, fix } of tools) {
    if (interrupted()) return false;
    const [program = "", ...args] = command;
    try {
      await step(what, async () => {
        const { code, stdout, stderr } = await execute(program, args, { cwd: repository });
        if (code !== 0) throw new Error(`${stdout}${stderr}`.trim());
      });
    } catch (error) {
      agreed = false;
      print(`${error instanceof Error ? error.message : String(error)}\n  fix: ${fix}`);
    }
  }
  return agreed;
}

export const lint: Verb = {
  summary: "types, rules and form of the source: tsc, eslint, prettier",
  help: `Exit code 0: nothing to complain about.`,
  run: async (args) => {
    positionals(args, 0);
    return (await lintAll()) ? 0 : 1;
  },
};
