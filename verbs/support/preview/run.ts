/** Asks Pulumi, for a stack of any kind; nothing is changed by it. */
import type { Declared } from "../../../stacks/declared";
import { allowedStacks, type NamedStack, readStackName } from "../../../stacks/stack-name";
import { pulumiEnvironment } from "../../../toolchain/environment";
import { kubernetesPlugin } from "../../../toolchain/kubernetes-plugin";
import { repository } from "../../../toolchain/paths";
import { UsageError } from "../../verb";
import { execute } from "../command";
import { requireSetUp } from "../pulumi";
import { stackName } from "../stack";
import { type Said, readPreview } from "./digest";

/** @throws UsageError where there is no such stack, Failure where `local` has not been set up in this clone */
export async function environmentOf(stack = stackName()): Promise<NodeJS.ProcessEnv> {
  const named = existing(stack);
  if (named.part === "edge") return pulumiEnvironment(stack, "official");
  if (named.whole !== "local") return pulumiEnvironment(stack, await kubernetesPlugin());
  requireSetUp();
  return pulumiEnvironment(stack);
}

/** @throws UsageError where there is no such stack */
export function existing(stack: string): NamedStack {
  const named = readStackName(stack);
  if (!named) throw new UsageError(`STACK is "${stack}"; allowed: ${allowedStacks}`);
  return named;
}

/**
 * Resources that stay are asked for too: by them one knows what waits for what. The policy is asked by the report, which tells what may be allowed: Pulumi's
 * JSON does not say what the pack found.
 */
export async function previewed(env: NodeJS.ProcessEnv, cwd = repository): Promise<Said> {
  const { code, stdout, stderr } = await execute("pulumi", ["preview", "--json", "--show-sames", "--non-interactive"], {
    ...{ cwd, env: { ...env, PULUMI_OPTION_POLICY_PACK: "" } },
    background: true,
    interruptible: true,
  });
  return readPreview(code, stdout, stderr);
}

/** @returns what the stack said when it was last brought up; undefined: it never was, or by a program that did not say it yet */
export async function lastDeclared(env: NodeJS.ProcessEnv): Promise<Declared | undefined> {
  const args = ["stack", "output", "--json", "--non-interactive"];
  const { code, stdout } = await execute("pulumi", args, { cwd: repository, env });
  if (code !== 0) return undefined;
  return (JSON.parse(stdout) as { declared?: Declared }).declared;
}
