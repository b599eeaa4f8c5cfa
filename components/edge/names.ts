import { isIP } from "node:net";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type NameRecord, nameRecords, ttlSeconds } from "./records";
import type { EdgeSettings, FrontAddress } from "./settings";

export interface NamesArgs {
  settings: EdgeSettings;
  /** Id of the hosted zone. */
  zone: pulumi.Input<string>;
  distribution: aws.cloudfront.Distribution;
}

/** By what names all is called. A front that does not answer is given to nobody any more. */
export class Names extends pulumi.ComponentResource {
  constructor(
    name: string,
    private readonly args: NamesArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airpath:edge:Names", name, {}, opts);
    const { settings } = args;
    for (const own of settings.names.hls) this.leadToCdn(own);
    const health = new Map(settings.fronts.map((front) => [front.name, this.watch(name, front)]));
    for (const record of nameRecords(settings)) this.declare(record, health);
    this.registerOutputs({});
  }

  private leadToCdn(own: string): void {
    const { zone: zoneId, distribution } = this.args;
    const alias = { name: distribution.domainName, zoneId: distribution.hostedZoneId, evaluateTargetHealth: false };
    for (const type of ["A", "AAAA"] as const)
      new aws.route53.Record(`${own}-${type}`, { zoneId, name: own, type, aliases: [alias] }, { parent: this });
  }

  /** The player page, through a cache: as often as Route 53 asks, and gone after two failures. */
  private watch(name: string, front: FrontAddress): pulumi.Output<string> {
    const isAddress = isIP(front.address) !== 0;
    return new aws.route53.HealthCheck(
      `${name}-${front.name}`,
      {
        type: "HTTPS",
        ...(isAddress ? { ipAddress: front.address } : { fqdn: front.address }),
        port: front.port,
        resourcePath: "/",
        enableSni: !isAddress,
        requestInterval: 10,
        failureThreshold: 2,
        tags: { Name: `${this.args.settings.prefix}-${front.name}` },
      },
      { parent: this },
    ).id;
  }

  private declare({ key, name, type, address, front }: NameRecord, health: ReadonlyMap<string, pulumi.Output<string>>) {
    new aws.route53.Record(
      key,
      {
        ...{ zoneId: this.args.zone, name, type, records: [address], ttl: ttlSeconds },
        ...(front === undefined
          ? {}
          : { setIdentifier: front, weightedRoutingPolicies: [{ weight: 1 }], healthCheckId: health.get(front)! }),
      },
      { parent: this },
    );
  }
}
