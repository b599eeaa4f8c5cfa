/** CloudFront's distribution, from plain settings. Pure. */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { cachePolicy } from "../cache/policy";
import { cacheBehaviors, errorResponses } from "./cache-behaviors";
import { originName, originsOf } from "./records";
import type { EdgeSettings } from "./settings";

/** What must be there before it. */
export interface DistributionParts {
  certificate: pulumi.Input<string>;
  /** Ids of cache policies, by the names of behaviors. */
  cachePolicies: Readonly<Record<string, pulumi.Input<string>>>;
  /** Ids of policies of response headers. */
  streamHeaders: pulumi.Input<string>;
  pageHeaders: pulumi.Input<string>;
  /** Which sends who asks for a mount to where Icecast is. */
  mountsElsewhere: pulumi.Input<string>;
  mountPatterns: readonly string[];
}

/**
 * Seconds. A front that hangs still accepts connections, so that both must be short: the least that CloudFront takes for a connection; for an answer,
 * which comes from memory, a second more. Players ask again after three.
 */
const patience = { connect: 1, read: 2 };

const groupId = "fronts";

export function distributionArgs(settings: EdgeSettings, parts: DistributionParts): aws.cloudfront.DistributionArgs {
  const { prefix, names, priceClass } = settings;
  const origins = originsOf(settings.fronts).map(([first], index) => origin(originName(settings, index), first!.port));
  const target = origins.length > 1 ? groupId : origins[0]!.originId;
  const behavior = (name: string, compress: boolean) => ({
    targetOriginId: target,
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: [...cachePolicy.methods],
    cachedMethods: ["GET", "HEAD"],
    cachePolicyId: parts.cachePolicies[name]!,
    responseHeadersPolicyId: name === "page" ? parts.pageHeaders : parts.streamHeaders,
    compress,
  });
  const mountsElsewhere = [{ eventType: "viewer-request", functionArn: parts.mountsElsewhere }];
  return {
    enabled: true,
    comment: `${prefix}: HLS and the player page`,
    aliases: [...names.hls],
    httpVersion: "http2and3",
    isIpv6Enabled: true,
    priceClass,
    waitForDeployment: true,
    origins,
    originGroups: origins.length > 1 ? [firstThenSecond(origins)] : [],
    orderedCacheBehaviors: [
      ...cacheBehaviors.flatMap(({ name, pattern, compress }) =>
        pattern === undefined ? [] : [{ ...behavior(name, compress), pathPattern: pattern }],
      ),
      ...parts.mountPatterns.map((pathPattern) => ({
        ...behavior("page", false),
        pathPattern,
        functionAssociations: mountsElsewhere,
      })),
    ],
    defaultCacheBehavior: behavior("page", true),
    customErrorResponses: errorResponses,
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: {
      acmCertificateArn: parts.certificate,
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2021",
    },
  };
}

const origin = (name: string, httpsPort: number) => ({
  originId: name,
  domainName: name,
  connectionAttempts: 1,
  connectionTimeout: patience.connect,
  customOriginConfig: {
    originProtocolPolicy: "https-only",
    httpPort: 80,
    httpsPort,
    originSslProtocols: ["TLSv1.2"],
    originReadTimeout: patience.read,
    originKeepaliveTimeout: 60,
  },
});

const firstThenSecond = (origins: readonly { originId: string }[]) => ({
  originId: groupId,
  failoverCriteria: { statusCodes: [404, 500, 502, 503, 504] },
  members: origins.map(({ originId }) => ({ originId })),
});
