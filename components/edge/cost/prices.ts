/**
 * What AWS asks, in US dollars without taxes or discounts: CloudFront's of Europe and North America, all others of us-east-1; regions of Europe ask up to a
 * fifth more for what computes. Looked up once, by hand, on the dates given: look again before you decide by it.
 */

/** Up to how many GB of a month, and what each of them costs. */
export type Tiers = readonly { upTo: number; dollars: number }[];

const terabyte = 1024;

export const prices = {
  /** When they were looked up. */
  asOf: "2026-11",
  /** aws.amazon.com/cloudfront/pricing: the first terabyte and ten million requests of a month are free. */
  cdnEgress: [
    { upTo: terabyte, dollars: 0 },
    { upTo: 11 * terabyte, dollars: 0.085 },
    { upTo: 51 * terabyte, dollars: 0.08 },
    { upTo: 151 * terabyte, dollars: 0.06 },
    { upTo: 501 * terabyte, dollars: 0.04 },
    { upTo: 1025 * terabyte, dollars: 0.03 },
    { upTo: 5121 * terabyte, dollars: 0.025 },
    { upTo: Infinity, dollars: 0.02 },
  ] satisfies Tiers,
  /** HTTPS, Europe. */
  cdnRequests: { free: 10_000_000, dollarsPerTenThousand: 0.012 },
  /** aws.amazon.com/ec2/pricing/on-demand: data transfer to the internet. */
  regionEgress: [
    { upTo: 100, dollars: 0 },
    { upTo: 10 * terabyte, dollars: 0.09 },
    { upTo: 50 * terabyte, dollars: 0.085 },
    { upTo: 150 * terabyte, dollars: 0.07 },
    { upTo: Infinity, dollars: 0.05 },
  ] satisfies Tiers,
  /** aws.amazon.com/elasticloadbalancing/pricing: a network load balancer an hour, and a GB through it. */
  loadBalancer: { dollarsPerHour: 0.0225, dollarsPerGigabyte: 0.006 },
  /** aws.amazon.com/vpc/pricing: a public IPv4 address an hour. */
  publicAddress: { dollarsPerHour: 0.005 },
  /** A node of the cluster: m7i.xlarge. What the system and the cluster's own keep for themselves is taken off. */
  node: { name: "m7i.xlarge", cores: 3.6, mebibytes: 14 * 1024, dollarsPerHour: 0.2016 },
  /** aws.amazon.com/eks/pricing. */
  cluster: { dollarsPerHour: 0.1 },
  /** aws.amazon.com/ebs/pricing: gp3. */
  volume: { dollarsPerGigabyte: 0.08 },
  /** aws.amazon.com/s3/pricing: standard storage. */
  bucket: { dollarsPerGigabyte: 0.023 },
  /** aws.amazon.com/route53/pricing: a zone, and a health check over HTTPS every ten seconds. */
  zone: { dollars: 0.5 },
  healthCheck: { dollars: 0.5 + 1 + 1 },
} as const;

/** @returns what an amount costs, each part of it by its own tier */
export const tiered = (amount: number, tiers: Tiers): number =>
  tiers.reduce((sum, { upTo, dollars }, index) => {
    const from = tiers[index - 1]?.upTo ?? 0;
    return sum + Math.max(0, Math.min(amount, upTo) - from) * dollars;
  }, 0);
