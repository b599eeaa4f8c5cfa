/**
 * How much of a machine there is. Audio keeps its own time: a machine that gives a third of its speed cannot carry an engine and its
 * listeners, and what fails on it says nothing about the product. docs/decisions/machine-that-keeps-time.md.
 */
import { readFileSync } from "node:fs";
import { sleep } from "./command";

/** What a machine gave in one look at it. */
export interface MachineSample {
  /** CPU time for a fixed piece of work, milliseconds. Our own load beside it does not lengthen it, a slower processor does. */
  workMilliseconds: number;
  /** Share of the time, 0-1, that the host kept from this machine since the look before. */
  stolen: number;
  /** Milliseconds of the longest time since the look before in which this machine stood still: so late was a timer of a process that does nothing else. */
  stood: number;
}

/** CPU milliseconds for the piece of work on the machine on which the tests got their limits (AMD EPYC, two cores, quiet). */
const referenceMilliseconds = 12;

/** Shares of that machine. */
export interface Need {
  /** With less than this, tests do not start. */
  start: number;
  /** With less than this, a failure says nothing, a pass does. */
  judge: number;
}

/**
 * What tests that listen need. One engine and its listeners passed whole at half the speed, once; on a machine that gave 75 %, with nothing beside, engines caught up
 * 0.8 s of sound, in another test each time. The whole stack takes 1.4 of two cores before anybody listens: at 77 % it was 1.85, sixty processes
 * waited for a core, and engines were started again.
 */
export const needs = { engine: { start: 0.45, judge: 0.8 }, stack: { start: 0.8, judge: 0.8 } } satisfies Record<
  string,
  Need
>;

/** Share of looks at too little from which on a failure is no evidence. */
const starvedShare = 0.1;

/**
 * A machine that stands still for so long loses sound by itself: an engine's inputs are given up after 300 ms. Measured beside the tests: 8 ms,
 * with eight busy loops of our own 184 ms; while a whole stack was started 655 ms.
 */
const longestStandstill = 300;

/** @returns what the machine gives, as a share of the machine that the limits come from; above 1: faster. */
export const capacity = ({ workMilliseconds, stolen }: MachineSample): number =>
  (referenceMilliseconds / workMilliseconds) * (1 - stolen);

/** @returns whether so many looks at the machine showed too little of it that what failed meanwhile says nothing. */
export function starved(samples: readonly MachineSample[], least: number): boolean {
  const short = samples.filter((sample) => capacity(sample) < least).length;
  return samples.length > 0 && short >= starvedShare * samples.length;
}

/** @returns whether the machine stood still for so long that what failed meanwhile may come from that. */
export const stoodStill = (samples: readonly MachineSample[]): boolean => longest(samples) > longestStandstill;

const longest = (samples: readonly MachineSample[]): number => Math.max(0, ...samples.map(({ stood }) => stood));

/** @returns the middle of what was seen and the longest standstill, as people read it. */
export function whatItGave(samples: readonly MachineSample[]): string {
  const sorted = samples.map(capacity).sort((a, b) => a - b);
  const usual = Math.round(100 * (sorted[sorted.length >> 1] ?? 0));
  return `${usual} % of what the limits were set on, and stood still for up to ${Math.round(longest(samples))} ms`;
}

const signal = new Float64Array(1 << 19).map((_, index) => Math.sin(index));

/** A filter over four megabytes of sound, as an encoder's work goes: arithmetic, and memory that no inner cache holds. */
function pieceOfWork(): number {
  let before = 0;
  let last = 0;
  for (let pass = 0; pass < 10; pass++) {
    for (let index = 0; index < signal.length; index++) {
      const next = 0.2 * (signal[index] ?? 0) + 1.1 * last - 0.3 * before;
      before = last;
      last = next;
    }
  }
  return last;
}

/** @returns time stolen and time in all, in ticks, as /proc/stat counts them; zeros where there is none. */
function ticks(): { stolen: number; all: number } {
  try {
    const counts = (readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "").split(/\s+/).slice(1, 9).map(Number);
    return { stolen: counts[7] ?? 0, all: counts.reduce((sum, each) => sum + each, 0) };
  } catch {
    return { stolen: 0, all: 0 };
  }
}

const tickMilliseconds = 20;

/** Looks at the machine again and again. */
export class MachineWatch {
  private readonly samples: MachineSample[] = [];
  private before = ticks();
  private ticked = performance.now();
  private stood = 0;
  private readonly timers: NodeJS.Timeout[];

  constructor(everyMilliseconds: number) {
    const looks = setInterval(() => this.samples.push(this.look()), everyMilliseconds);
    const ticks = setInterval(() => this.tick(), tickMilliseconds);
    this.timers = [looks.unref(), ticks.unref()];
  }

  /** @returns every look since the start. */
  stop(): MachineSample[] {
    this.timers.forEach(clearInterval);
    return [...this.samples, this.look()];
  }

  private tick(): void {
    const now = performance.now();
    this.stood = Math.max(this.stood, now - this.ticked - tickMilliseconds);
    this.ticked = now;
  }

  private look(): MachineSample {
    this.tick();
    const cpu = process.cpuUsage();
    pieceOfWork();
    const { user, system } = process.cpuUsage(cpu);
    const now = ticks();
    const all = now.all - this.before.all;
    const stolen = all > 0 ? (now.stolen - this.before.stolen) / all : 0;
    this.before = now;
    const { stood } = this;
    this.stood = 0;
    // The work just done is no standstill.
    this.ticked = performance.now();
    return { workMilliseconds: (user + system) / 1000, stolen, stood };
  }
}

/** @returns some seconds of looks; the first ones, in which the work was still being compiled, left out. */
export async function lookAtMachine(looks = 10): Promise<MachineSample[]> {
  for (let warm = 0; warm < 3; warm++) pieceOfWork();
  const watch = new MachineWatch(300);
  await sleep(300 * looks + 100);
  return watch.stop();
}
