import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { InventoryError } from "../station-inventory/mistake";
import { ConfigError } from "./parse-config";
import type * as EdgeOf from "./edge-of";
import type * as Local from "./local";
import type * as Preprod from "./preprod";
import type * as Prod from "./prod";
import type * as StationsOf from "./stations-of";

// `import()` is Node's own, which looks for JavaScript; what tsx has taught to find TypeScript is `require`.
const load = createRequire(__filename);

/** Which program each stack runs; loaded when it does, since each brings its own provider's package along. */
type Program = () => Record<string, unknown> | Promise<Record<string, unknown>>;
const programs: Record<string, () => Program> = {
  local: () => (load("./local") as typeof Local).local,
  preprod: () => (load("./preprod") as typeof Preprod).preprod,
  prod: () => (load("./prod") as typeof Prod).prod,
};

/** What AWS stands before a platform: "prod-edge". */
function edgeProgram(stack: string): (() => Program) | undefined {
  const [, whole] = /^(preprod|prod)-edge$/.exec(stack) ?? [];
  return whole === undefined ? undefined : () => () => (load("./edge-of") as typeof EdgeOf).edgeOf(whole);
}

/** Stations of a stack that is divided, by the base port from which on they are: "prod-11000". */
function stationsProgram(stack: string): (() => Program) | undefined {
  const [, whole, block] = /^(preprod|prod)-([0-9]{5})$/.exec(stack) ?? [];
  if (whole === undefined) return undefined;
  return () => () => (load("./stations-of") as typeof StationsOf).stationsOf(whole, Number(block));
}

/**
 * What `pulumi up` runs. Mistakes of people end as their message alone, without a stack trace.
 * @returns the stack's outputs
 */
export async function program(): Promise<Record<string, unknown>> {
  const stack = pulumi.getStack();
  const chosen = programs[stack] ?? stationsProgram(stack) ?? edgeProgram(stack);
  if (!chosen) {
    const allowed = Object.keys(programs).join(", ");
    throw new pulumi.RunError(
      `stack "${stack}": there is no program of that name; allowed: ${allowed}; fix: pulumi stack select local`,
    );
  }
  try {
    return await chosen()();
  } catch (error) {
    if (error instanceof InventoryError || error instanceof ConfigError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
