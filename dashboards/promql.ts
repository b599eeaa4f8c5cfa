/**
 * PromQL, put together from parts. A metric that the catalogue does not hold is refused where it is written, so that no panel can ask for what
 * nothing emits. Values of matchers are patterns, as Grafana's variables are: {station: "$station"} is station=~"$station".
 */
import { catalogue } from "./catalogue";

/** Label → pattern that the whole value must match (RE2); with "!" before the label: must not. */
export type Matchers = Record<string, string>;

/** A job's name matches literally; everything else may be a pattern. */
export function metric(name: string, matchers: Matchers = {}): string {
  if (!catalogue.has(name))
    throw new Error(
      `dashboards: metric "${name}" is in no catalogue; allowed: what something emits; fix: catalogue.ts`,
    );
  const parts = Object.entries(matchers).map(([label, value]) => {
    const plain = /^[a-z0-9_-]+$/.test(value);
    const [key, operator] = label.startsWith("!") ? [label.slice(1), plain ? "!=" : "!~"] : [label, plain ? "=" : "=~"];
    return `${key}${operator}"${value.replaceAll("\\", "\\\\")}"`;
  });
  return parts.length === 0 ? name : `${name}{${parts.join(", ")}}`;
}

/** Labels that are kept, separated by blanks: "station engine". */
type By = string;
const aggregate = (operator: string) => (by: By, expression: string) =>
  `${operator}${by === "" ? " " : ` by (${by.split(" ").join(", ")}) `}(${expression})`;

export const sum = aggregate("sum");
export const max = aggregate("max");
export const min = aggregate("min");
export const avg = aggregate("avg");
export const count = aggregate("count");
export const quantile = (share: number, expression: string): string => `quantile(${share}, ${expression})`;
export const topk = (most: number, expression: string): string => `topk(${most}, ${expression})`;
export const bottomk = (most: number, expression: string): string => `bottomk(${most}, ${expression})`;

/** Per second, over a window that Grafana fits to the scrape interval and the zoom. */
export const rate = (selector: string): string => `rate(${selector}[$__rate_interval])`;
/** The same a minute, added up: for what happens now and then. */
export const perMinute = (by: By, selector: string): string => `${sum(by, rate(selector))} * 60`;
/** In the time range shown. */
export const increase = (selector: string): string => `increase(${selector}[$__range])`;

/** How many there are; 0 where a filter leaves none. */
export const countOrZero = (filtered: string): string => `count(${filtered}) or vector(0)`;

/** Sets a label to a text. */
export const withLabel = (expression: string, label: string, value: string): string =>
  `label_replace(${expression}, "${label}", "${value}", "", "")`;

/** The station of Icecast's mounts, those to which listeners fall back included; see publicMount and engineMount in station-inventory/names.ts. */
export const mountPatterns = {
  shown: "(?:/silence)?/([^/]+)-[^-/]+",
  engine: "(?:/masters/[0-9]+)?/engines/([^/]+)/.*",
};

/** Gives Icecast's series the label `station`. */
export const stationOfMount = (expression: string): string =>
  [mountPatterns.shown, mountPatterns.engine].reduce(
    (inner, pattern) => `label_replace(${inner}, "station", "$1", "mount", "${pattern}")`,
    expression,
  );
