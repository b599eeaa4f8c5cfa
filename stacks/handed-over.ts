/** What stacks of one platform hand to each other: the platform's own its secrets to those of its stations and sites, and all of them what they say of themselves. */
import * as pulumi from "@pulumi/pulumi";
import { type ClusterConfig } from "./config";
import { ConfigError } from "./parse-config";

/** Names of outputs. */
export const secretsForStations = "forStations";
export const secretsForSites = "forSites";
/** As Pulumi hands them over, without secrets: "airpath:zones" → "2". */
export const settingsSaid = "settings";

/** Secret, as one output. */
export interface ForStations {
  rootSecret: string;
  secrets: Record<string, string>;
}

export const forStations = ({
  rootSecret,
  secrets,
}: Pick<ClusterConfig, "rootSecret" | "secrets">): pulumi.Output<ForStations> => pulumi.secret({ rootSecret, secrets });

/** Secret, as one output. */
export type ForSites = ForStations & Pick<ClusterConfig, "tlsCertificate">;

export const forSites = ({
  rootSecret,
  secrets,
  tlsCertificate,
}: Pick<ClusterConfig, "rootSecret" | "secrets" | "tlsCertificate">): pulumi.Output<ForSites> =>
  pulumi.secret({ rootSecret, secrets, tlsCertificate });

/** What a stack that is up says of itself. */
export class OtherStack {
  private readonly reference: pulumi.StackReference;

  /** @param stack which asks, in messages @param name the other one: "prod" */
  constructor(
    private readonly stack: string,
    readonly name: string,
  ) {
    this.reference = new pulumi.StackReference(`${pulumi.getOrganization()}/${pulumi.getProject()}/${name}`);
  }

  /** @returns an output that is no secret; undefined where it is not there */
  async output<T>(name: string): Promise<T | undefined> {
    return (await this.reference.getOutputDetails(name)).value as T | undefined;
  }

  /** @throws ConfigError when it has never been up */
  async settings(): Promise<Record<string, string>> {
    const settings = await this.output<Record<string, string>>(settingsSaid);
    return settings ?? this.refuse("says nothing of itself", "a stack that is up");
  }

  /** @throws ConfigError when it is not divided, or has never been up */
  forStations = (): Promise<ForStations> => this.handed(secretsForStations, "airpath:stationsPerStack");

  /** @throws ConfigError when it has no other sites, or has never been up */
  forSites = (): Promise<ForSites> => this.handed(secretsForSites, "airpath:sites");

  /** @param by the setting without which nothing is handed over */
  private async handed<T>(output: string, by: string): Promise<T> {
    const handed = (await this.reference.getOutputDetails(output)).secretValue as T | undefined;
    return handed ?? this.refuse("has handed nothing over", `a stack with ${by} that is up`);
  }

  /**
   * What delivers must know a station before its engines publish, or others are told its names. A preview says so and goes on: the other stack may be about
   * to be brought up.
   * @param digest of the plan here
   * @throws ConfigError when the other stack was last brought up with another
   */
  async checkInventory(digest: string): Promise<void> {
    const theirs = (await this.output<string>("inventoryDigest")) ?? "none";
    if (theirs === digest) return;
    const words = `stack "${this.stack}": ${this.name} was last brought up with another inventory (${theirs}) than this one (${digest}); allowed: the same; fix: pulumi up --stack ${this.name} first`;
    if (!pulumi.runtime.isDryRun()) throw new ConfigError(words);
    void pulumi.log.warn(words);
  }

  private refuse(got: string, allowed: string): never {
    throw new ConfigError(
      `stack "${this.stack}": ${this.name} ${got}; allowed: ${allowed}; fix: pulumi up --stack ${this.name}`,
    );
  }
}
