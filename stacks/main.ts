import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { InventoryError } from "../station-inventory/mistake";
import { ConfigError } from "./parse-config";
import type * as EdgeOf from "./edge-of";
import type * as Local from "./local";
import type * as Preprod from "./preprod";
import type * as Prod from "./prod";
import { allowedStacks, type NamedStack, readStackName } from "./stack-name";
import type * as SiteOf from "./site-of";
import type * as StationsOf from "./stations-of";

// `import()` is Node's own, which looks for JavaScript; what tsx has taught to find TypeScript is `require`.
const load = createRequire(__filename);

/** Which program each stack runs; loaded when it does, since each brings its own provider's package along. */
type Program = () => Record<string, unknown> | Promise<Record<string, unknown>>;
const programs: Record<NamedStack["whole"], () => Program> = {
  local: () => (load("./local") as typeof Local).local,
  preprod: () => (load("./preprod") as typeof Preprod).preprod,
  prod: () => (load("./prod") as typeof Prod).prod,
};

function programOf({ whole, site, part }: NamedStack): Program {
  if (part === "edge") return () => (load("./edge-of") as typeof EdgeOf).edgeOf(whole);
  if (part !== undefined) return () => (load("./stations-of") as typeof StationsOf).stationsOf(whole, part, site);
  if (site !== undefined) return () => (load("./site-of") as typeof SiteOf).siteOf(whole, site);
  return programs[whole]();
}

/**
 * What `pulumi up` runs. Mistakes of people end as their message alone, without a stack trace.
 * @returns the stack's outputs
 */
export async function program(): Promise<Record<string, unknown>> {
  const stack = pulumi.getStack();
  const named = readStackName(stack);
  if (!named)
    throw new pulumi.RunError(
      `stack "${stack}": there is no program of that name; allowed: ${allowedStacks}; fix: pulumi stack select local`,
    );
  try {
    return await programOf(named)();
  } catch (error) {
    if (error instanceof InventoryError || error instanceof ConfigError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
