import * as pulumi from "@pulumi/pulumi";
import { InventoryError } from "../station-inventory/mistake";
import { ConfigError } from "./config";
import { local } from "./local";

/** Which program each stack runs. */
const programs: Record<string, () => Record<string, unknown>> = { local };

/**
 * What `pulumi up` runs. Mistakes of people end as their message alone, without a stack trace.
 * @returns the stack's outputs
 */
export async function program(): Promise<Record<string, unknown>> {
  const stack = pulumi.getStack();
  const run = programs[stack];
  if (!run) {
    const allowed = Object.keys(programs).join(", ");
    throw new pulumi.RunError(
      `stack "${stack}": there is no program of that name; allowed: ${allowed}; fix: pulumi stack select local`,
    );
  }
  try {
    return run();
  } catch (error) {
    if (error instanceof InventoryError || error instanceof ConfigError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
