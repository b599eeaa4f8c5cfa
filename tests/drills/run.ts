/** Runs one drill against the stack that is on air: listeners first, then the fault, then what they noticed. */
import type { Browser } from "playwright-core";
import { containers, isWell } from "../../verbs/support/docker";
import { until } from "../../verbs/support/command";
import { stackOutputs } from "../../verbs/support/pulumi";
import { missedAlerts, raisedBy } from "./alerts";
import { heed, pause } from "./break-off";
import type { Drill } from "./drills";
import { Listeners, type Noticed, stackEar } from "./listeners";

export interface Line extends Noticed {
  drill: string;
  /** From the fault until everything runs and every engine is ready again; for a hang, from its end. */
  recovered_ms: number;
  pass: boolean;
  /** What was not reached, in words; empty when all was. */
  missed: string[];
}

const limits = { gap: 500, timeline: 3840, recovered: 60_000, reconnect: 1000 };
/** What is heard before and after, so that a fallback and the way back are in it. */
const before = 6000;
const after = 14_000;

/** @returns whether all that was asked was so, for every station */
export const reached = (lines: readonly Line[]): boolean => lines.every(({ pass }) => pass);

/**
 * Runs a drill, and once more where it was not reached: the second time counts.
 * @param browser listens too, with the player page
 * @param again told of what was not reached the first time
 * @returns a line for each station
 */
export async function runDrill(
  drill: Drill,
  again: (lines: readonly Line[]) => void,
  browser?: Browser,
): Promise<{ lines: Line[]; tries: number }> {
  const first = await attempt(drill, browser);
  if (reached(first)) return { lines: first, tries: 1 };
  again(first);
  return { lines: await attempt(drill, browser), tries: 2 };
}

async function attempt(drill: Drill, browser?: Browser): Promise<Line[]> {
  await drill.prepare?.();
  const ear = await stackEar();
  await wellAgain(limits.recovered);
  const outputs = await stackOutputs();
  const alerts = await raisedBy(drill.name);
  const stations = outputs.stations.filter(({ station }) => !drill.takesOff.includes(station));
  const listeners = await Listeners.start({ ...outputs, stations }, ear, browser);
  let since = new Date();
  const { noticed, recovered } = await heardThrough(listeners, drill.front, async () => {
    since = new Date();
    await drill.act();
    return wellAgain(2 * limits.recovered);
  });
  const missed = await missedAlerts(alerts, since, outputs);
  return noticed.map((each) => judge(drill, each, recovered, missed));
}

/**
 * Listens before something happens, meanwhile, and after.
 * @param front whose clients are counted apart
 * @param happens resolves to the milliseconds until all was well again
 */
export async function heardThrough(
  listeners: Listeners,
  front: string | undefined,
  happens: () => Promise<number>,
): Promise<{ noticed: Noticed[]; recovered: number }> {
  try {
    await pause(before);
    const recovered = await happens();
    await pause(after);
    return { noticed: await listeners.end(front), recovered };
  } finally {
    listeners.stop();
  }
}

/** @returns milliseconds until every container runs well */
async function wellAgain(patience: number): Promise<number> {
  const start = performance.now();
  const complaint = await until(
    patience,
    async () => {
      heed();
      const ill = (await containers()).filter((each) => !isWell(each));
      return ill.length === 0 ? undefined : ill.map(({ name }) => name).join(", ");
    },
    500,
  );
  return complaint === undefined ? Math.round(performance.now() - start) : Infinity;
}

/** Pure. */
export function judge(
  { name, holdsConnections, silences }: Pick<Drill, "name" | "holdsConnections" | "silences">,
  noticed: Noticed,
  recovered: number,
  missedAlerts: readonly string[],
): Line {
  const gap = noticed.station === silences?.station ? silences.atMostMs : limits.gap;
  const missed = [
    ...(noticed.listeners_dropped > 0 && !holdsConnections ? ["a listener was dropped"] : []),
    ...(Math.max(noticed.reconnect_ms, noticed.own_reconnect_ms) > limits.reconnect
      ? ["a listener was away for longer than a second"]
      : []),
    ...(noticed.audible_gap_ms > gap && !holdsConnections ? [`the sound was away for longer than ${gap} ms`] : []),
    ...(noticed.hls_stalls > 0 && !holdsConnections ? ["a player stalled"] : []),
    ...((noticed.page_stalls ?? 0) > 0 && !holdsConnections ? ["the player page stood"] : []),
    ...(noticed.hls_timeline_gap_ms > limits.timeline ? ["the dates jump by more than a segment"] : []),
    ...(recovered > limits.recovered ? ["not all well again in 60 s"] : []),
    ...missedAlerts,
  ];
  return { drill: name, ...noticed, recovered_ms: recovered, pass: missed.length === 0, missed };
}
