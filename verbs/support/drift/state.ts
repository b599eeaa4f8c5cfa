/** What a stack's state holds, with its secrets: they stay in this process. */
import { repository } from "../../../toolchain/paths";
import { run } from "../command";
import type { Deployment } from "../pulumi";

/** @throws Error in Pulumi's words where there is no such stack */
export async function stateOf(env: NodeJS.ProcessEnv, ...flags: string[]): Promise<Deployment> {
  const args = ["stack", "export", "--non-interactive", ...flags];
  return JSON.parse(await run("pulumi", args, { cwd: repository, env })) as Deployment;
}

/** How Pulumi marks a secret in a state; opened, its value stands beside as JSON. */
const secretMark = "4dabf18193072939515e22adb298388d";

/** Pure. @returns a resource's inputs without marks of secrets */
export function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  const { plaintext, ...fields } = value as Record<string, unknown>;
  if (secretMark in fields && typeof plaintext === "string") return opened(JSON.parse(plaintext));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, opened(each)]));
}
