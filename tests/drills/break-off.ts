/** Ctrl-C, or a wish that we end, breaks a drill off at its next pause: what it did to the stack is taken back first. */
import { setTimeout } from "node:timers/promises";

const asked = new AbortController();

/** From now on; a second signal ends the process as ever. */
export function heedSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => asked.abort(new Error(`broken off by ${signal}; the stack is as it was before`)));
}

export const brokenOff = (): boolean => asked.signal.aborted;

/** @throws when it was asked for: also where the drill had no pause left to heed it in */
export const heed = (): void => asked.signal.throwIfAborted();

/** @throws when the drill is broken off */
export async function pause(milliseconds: number): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal: asked.signal }).catch(heed);
}
