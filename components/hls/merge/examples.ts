/** For tests: one station's chain and what engines offer, in numbers that are easy to read. */
import type { Chain, Entry, Offer } from "./types";

export const began = 1_795_377_000_000;
export const slot = 467_546_000;
export const entry = (change: Partial<Entry> = {}): Entry => ({
  n: slot,
  engine: "a",
  run: 7,
  slot,
  break: false,
  discontinuities: 5,
  seconds: 3.84,
  startsAt: slot * 3840,
  ...change,
});
export const chain = (change: Partial<Entry> = {}, at = began): Chain => ({
  stretches: [{ ...entry(change), count: 1 }],
  at,
});
/** What an engine offers: slots, the newest of which came at `at`. */
export const offer = (slots: number[], at: number, change: { run?: number; blank?: boolean } = {}): Offer => ({
  run: change.run ?? 7,
  at,
  lists: {},
  slots: slots.map((each, index) => ({
    slot: each,
    seconds: 3.84,
    startsAt: each * 3840,
    discontinuity: false,
    blank: change.blank ?? false,
    at: at - (slots.length - 1 - index) * 3840,
  })),
});
