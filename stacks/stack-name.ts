/** Which stacks there are, by how they are named. Pure. */

/** A platform whole, or what stands in a stack of its own: what is before it at AWS, or stations by the base port from which on they are. */
export interface NamedStack {
  /** Whose file sets it. */
  whole: "local" | "preprod" | "prod";
  part?: "edge" | number;
}

/** Told where a stack has none of the names. */
export const allowedStacks =
  'local, preprod, prod, and of these two the parts: "prod-edge", and "prod-10000" where it is divided';

/** @returns prod and 11000 of "prod-11000", local alone of "local"; undefined: there is no such stack */
export function readStackName(stack: string): NamedStack | undefined {
  if (stack === "local") return { whole: stack };
  const [, whole, part] = /^(preprod|prod)(?:-(edge|[0-9]{5}))?$/.exec(stack) ?? [];
  if (whole !== "preprod" && whole !== "prod") return undefined;
  if (part === undefined) return { whole };
  return { whole, part: part === "edge" ? part : Number(part) };
}
