/**
 * PromQL from functions. An expression knows which metrics it reads, so that a test can hold every one of them against the catalogue; numbers are
 * given as numbers, durations as seconds. Nothing here knows a metric's name.
 */

/** A value of PromQL. */
export interface Expr {
  text: string;
  /** A lone selector may take a range; anything else needs a subquery. */
  kind: "selector" | "operand" | "operation";
  uses: readonly Use[];
}

/** One selector: the metric and the labels that it matches. */
export interface Use {
  metric: string;
  labels: readonly string[];
}

/** Equal to a text, or any of some texts, or not, or by a regular expression that it matches or misses. */
export type Match = string | readonly string[] | { not: string } | { matches: string } | { misses: string };

/** Seconds between two points of a subquery: two scrapes, so that none is missed by much. */
const subqueryStep = 10;

/** 5400 → "1h30m". */
export function duration(seconds: number): string {
  if (!Number.isInteger(seconds) || seconds < 0)
    throw new Error(`duration: got ${seconds}; allowed: whole seconds from 0; fix: round it`);
  const units = [
    ["d", 86_400],
    ["h", 3600],
    ["m", 60],
    ["s", 1],
  ] as const;
  let rest = seconds;
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? `${count}${unit}` : "";
  });
  return parts.join("") || "0s";
}

const quoted = (text: string): string => JSON.stringify(text);

function matcher(label: string, match: Match): string {
  if (typeof match === "string") return `${label}=${quoted(match)}`;
  if ("not" in match) return `${label}!=${quoted(match.not)}`;
  if ("matches" in match) return `${label}=~${quoted(match.matches)}`;
  if ("misses" in match) return `${label}!~${quoted(match.misses)}`;
  return `${label}=~${quoted(match.join("|"))}`;
}

/** A metric, scraped or recorded, with what its labels must be. */
export function series(metric: string, labels: Readonly<Record<string, Match>> = {}): Expr {
  const matchers = Object.entries(labels).map(([label, match]) => matcher(label, match));
  return {
    text: matchers.length > 0 ? `${metric}{${matchers.join(", ")}}` : metric,
    kind: "selector",
    uses: [{ metric, labels: Object.keys(labels) }],
  };
}

/** "rate", "max_over_time" … of the last seconds; `at` seconds ago where given. */
export function over(fn: string, of: Expr, seconds: number, ago = 0): Expr {
  const offset = ago > 0 ? ` offset ${duration(ago)}` : "";
  const range = of.kind === "selector" ? duration(seconds) : `${duration(seconds)}:${duration(subqueryStep)}`;
  const inner = of.kind === "operation" ? `(${of.text})` : of.text;
  return { text: `${fn}(${inner}[${range}]${offset})`, kind: "operand", uses: of.uses };
}

/** What it was so many seconds ago. */
export const past = (of: Expr, seconds: number): Expr => ({
  text: `${of.text} offset ${duration(seconds)}`,
  kind: "operand",
  uses: of.uses,
});

export const rate = (of: Expr, seconds: number): Expr => over("rate", of, seconds);
export const increase = (of: Expr, seconds: number): Expr => over("increase", of, seconds);

/** What a line through the last `seconds` reaches `ahead` seconds from now. */
export const predicted = (of: Expr, seconds: number, ahead: number): Expr => ({
  text: `predict_linear(${of.text}[${duration(seconds)}], ${ahead})`,
  kind: "operand",
  uses: of.uses,
});

/** "sum", "max", "count" … over all but the given labels. */
export const by = (aggregation: string, labels: readonly string[], of: Expr): Expr => ({
  text: `${aggregation} by (${labels.join(", ")}) (${of.text})`,
  kind: "operand",
  uses: of.uses,
});

/** A function of one instant value: abs, absent … */
export const apply = (fn: string, of: Expr): Expr => ({
  text: `${fn}(${of.text})`,
  kind: "operand",
  uses: of.uses,
});

export const number = (value: number): Expr => ({ text: String(value), kind: "operand", uses: [] });
export const always: Expr = { text: "vector(1)", kind: "operand", uses: [] };
export const now: Expr = { text: "time()", kind: "operand", uses: [] };

export interface Matching {
  /** Labels that must be equal; absent: all. */
  on?: readonly string[];
  /** Several of the left meet one of the right, and take these labels from it. */
  take?: readonly string[];
  /** A comparison that gives 1 or 0 instead of dropping what is false. */
  bool?: boolean;
}

type Operator = "+" | "-" | "*" | "/" | "^" | "==" | "!=" | ">" | ">=" | "<" | "<=" | "and" | "or" | "unless";

/** Two values and what is between them. */
export function op(left: Expr | number, operator: Operator, right: Expr | number, matching: Matching = {}): Expr {
  const [a, b] = [asExpr(left), asExpr(right)];
  const words = [
    operator,
    ...(matching.bool ? ["bool"] : []),
    ...(matching.on ? [`on (${matching.on.join(", ")})`] : []),
    ...(matching.take ? [`group_left (${matching.take.join(", ")})`] : []),
  ].join(" ");
  return { text: `${enclosed(a)} ${words} ${enclosed(b)}`, kind: "operation", uses: [...a.uses, ...b.uses] };
}

const asExpr = (value: Expr | number): Expr => (typeof value === "number" ? number(value) : value);
const enclosed = ({ kind, text }: Expr): string => (kind === "operation" ? `(${text})` : text);

/** Both: `left` where `right` has something. */
export const and = (left: Expr, right: Expr, on?: readonly string[]): Expr => op(left, "and", right, on ? { on } : {});
export const or = (left: Expr, right: Expr, on?: readonly string[]): Expr => op(left, "or", right, on ? { on } : {});
export const unless = (left: Expr, right: Expr, on?: readonly string[]): Expr =>
  op(left, "unless", right, on ? { on } : {});

/** A label made from another by a regular expression; left as it is where that does not match. */
export const relabel = (of: Expr, to: string, replacement: string, from: string, pattern: string): Expr => ({
  text: `label_replace(${of.text}, ${[to, replacement, from, pattern].map(quoted).join(", ")})`,
  kind: "operand",
  uses: of.uses,
});
