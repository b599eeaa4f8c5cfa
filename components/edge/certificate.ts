import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { certificateNames } from "./records";
import { cloudFrontRegion } from "./settings";

export interface CertificateArgs {
  /** Host names that it must vouch for. */
  names: readonly string[];
  /** Id of the hosted zone, in which records prove whose the names are. */
  zone: pulumi.Input<string>;
}

/** What CloudFront shows listeners. AWS renews it by itself for as long as the records that prove it stay. */
export class Certificate extends pulumi.ComponentResource {
  /** Known once it is valid. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, { names, zone }: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airpath:edge:Certificate", name, {}, opts);
    const [domainName, ...subjectAlternativeNames] = certificateNames(names);
    const certificate = new aws.acm.Certificate(
      name,
      { domainName, subjectAlternativeNames, validationMethod: "DNS", region: cloudFrontRegion },
      { parent: this },
    );
    const proofs = [domainName!, ...subjectAlternativeNames].map((each) => this.prove(each, certificate, zone));
    const validation = new aws.acm.CertificateValidation(
      name,
      {
        certificateArn: certificate.arn,
        validationRecordFqdns: proofs.map(({ fqdn }) => fqdn),
        region: cloudFrontRegion,
      },
      { parent: this },
    );
    this.arn = validation.certificateArn;
    this.registerOutputs({ arn: this.arn });
  }

  private prove(name: string, { domainValidationOptions }: aws.acm.Certificate, zoneId: pulumi.Input<string>) {
    const asked = domainValidationOptions.apply((all) => all.find(({ domainName }) => domainName === name)!);
    return new aws.route53.Record(
      `proof-${name}`,
      {
        zoneId,
        name: asked.resourceRecordName,
        type: asked.resourceRecordType,
        records: [asked.resourceRecordValue],
        ttl: 300,
        // A name is proved by the same record for every certificate.
        allowOverwrite: true,
      },
      { parent: this },
    );
  }
}
