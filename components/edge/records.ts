/** Names in DNS: who is reached where, as Route 53's records. Pure. */
import { isIP } from "node:net";
import type { EdgeSettings, FrontAddress } from "./settings";

/** One record; several of one name are chosen among by weight, those that are well. */
export interface NameRecord {
  /** Of the resource. */
  key: string;
  name: string;
  type: "A" | "AAAA" | "CNAME";
  address: string;
  /** The front whose health decides whether it is given out; absent: it always is. */
  front?: string;
}

/** Seconds that others may keep an answer: a front that is gone is still called for so long. */
export const ttlSeconds = 30;

/** @returns fronts, in as many groups as CloudFront asks one after the other: two, or one where there is but one */
export const originsOf = (fronts: readonly FrontAddress[]): FrontAddress[][] =>
  [0, 1].map((half) => fronts.filter((_, index) => index % 2 === half)).filter((group) => group.length > 0);

/** @returns the host name by which CloudFront calls a group of fronts: "origin-1.live.airpath.example", which their certificate must have */
export const originName = ({ names }: Pick<EdgeSettings, "names">, index: number): string =>
  `origin-${index + 1}.${names.hls[0]}`;

/** @returns every record but those that lead to CloudFront, and those that prove whose a name is */
export function nameRecords(settings: EdgeSettings): NameRecord[] {
  const { names, fronts, engines } = settings;
  const byFronts = (name: string, group: readonly FrontAddress[]) =>
    group.map((front) => ({ ...record(name, front.address), key: `${name}-${front.name}`, front: front.name }));
  return [
    ...originsOf(fronts).flatMap((group, index) => byFronts(originName(settings, index), group)),
    ...names.icecast.flatMap((name) => byFronts(name, fronts)),
    // Never its peer's: what a studio sends to one engine must not arrive at the other.
    ...engines.map(({ name, address }) => record(name, address)),
  ];
}

function record(name: string, address: string): NameRecord {
  const version = isIP(address);
  return { key: name, name, type: version === 0 ? "CNAME" : version === 4 ? "A" : "AAAA", address };
}

/** @returns what a certificate must name: a star for names that share their domain, since ten are as many as it takes */
export function certificateNames(names: readonly string[]): string[] {
  const domain = (name: string) => name.slice(name.indexOf(".") + 1);
  const several = (name: string) => names.filter((other) => domain(other) === domain(name)).length > 1;
  return [...new Set(names.map((name) => (several(name) ? `*.${domain(name)}` : name)))];
}
