/** Verbs about a test's stack, as one runs them: in a copy of the repository that has the stack's settings, with a kubectl. */
import { copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { clusterTool } from "../../../toolchain/cluster-tools";
import { execute } from "../../../verbs/support/command";
import type { ControlPlane } from "./control-plane";
import type { TestStack } from "./stack";
import { Tree } from "./tree";

export class Verbs {
  private constructor(
    private readonly folder: string,
    /** As whoever runs them has it. */
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * @param name "preprod"
   * @param tree whose program the stack runs; default: a copy of its own, which has no base image yet and so declares other images
   */
  static async of(name: string, stack: TestStack, plane: ControlPlane, tree?: Tree): Promise<Verbs> {
    const { folder } = tree ?? (await Tree.copy(join(plane.folder, "tree")));
    copyFileSync(stack.settingsFile(name), join(folder, "stacks", `Pulumi.${name}.yaml`));
    const PATH = `${dirname(clusterTool("kubectl"))}:${stack.env.PATH ?? ""}`;
    return new Verbs(folder, { ...stack.env, PATH, STACK: name });
  }

  /** @param settings what stands behind `make VERB` */
  async run(name: string, settings: Record<string, string> = {}): Promise<{ code: number; said: string }> {
    const args = ["--import", "tsx", join("verbs", "main.ts"), name];
    const env = { ...this.env, ...settings };
    const { code, stdout, stderr } = await execute(process.execPath, args, { cwd: this.folder, env });
    return { code, said: stdout + stderr };
  }
}
