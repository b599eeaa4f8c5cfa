/**
 * The cache policy (../cache/policy.ts) as CloudFront has it: which paths, by its patterns; how long at most. Pure. Paths come as regular expressions
 * there; CloudFront has "*" for anything, slashes too, and "?" for one character, so that one of its patterns stands for several paths.
 */
import type * as aws from "@pulumi/aws";
import { format } from "../../station-inventory/formats";
import type { StationPlan } from "../../station-inventory/plan-types";
import { cachePolicy, type PathPolicy } from "../cache/policy";

export interface CacheBehavior {
  /** In names of resources: "playlist". */
  name: string;
  /** CloudFront's; absent: every other path. */
  pattern?: string;
  /** Seconds that an answer is kept: what its Cache-Control says, and at most so long. */
  keepAtMost: number;
  /** Whether it is text that gets smaller. */
  compress: boolean;
}

const kept = (...names: PathPolicy["name"][]): number =>
  Math.min(...cachePolicy.paths.filter(({ name }) => names.includes(name)).map(({ keepAtMost }) => keepAtMost));

/** In the order in which CloudFront looks; the last one has no pattern. */
export const cacheBehaviors: readonly CacheBehavior[] = [
  { name: "segment", pattern: "/*/?/*.ts", keepAtMost: kept("segment"), compress: false },
  // What tells a master playlist from the others is that its name comes twice, which no pattern can say: the shorter time counts for all.
  { name: "playlist", pattern: "/*/*.m3u8", keepAtMost: kept("master-playlist", "media-playlist"), compress: true },
  // The player page, a minute by its own Cache-Control.
  { name: "page", keepAtMost: 60, compress: true },
];

/** The path is what tells answers apart, and nothing else reaches the fronts: a query would let anyone go past the cache. */
export const cachePolicyArgs = (
  prefix: string,
  { name, keepAtMost, compress }: CacheBehavior,
): aws.cloudfront.CachePolicyArgs => ({
  name: `${prefix}-${name}`,
  comment: `As the platform's own caches keep a ${name}`,
  minTtl: 0,
  // What says nothing of itself is not kept.
  defaultTtl: 0,
  maxTtl: keepAtMost,
  parametersInCacheKeyAndForwardedToOrigin: {
    cookiesConfig: { cookieBehavior: "none" },
    headersConfig: { headerBehavior: "none" },
    queryStringsConfig: { queryStringBehavior: "none" },
    enableAcceptEncodingGzip: compress,
    enableAcceptEncodingBrotli: compress,
  },
});

/** Of which statuses CloudFront remembers an error for ten seconds unless it is told. */
const errors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** How long errors are remembered: that something is not there for a moment, all others not at all. */
export const errorResponses = errors.map((errorCode) => ({
  errorCode,
  errorCachingMinTtl: errorCode === 404 ? cachePolicy.notFoundSeconds : 0,
}));

/** @returns CloudFront's patterns of Icecast mounts, which no CDN can keep: they have no end */
export const mountPatterns = (stations: readonly Pick<StationPlan, "streams">[]): string[] =>
  [...new Set(stations.flatMap(({ streams }) => streams.map(({ format: id }) => `/*.${format(id).extension}`)))].sort();
