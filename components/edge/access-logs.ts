import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "./bucket";
import { cloudFrontRegion, type EdgeSettings } from "./settings";

export interface AccessLogsArgs {
  settings: EdgeSettings;
  /** ARN of the distribution. */
  distribution: pulumi.Input<string>;
}

/** Who asked the CDN for what, written down in a bucket for as long as the settings say: listeners' addresses are among it. */
export class AccessLogs extends pulumi.ComponentResource {
  constructor(
    name: string,
    { settings: { prefix, logDays }, distribution }: AccessLogsArgs,
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
      { deliverySourceName: source.name, deliveryDestinationArn: destination.arn, region },
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
