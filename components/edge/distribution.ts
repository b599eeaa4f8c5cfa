import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StationPlan } from "../../station-inventory/plan-types";
import { cacheBehaviors, cachePolicyArgs, mountPatterns } from "./cache-behaviors";
import { distributionArgs } from "./distribution-args";
import { mountsElsewhere } from "./mounts-elsewhere";
import { pageHeaders, streamHeaders } from "./response-headers";
import type { EdgeSettings } from "./settings";

export interface CdnArgs {
  settings: EdgeSettings;
  stations: readonly Pick<StationPlan, "streams">[];
  /** ARN of a valid certificate in CloudFront's region. */
  certificate: pulumi.Input<string>;
}

/** The CDN: HLS and the player page. Where listeners are, it stands in the platform's caches' place, by their policy. */
export class Distribution extends pulumi.ComponentResource {
  readonly distribution: aws.cloudfront.Distribution;

  constructor(name: string, { settings, stations, certificate }: CdnArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airpath:edge:Distribution", name, {}, opts);
    const { prefix, names } = settings;
    const headers = (key: string, args: aws.cloudfront.ResponseHeadersPolicyArgs) =>
      new aws.cloudfront.ResponseHeadersPolicy(`${name}-${key}`, args, { parent: this }).id;
    const elsewhere = new aws.cloudfront.Function(
      `${name}-mounts-elsewhere`,
      {
        name: `${prefix}-mounts-elsewhere`,
        runtime: "cloudfront-js-2.0",
        publish: true,
        code: mountsElsewhere(names.icecast[0]!),
      },
      { parent: this },
    );
    this.distribution = new aws.cloudfront.Distribution(
      name,
      distributionArgs(settings, {
        certificate,
        cachePolicies: this.cachePolicies(name, prefix),
        streamHeaders: headers("streams", streamHeaders(prefix)),
        pageHeaders: headers("page", pageHeaders(prefix, names.icecast)),
        mountsElsewhere: elsewhere.arn,
        mountPatterns: mountPatterns(stations),
      }),
      // Listeners would be cut off, and its replacement would have another address.
      { parent: this, protect: true },
    );
    this.registerOutputs({ domainName: this.distribution.domainName });
  }

  private cachePolicies(name: string, prefix: string): Record<string, pulumi.Output<string>> {
    return Object.fromEntries(
      cacheBehaviors.map((behavior) => [
        behavior.name,
        new aws.cloudfront.CachePolicy(`${name}-${behavior.name}`, cachePolicyArgs(prefix, behavior), { parent: this })
          .id,
      ]),
    );
  }
}
