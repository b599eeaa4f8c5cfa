import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "./bucket";

/**
 * A place for segments beyond the origins' window, and a policy for whoever is to bring them there: it may write, and neither read, list nor delete.
 * Nothing of the platform writes into it yet.
 */
export function archive(name: string, days: number, prefix: string, { parent }: pulumi.CustomResourceOptions): void {
  // What is in it cannot be made again.
  const { bucket } = new PrivateBucket(name, days, { parent, protect: true, retainOnDelete: true });
  new aws.iam.Policy(
    name,
    {
      name: `${prefix}-archive-writer`,
      description: "May write into the archive, and nothing else",
      policy: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "s3:PutObject", Resource: bucket.arn.apply((arn) => `${arn}/segments/*`) },
        ],
      },
    },
    { parent },
  );
}
