import * as pulumi from "@pulumi/pulumi";
import { InventoryError } from "../station-inventory/mistake";
import { ConfigError } from "./config";

/** Which program each stack runs; loaded when it does, since each brings its own provider's package along. */
const programs: Record<string, () => Promise<() => Record<string, unknown>>> = {
  local: async () => (await import("./local")).local,
  preprod: async () => (await import("./preprod")).preprod,
  prod: async () => (await import("./prod")).prod,
};

/**
 * What `pulumi up` runs. Mistakes of people end as their message alone, without a stack trace.
 * @returns the stack's outputs
 */
export async function program(): Promise<Record<string, unknown>> {
  const stack = pulumi.getStack();
  const load = programs[stack];
  if (!load) {
    const allowed = Object.keys(programs).join(", ");
    throw new pulumi.RunError(
      `stack "${stack}": there is no program of that name; allowed: ${allowed}; fix: pulumi stack select local`,
    );
  }
  try {
    return (await load())();
  } catch (error) {
    if (error instanceof InventoryError || error instanceof ConfigError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
