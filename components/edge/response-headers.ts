/** What CloudFront says of every answer, its own errors included. Pure. */
import type * as aws from "@pulumi/aws";
import { cachePolicy } from "../cache/policy";
import { contentSecurityPolicy } from "../page/site";

type Args = aws.cloudfront.ResponseHeadersPolicyArgs;

const year = 31_536_000;

const secured = {
  contentTypeOptions: { override: true },
  strictTransportSecurity: { accessControlMaxAgeSec: year, includeSubdomains: false, preload: false, override: true },
};

/** Browsers of any site may play. */
export const streamHeaders = (prefix: string): Args => {
  const { origins, requestHeaders, exposedHeaders, maxAgeSeconds } = cachePolicy.cors;
  return {
    name: `${prefix}-streams`,
    comment: "CORS as the platform's own caches say it",
    corsConfig: {
      accessControlAllowCredentials: false,
      accessControlAllowOrigins: { items: [origins] },
      accessControlAllowMethods: { items: [...cachePolicy.methods] },
      accessControlAllowHeaders: { items: [...requestHeaders] },
      accessControlExposeHeaders: { items: [...exposedHeaders] },
      accessControlMaxAgeSec: maxAgeSeconds,
      originOverride: true,
    },
    securityHeadersConfig: secured,
  };
};

/** @param listening host names other than its own at which the page plays */
export const pageHeaders = (prefix: string, listening: readonly string[]): Args => ({
  name: `${prefix}-page`,
  comment: "The player page's",
  securityHeadersConfig: {
    ...secured,
    contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(listening), override: true },
    frameOptions: { frameOption: "DENY", override: true },
    referrerPolicy: { referrerPolicy: "no-referrer", override: true },
  },
});
