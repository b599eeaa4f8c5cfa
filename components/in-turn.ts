import type { Input, Resource } from "@pulumi/pulumi";

/**
 * Runs things that stand in for one another so that each is touched only when the one before it is ready again: whatever `up` changes, all
 * but one serve.
 * @param first what the first of them waits for, and so all
 * @param run declares one, given what it must wait for
 * @returns what `run` returned, in order
 */
export function inTurn<T>(
  things: readonly T[],
  first: readonly Input<Resource>[],
  run: (thing: T, dependsOn: Input<Resource>[]) => Resource,
): Resource[] {
  const done: Resource[] = [];
  for (const thing of things) done.push(run(thing, [...first, ...done.slice(-1)]));
  return done;
}
