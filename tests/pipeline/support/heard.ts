/** What a listener of engine a hears while something happens. */
import { sleep } from "../../../verbs/support/command";
import type { Rig } from "./rig";
import { continuity, type Continuity, type Span, timeline } from "./tone";
import { tones } from "./station";

export interface Heard {
  pcm: Float32Array;
  spans: Span[];
  /** Milliseconds of the longest time without a byte on the connection. */
  longestPause: number;
  connections: number;
}

/**
 * Listens before, during and after.
 * @param after seconds of listening when `happens` is done
 */
export async function hearWhile(
  rig: Rig,
  after: number,
  happens: () => Promise<unknown> = async () => undefined,
): Promise<Heard> {
  const ear = rig.listen();
  await ear.first();
  // What an encoder and a decoder do at the start of a stream is not what is tested.
  await sleep(500);
  await happens();
  await sleep(after * 1000);
  const { channels } = await ear.decoded();
  const pcm = (channels[0] ?? new Float32Array()).subarray(4800);
  return { pcm, spans: timeline(pcm, tones), longestPause: ear.longestPause, connections: ear.connections };
}

/** Follows the tone of an input through the whole recording. */
export const follow = ({ pcm }: Pick<Heard, "pcm">, input: string): Continuity => continuity(pcm, tones[input]!);
