import { chosenStack } from "../../toolchain/environment";
import { UsageError } from "../verb";

/** The stack that this run is about: `STACK=` of make, else PULUMI_STACK, else `local`. */
export function stackName(env: NodeJS.ProcessEnv = process.env): string {
  const name = env.STACK || chosenStack(env);
  if (/^[a-zA-Z0-9_.-]{1,100}$/.test(name)) return name;
  throw new UsageError(`STACK is "${name}"; allowed: letters, digits, "-", "_" and "."; fix: make … STACK=local`);
}

/** Begins the names of the stack's Docker objects and is the value of their label. */
export const stackPrefix = (stack = stackName()): string => `airpath-${stack}`;
export const stackLabel = (stack = stackName()): string => `airpath.stack=${stackPrefix(stack)}`;
