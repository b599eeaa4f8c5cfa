/** What a divided stack hands to the stacks of its stations, as one secret output. */
import * as pulumi from "@pulumi/pulumi";
import { type ClusterConfig, ConfigError, plainSettings } from "./config";

/** The output's name. */
export const handedOver = "forStations";

export interface HandedOver {
  /** As Pulumi hands them over: "airpath:zones" → "2". */
  settings: Record<string, string>;
  rootSecret: string;
  secrets: Record<string, string>;
}

export const handOver = (
  raw: Readonly<Record<string, string>>,
  { rootSecret, secrets }: Pick<ClusterConfig, "rootSecret" | "secrets">,
): pulumi.Output<HandedOver> => pulumi.secret({ settings: plainSettings(raw), rootSecret, secrets });

/**
 * @param from the divided stack: "prod"
 * @returns what it has handed over, and the digest of the plan that it was last brought up with
 * @throws ConfigError when it is not divided, or has never been up
 */
export async function takeOver(stack: string, from: string): Promise<HandedOver & { inventoryDigest: string }> {
  const reference = new pulumi.StackReference(`${pulumi.getOrganization()}/${pulumi.getProject()}/${from}`);
  const handed = (await reference.getOutputDetails(handedOver)).secretValue as HandedOver | undefined;
  const digest = (await reference.getOutputDetails("inventoryDigest")).value as string | undefined;
  if (handed === undefined)
    throw new ConfigError(
      `stack "${stack}": ${from} has handed nothing over; allowed: a stack with airpath:stationsPerStack that is up; fix: pulumi up --stack ${from}`,
    );
  return { ...handed, inventoryDigest: digest ?? "none" };
}
