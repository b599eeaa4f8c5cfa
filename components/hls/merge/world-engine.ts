/** For tests: an engine's publisher, as far as the origins see it: which segments it lists, by its own clock. */
import type { Listing } from "./types";

/** Milliseconds. */
export const segment = 3840;
/** How many an engine lists. */
export const listed = 6;

interface Segment {
  slot: number;
  discontinuity: boolean;
  blank: boolean;
}

export class Engine {
  run = 0;
  offset = 0;
  list: Segment[] = [];
  version = 0;
  /** Version that an origin has. */
  held: number[] = [];
  sent: number[] = [];
  /** Slots that it told apart from those before: "run/slot". */
  readonly breaks = new Set<string>();
  private next = 0;

  start(now: number): void {
    this.run = Math.floor((now + this.offset) / 1000);
    this.next = Math.floor((now + this.offset) / segment) + 1;
    this.list = [];
    this.held = [];
    this.version += 1;
  }

  /** Segments that ended by now. */
  advance(now: number, delay: number, blank: boolean): void {
    const end = Math.floor((now + this.offset - delay) / segment);
    const missing = end - this.next;
    if (missing > listed) {
      this.list = [];
      this.next = end - 1;
    }
    for (let first = true; this.next < end; this.next += 1, first = false) {
      if (first && missing > 1) this.breaks.add(`${this.run}/${this.next}`);
      this.list.push({ slot: this.next, discontinuity: first && missing > 1, blank });
      this.version += 1;
    }
    this.list = this.list.slice(-listed);
  }

  listing(): Listing {
    const segments = this.list.map(({ slot, discontinuity, blank }) => ({
      seconds: segment / 1000,
      startsAt: slot * segment,
      discontinuity,
      blank,
    }));
    return { run: this.run, first: this.list[0]!.slot, segments };
  }
}
