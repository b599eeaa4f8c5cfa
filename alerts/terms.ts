/** Values that several alerts look at, each in the words of the field. */
import { by, type Expr, type Match, op, or, series } from "./promql";
import { fact } from "./facts";

type Labels = Readonly<Record<string, Match>>;

const input = ["station", "source"] as const;
export const engine = ["station", "engine"] as const;

/** Per station and input: whether any of its engines has it. */
export const onAnyEngine = (metric: string, labels: Labels = {}): Expr => by("max", input, series(metric, labels));
/** Per station and input: whether all of its engines have it. */
export const onEveryEngine = (metric: string, labels: Labels = {}): Expr => by("min", input, series(metric, labels));

/** Inputs that engines take by themselves: what an operator plugs in now and then is missed by nobody. */
export const automatic = (): Expr => fact("input", { selection: "autofallback" });

/** 1 per station with an input on air on some engine, 0 where all play silence. */
export const stationPlays = (): Expr => by("max", ["station"], series("liquidsoap_source_is_playing"));
export const enginePlays = (): Expr => by("max", engine, series("liquidsoap_source_is_playing"));

/** 1 per engine whose Liquidsoap and publisher both answer: what it needs to be heard. */
export const engineServes = (): Expr =>
  by("min", [...engine, "host"], series("up", { job: ["liquidsoap", "publisher"] }));
export const servingEngines = (): Expr => by("count", ["station"], op(engineServes(), "==", 1));

/** The largest per engine, without the labels of the scrape: an alert must not change its name when an address does. */
export const perEngine = (of: Expr, more: readonly string[] = []): Expr => by("max", [...engine, ...more], of);

/** Compares per station with what the inventory says of that station. */
export const against = (left: Expr, operator: ">" | "<" | "/" | "*", right: Expr): Expr =>
  op(left, operator, right, { on: ["station"], take: [] });

/** The first that there is, else the others. */
export const firstOf = (first: Expr, ...rest: Expr[]): Expr => rest.reduce((left, right) => or(left, right), first);
