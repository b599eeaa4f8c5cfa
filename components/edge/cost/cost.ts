/** What a month of a platform on AWS costs, from the inventory and how many listen. Pure. An estimate: what it leaves out is said in `leftOut`. */
import { format } from "../../../station-inventory/formats";
import type { FleetPlan } from "../../../station-inventory/plan-types";
import { prices, tiered } from "./prices";

export interface Audience {
  /** Who listens at once, on average of all hours of the month. */
  listeners: number;
  /** Part of them that listens to HLS, 0-1; the others to Icecast. */
  hls: number;
}

/** What runs, as containers ask for it. */
export interface Footprint {
  cores: number;
  mebibytes: number;
  /** Volumes that outlive their containers. */
  persistentMebibytes: number;
}

export interface CostLine {
  item: string;
  /** "1,204 GB". */
  quantity: string;
  /** US dollars a month. */
  dollars: number;
}

/** What stands before it, as far as it costs something. */
export interface EdgeParts {
  logDays: number;
  zones: number;
}

export const hoursPerMonth = 730;
const secondsPerMonth = hoursPerMonth * 3600;
const gigabyte = 1024 ** 3;
/** Of one request in the access logs, about, gzipped: no figure of AWS, but a line of theirs compressed. */
const loggedBytes = 120;

export const leftOut =
  "DNS queries, traffic between zones, time-shift listening, the archive, taxes, support; on-demand prices without any commitment";

/** Each rendition and each mount is heard by as many as every other. */
export function monthlyCost(
  plan: Pick<FleetPlan, "stations" | "fronts">,
  { listeners, hls }: Audience,
  footprint: Footprint,
  { logDays, zones }: EdgeParts,
): CostLine[] {
  const onHls = listeners * hls;
  const hlsGigabytes = (onHls * mean(hlsBits(plan)) * secondsPerMonth) / 8 / gigabyte;
  const icecastGigabytes = ((listeners - onHls) * mean(icecastBits(plan)) * secondsPerMonth) / 8 / gigabyte;
  // A segment and a playlist for each.
  const requests = onHls * 2 * (secondsPerMonth / (plan.stations[0]?.hls.segmentSeconds ?? 4));
  const logged = (requests * (logDays / 30) * loggedBytes) / gigabyte;
  const nodes = nodesFor(footprint, zones);
  const fronts = plan.fronts.length;
  const hourly = (each: number, count = 1) => each * count * hoursPerMonth;
  const gigabytes = (amount: number) => `${whole(amount)} GB`;
  return [
    { item: "CDN, to listeners", quantity: gigabytes(hlsGigabytes), dollars: tiered(hlsGigabytes, prices.cdnEgress) },
    {
      item: "CDN, requests",
      quantity: `${whole(requests / 1e6)} million`,
      dollars: (Math.max(0, requests - prices.cdnRequests.free) / 10_000) * prices.cdnRequests.dollarsPerTenThousand,
    },
    {
      item: "Icecast, to listeners",
      quantity: gigabytes(icecastGigabytes),
      dollars: tiered(icecastGigabytes, prices.regionEgress),
    },
    {
      item: "load balancers of fronts",
      quantity: `${fronts}, ${gigabytes(icecastGigabytes)}`,
      dollars:
        hourly(prices.loadBalancer.dollarsPerHour + prices.publicAddress.dollarsPerHour * zones, fronts) +
        icecastGigabytes * prices.loadBalancer.dollarsPerGigabyte,
    },
    {
      item: "nodes",
      quantity: `${nodes} ${prices.node.name}`,
      dollars: hourly(prices.node.dollarsPerHour, nodes),
    },
    { item: "cluster", quantity: "1", dollars: hourly(prices.cluster.dollarsPerHour) },
    {
      item: "volumes",
      quantity: gigabytes(footprint.persistentMebibytes / 1024),
      dollars: (footprint.persistentMebibytes / 1024) * prices.volume.dollarsPerGigabyte,
    },
    {
      item: "access logs",
      quantity: `${gigabytes(logged)}, ${logDays} days`,
      dollars: logged * prices.bucket.dollarsPerGigabyte,
    },
    {
      item: "names and health checks",
      quantity: `1 zone, ${fronts} checks`,
      dollars: prices.zone.dollars + fronts * prices.healthCheck.dollars,
    },
  ];
}

/** So many that what runs still fits when a zone is lost. */
function nodesFor({ cores, mebibytes }: Footprint, zones: number): number {
  const needed = Math.ceil(Math.max(cores / prices.node.cores, mebibytes / prices.node.mebibytes));
  return zones < 2 ? needed : zones * Math.ceil(needed / (zones - 1));
}

const hlsBits = ({ stations }: Pick<FleetPlan, "stations">): number[] =>
  stations.flatMap(({ hls }) => hls.renditions.map(({ bandwidth }) => bandwidth));

const icecastBits = ({ stations }: Pick<FleetPlan, "stations">): number[] =>
  stations.flatMap(({ streams }) => streams.map((stream) => format(stream.format).bitrate * 1000));

const mean = (all: readonly number[]): number => all.reduce((sum, each) => sum + each, 0) / Math.max(1, all.length);

export const whole = (amount: number): string => Math.round(amount).toLocaleString("en");
