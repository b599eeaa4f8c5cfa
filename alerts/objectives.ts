/** What listeners are promised, and how fast the budget for errors may be spent before somebody is called. */
import type { Objectives } from "./alert";

/** Share of seconds in which each stream is fresh and audible. National: 10 minutes of the period may be lost, 20 and 100 the others. */
export const objectives: Objectives = { national: 0.9995, local: 0.999, webradio: 0.995 };

/** Days over which the promise is kept: no longer than Prometheus remembers. */
export const periodDays = 14;

/** Two windows that must both burn: the long one shows that it matters, the short one that it still goes on (SRE Workbook, chapter 5). */
export interface Burn {
  longSeconds: number;
  shortSeconds: number;
  /** Share of the period's budget that is gone after the long window. */
  spent: number;
}

const hour = 3600;
export const burns: { page: readonly Burn[]; ticket: readonly Burn[] } = {
  page: [
    { longSeconds: hour, shortSeconds: 300, spent: 0.02 },
    { longSeconds: 6 * hour, shortSeconds: 1800, spent: 0.05 },
  ],
  ticket: [{ longSeconds: 24 * hour, shortSeconds: 2 * hour, spent: 0.1 }],
};

/** How many times faster than allowed the budget is then spent. */
export const burnFactor = ({ longSeconds, spent }: Burn): number => (spent * periodDays * 24 * hour) / longSeconds;

export const allBurns: readonly Burn[] = [...burns.page, ...burns.ticket];

export const windows = allBurns
  .flatMap(({ longSeconds, shortSeconds }) => [longSeconds, shortSeconds])
  .sort((a, b) => a - b);
