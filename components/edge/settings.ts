/** What the edge is made of: all of it known before anything is declared. Pure data. */
import type { ListenerAddresses } from "../../station-inventory/fleet-settings";

export interface EdgeSettings {
  /** Before names of what is one for a whole account: "airpath-prod". */
  prefix: string;
  /** Host names under which the public listens. */
  names: { hls: readonly string[]; icecast: readonly string[] };
  /** Hosted zone in Route 53 in which every name lies. */
  zone: string;
  /** What listeners connect to, in order. */
  fronts: readonly FrontAddress[];
  /** What studios call: a name for each engine, wherever it is. */
  engines: readonly { name: string; address: string }[];
  /** Where buckets stand: "eu-west-3". */
  region: string;
  /** Where CloudFront has its caches: "PriceClass_100". */
  priceClass: string;
  /** Days that access logs are kept. */
  logDays: number;
  /** Whether listeners' addresses are among what they say. */
  listenerAddresses: ListenerAddresses;
  /** Days that what is in the archive is kept; absent: there is none. */
  archiveDays?: number;
  budget?: { dollars: number; emails: readonly string[] };
}

export interface FrontAddress {
  /** "front-1". */
  name: string;
  /** Host name or IP address of its load balancer. */
  address: string;
  /** TCP port of HTTPS there. */
  port: number;
}

/** Where what CloudFront uses must be declared: certificates, deliveries of logs. */
export const cloudFrontRegion = "us-east-1";
