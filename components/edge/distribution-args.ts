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
 * A front that hangs still accepts connections: both must be short. A playlist is answered from memory, so that a second is long; players ask again
 * after three. `connectionTimeout` and `originReadTimeout` in seconds, the least that CloudFront takes, and one more.
 */
const patience = { connectionAttempts: 1, connectionTimeout: 1 };
const readSeconds = 2;

const groupId = "fronts";

/** @throws never; origins without a second one stand alone */
export function distributionArgs(
  { prefix, names, priceClass, ...settings }: EdgeSettings,
  parts: DistributionParts,
): aws.cloudfront.DistributionArgs {
  const origins = originsOf(settings.fronts);
  const target = origins.length > 1 ? groupId : originName({ names }, 0);
  const behavior = (name: string, compress: boolean) => ({
    targetOriginId: target,
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: [...cachePolicy.methods],
    cachedMethods: ["GET", "HEAD"],
    cachePolicyId: parts.cachePolicies[name]!,
    responseHeadersPolicyId: name === "page" ? parts.pageHeaders : parts.streamHeaders,
    compress,
  });
  const [page, ...others] = [...cacheBehaviors].reverse();
  const mounts = parts.mountPatterns.map((pathPattern) => ({
    ...behavior("page", false),
    pathPattern,
    functionAssociations: [{ eventType: "viewer-request", functionArn: parts.mountsElsewhere }],
  }));
  return {
    enabled: true,
    comment: `${prefix}: HLS and the player page`,
    aliases: [...names.hls],
    httpVersion: "http2and3",
    isIpv6Enabled: true,
    priceClass,
    waitForDeployment: true,
    origins: origins.map((fronts, index) => ({
      originId: originName({ names }, index),
      domainName: originName({ names }, index),
      ...patience,
      customOriginConfig: {
        originProtocolPolicy: "https-only",
        httpPort: 80,
        httpsPort: fronts[0]!.port,
        originSslProtocols: ["TLSv1.2"],
        originReadTimeout: readSeconds,
        originKeepaliveTimeout: 60,
      },
    })),
    originGroups:
      origins.length > 1
        ? [
            {
              originId: groupId,
              failoverCriteria: { statusCodes: [404, 500, 502, 503, 504] },
              members: origins.map((_, index) => ({ originId: originName({ names }, index) })),
            },
          ]
        : [],
    orderedCacheBehaviors: [
      ...others
        .reverse()
        .map(({ name, pattern, compress }) => ({ ...behavior(name, compress), pathPattern: pattern! })),
      ...mounts,
    ],
    defaultCacheBehavior: behavior(page!.name, page!.compress),
    customErrorResponses: errorResponses,
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: {
      acmCertificateArn: parts.certificate,
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2021",
    },
  };
}
