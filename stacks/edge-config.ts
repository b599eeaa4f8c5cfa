import { z } from "zod";

const hostName = z.hostname();

/** What AWS stands before a platform: `airpath:edge` in its stack's file; brought up as a stack of its own, "prod-edge". */
export const edgeConfig = z.strictObject({
  /** Hosted zone in Route 53, which is there already; every name lies in it. */
  zone: hostName,
  /** Host names for stations that have none of their own: HLS and the player page through the CDN, Icecast, and encoders' SRT ("rivage-a.NAME"). */
  names: z.strictObject({ hls: hostName, icecast: hostName, srt: hostName.optional() }),
  /** Where buckets stand. */
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/),
  /** Where CloudFront has its caches: the fewer places, the cheaper. */
  priceClass: z.enum(["PriceClass_100", "PriceClass_200", "PriceClass_All"]).default("PriceClass_100"),
  /** Days that the CDN's access logs are kept. */
  logDays: z.int().min(1).max(3650).default(30),
  /** Days that segments which somebody writes into the archive's bucket are kept. Absent: there is no such bucket. */
  archiveDays: z.int().min(1).max(36500).optional(),
  /** Who is told when the month costs 80 % of it, or will cost all of it. Absent: nobody. */
  budget: z.strictObject({ dollars: z.number().positive(), emails: z.array(z.email()).min(1).max(10) }).optional(),
});

export type EdgeConfig = z.output<typeof edgeConfig>;

export const edgeAllowed =
  '{"zone", "names": {"hls", "icecast", "srt"}, "region": "eu-west-3", "priceClass", "logDays", "archiveDays", "budget": {"dollars", "emails"}}; all but zone, names and region may be left out';
