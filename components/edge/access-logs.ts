import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "./bucket";
import { cloudFrontRegion, type EdgeSettings } from "./settings";

export interface AccessLogsArgs {
  settings: EdgeSettings;
  /** ARN of the distribution. */
  distribution: pulumi.Input<string>;
}

/** What each line says, in the CDN's words. The request's own query is not among it, nor cookies: players send neither. */
const told = [
  ...[
    "date",
    "time",
    "x-edge-location",
    "asn",
    "c-country",
    "cs-method",
    "cs-protocol",
    "x-host-header",
    "cs-uri-stem",
  ],
  ...["sc-status", "sc-bytes", "time-taken", "time-to-first-byte", "x-edge-result-type", "x-edge-detailed-result-type"],
  ...["x-edge-request-id", "ssl-protocol", "cs-protocol-version", "cs(Referer)", "cs(User-Agent)"],
];

/** The CDN cannot mask an address: masked, it is not told at all; the network's number and the country are. */
const fields: Record<EdgeSettings["listenerAddresses"], string[]> = {
  masked: told,
  whole: [...told, "c-ip", "x-forwarded-for"],
};

/** Who asked the CDN for what, written down in a bucket for as long as the settings say. */
export class AccessLogs extends pulumi.ComponentResource {
  constructor(
    name: string,
    { settings: { prefix, logDays, listenerAddresses }, distribution }: AccessLogsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airpath:edge:AccessLogs", name, {}, opts);
    const own = { parent: this };
    const region = cloudFrontRegion;
    const source = new aws.cloudwatch.LogDeliverySource(
      name,
      { name: `${prefix}-cdn`, resourceArn: distribution, logType: "ACCESS_LOGS", region },
      own,
    );
    const { bucket, policy } = new PrivateBucket(name, logDays, own, (arn) => [deliveryMayWrite(arn, source.arn)]);
    const destination = new aws.cloudwatch.LogDeliveryDestination(
      name,
      {
        name: `${prefix}-cdn`,
        outputFormat: "json",
        deliveryDestinationConfiguration: { destinationResourceArn: bucket.arn },
        region,
      },
      own,
    );
    new aws.cloudwatch.LogDelivery(
      name,
      {
        deliverySourceName: source.name,
        deliveryDestinationArn: destination.arn,
        recordFields: fields[listenerAddresses],
        region,
      },
      { ...own, dependsOn: [policy] },
    );
    this.registerOutputs({ bucket: bucket.bucket });
  }
}

const deliveryMayWrite = (bucket: pulumi.Output<string>, source: pulumi.Output<string>): aws.iam.PolicyStatement => ({
  Sid: "DeliveryOfThisDistribution",
  Effect: "Allow",
  Principal: { Service: "delivery.logs.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: bucket.apply((arn) => `${arn}/AWSLogs/*`),
  Condition: {
    ArnEquals: { "aws:SourceArn": source },
    StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" },
  },
});
