/** Schedules of made-up inputs, and what the rules of docs/decisions/selection.md make of them, written anew from the prose. */

/** What is seen of an input at one look. */
export interface Seen {
  available: boolean;
  connected: boolean;
  blank: boolean;
}

export interface Tick {
  /** Milliseconds. */
  now: number;
  /** Index of the operator's choice; -1: automatic. */
  preferred: number;
  /** Whether the operator chose at this tick. */
  chosen: boolean;
  inputs: Seen[];
}

export interface Schedule {
  automatic: boolean[];
  returnAfter: number;
  tolerance: number;
  ticks: Tick[];
}

/** Index of the input on air at each tick; -1: safe_blank. */
export type OnAir = number[];

/** Of each tick and input: how long it has been good without a break, in milliseconds; undefined: it is not good. */
export function goodFor({ ticks, tolerance, automatic }: Schedule): (number | undefined)[][] {
  return ticks.map((tick, t) => automatic.map((_, i) => goodAt(ticks, t, i, tolerance, tick.now)));
}

function goodAt(ticks: Tick[], t: number, i: number, tolerance: number, now: number): number | undefined {
  let since: number | undefined;
  for (let k = t; k >= 0 && isGood(ticks, k, i, tolerance); k--) since = ticks[k]!.now;
  return since === undefined ? undefined : now - since;
}

function isGood(ticks: Tick[], t: number, i: number, tolerance: number): boolean {
  const { available, connected, blank } = ticks[t]!.inputs[i]!;
  if (blank) return false;
  if (available) return true;
  let missing = ticks[t]!.now;
  for (let k = t; k >= 0 && !ticks[k]!.inputs[i]!.available; k--) missing = ticks[k]!.now;
  return connected && ticks[t]!.now - missing < tolerance;
}

export function model(schedule: Schedule): OnAir {
  const good = goodFor(schedule);
  let current = -1;
  return schedule.ticks.map(({ preferred, chosen }, t) => {
    const patience = chosen ? 0 : schedule.returnAfter;
    const eligible = ranking(schedule.automatic, preferred).filter((i) => good[t]![i] !== undefined);
    const proven = eligible.filter((i) => good[t]![i]! >= patience);
    const rank = eligible.indexOf(current);
    if (rank < 0) current = proven[0] ?? eligible[0] ?? -1;
    else current = proven.find((i) => eligible.indexOf(i) < rank) ?? current;
    return current;
  });
}

/** Inputs that may be on air, best first. */
export function ranking(automatic: boolean[], preferred: number): number[] {
  const others = automatic.flatMap((isAutomatic, i) => (isAutomatic && i !== preferred ? [i] : []));
  return preferred < 0 ? others : [preferred, ...others];
}
