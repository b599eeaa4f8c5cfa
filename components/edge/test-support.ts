/** An edge as tests have it, and what AWS would say to it. */
import { type Registered, register } from "../mocks";
import type { EdgeSettings } from "./settings";

export const testSettings: EdgeSettings = {
  prefix: "airpath-prod",
  names: { hls: ["live.airpath.example"], icecast: ["listen.airpath.example"] },
  zone: "airpath.example",
  fronts: [1, 2].map((number) => ({ name: `front-${number}`, address: `lb-${number}.aws.example`, port: 443 })),
  engines: [
    { name: "rivage-a.srt.airpath.example", address: "192.0.2.1" },
    { name: "rivage-b.srt.airpath.example", address: "2001:db8::1" },
  ],
  region: "eu-west-3",
  priceClass: "PriceClass_100",
  logDays: 30,
  listenerAddresses: "masked",
};

/** One that AWS gives every resource. */
const arn = ({ name }: Record<string, unknown>) => ({ arn: `arn:aws:test:::${String(name)}` });

const answers = {
  "aws:route53/getZone:getZone": () => ({ zoneId: "Z1" }),
  "aws:acm/certificate:Certificate": ({ domainName, subjectAlternativeNames }: Record<string, unknown>) => ({
    arn: "arn:aws:acm:us-east-1::certificate",
    domainValidationOptions: [domainName, ...(subjectAlternativeNames as string[])].map((name) => ({
      domainName: name,
      resourceRecordName: `_proof.${String(name)}`,
      resourceRecordType: "CNAME",
      resourceRecordValue: "_proof.acm-validations.aws.",
    })),
  }),
  "aws:cloudfront/distribution:Distribution": () => ({
    ...{ arn: "arn:aws:cloudfront:::distribution", domainName: "d1.cloudfront.net", hostedZoneId: "Z2FDTNDATAQYW2" },
  }),
  "aws:cloudfront/function:Function": arn,
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": arn,
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": arn,
  "aws:s3/bucket:Bucket": () => ({ arn: "arn:aws:s3:::bucket", bucket: "bucket" }),
};

/** As `register`, with an AWS that answers. */
export const registerOnAws = (
  program: () => void | Promise<void>,
  stacks: Parameters<typeof register>[1] = {},
): Promise<Registered[]> => register(program, stacks, answers);
