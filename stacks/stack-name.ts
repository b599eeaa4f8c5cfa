/** Which stacks there are, by how they are named. Pure. */

/**
 * A platform whole, in its first site where it has several; or what stands in a stack of its own: what is before it at AWS, another site, or stations by the
 * base port from which on they are.
 */
export interface NamedStack {
  /** Whose file sets it. */
  whole: "local" | "preprod" | "prod";
  /** Another site than the first. */
  site?: string;
  part?: "edge" | number;
}

/** Told where a stack has none of the names. */
export const allowedStacks =
  'local, preprod, prod, and of these two the parts: "prod-edge", "prod-10000" where it is divided, "prod-SITE" and "prod-SITE-10000" of another site';

/** Letters alone: digits are ports. */
export const siteName = /^(?!edge$)[a-z]{2,20}$/;

/** @returns the stack of its site, to which the namespace there belongs: "prod-south" of "prod-south-11000" */
export const siteStack = ({ whole, site }: { whole: string; site?: string | undefined }): string =>
  site === undefined ? whole : `${whole}-${site}`;

/** @returns prod and 11000 of "prod-11000", local alone of "local"; undefined: there is no such stack */
export function readStackName(stack: string): NamedStack | undefined {
  if (stack === "local") return { whole: stack };
  const [, whole, site, block] = /^(preprod|prod)(?:-([a-z]+))?(?:-([0-9]{5}))?$/.exec(stack) ?? [];
  if (whole !== "preprod" && whole !== "prod") return undefined;
  if (site === "edge") return block === undefined ? { whole, part: "edge" } : undefined;
  if (site !== undefined && !siteName.test(site)) return undefined;
  return { whole, ...(site !== undefined && { site }), ...(block !== undefined && { part: Number(block) }) };
}
