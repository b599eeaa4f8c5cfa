import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** A bucket that nobody outside reads, over TLS only, whose objects go after some days. AWS encrypts it and gives all that is in it to its owner by itself. */
export class PrivateBucket {
  readonly bucket: aws.s3.Bucket;
  /** Who must be allowed in waits for it. */
  readonly policy: aws.s3.BucketPolicy;

  /**
   * @param days that objects are kept
   * @param allowed by the bucket's ARN: statements beside the one that refuses connections without TLS
   */
  constructor(
    name: string,
    days: number,
    private readonly options: pulumi.CustomResourceOptions,
    allowed: (arn: pulumi.Output<string>) => aws.iam.PolicyStatement[] = () => [],
  ) {
    this.bucket = new aws.s3.Bucket(name, {}, options);
    const { bucket } = this.bucket;
    new aws.s3.BucketPublicAccessBlock(
      name,
      { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      this.of(),
    );
    new aws.s3.BucketLifecycleConfiguration(
      name,
      {
        bucket,
        rules: [
          {
            id: "expire",
            status: "Enabled",
            filter: {},
            expiration: { days },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
          },
        ],
      },
      this.of(),
    );
    this.policy = new aws.s3.BucketPolicy(
      name,
      { bucket, policy: { Version: "2012-10-17", Statement: [...allowed(this.bucket.arn), this.refuseWithoutTls()] } },
      this.of(),
    );
  }

  private refuseWithoutTls(): aws.iam.PolicyStatement {
    const { arn } = this.bucket;
    return {
      Sid: "RefuseWithoutTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [arn, arn.apply((own) => `${own}/*`)],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
  }

  /** The bucket itself may be protected; what is said of it need not be. */
  private of(): pulumi.CustomResourceOptions {
    return { parent: this.options.parent };
  }
}
