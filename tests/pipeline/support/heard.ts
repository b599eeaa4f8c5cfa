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
  /** What the engine counted meanwhile of sound late or let go, nothing but what is not zero: where to look when sound broke. */
  lost: Record<string, number>;
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
  const before = await counted(rig).catch(() => ({}));
  await happens();
  await sleep(after * 1000);
  const lost = growth(before, await counted(rig).catch(() => ({})));
  const { channels } = await ear.decoded();
  const pcm = (channels[0] ?? new Float32Array()).subarray(4800);
  return { pcm, spans: timeline(pcm, tones), longestPause: ear.longestPause, connections: ear.connections, lost };
}

const soundLost = [
  "srt_input_underruns_total",
  "srt_input_overrun_seconds_total",
  "liquidsoap_source_dry_total",
  "liquidsoap_clock_catchup_seconds_total",
];

/** What engine a counted of sound that came too late or was let go, all inputs together. */
async function counted(rig: Rig): Promise<Record<string, number>> {
  const { metrics } = rig.enginePlan();
  const texts = [metrics.port, metrics.gatePort].map(async (port) =>
    (await fetch(rig.api("/metrics", "a", port))).text(),
  );
  const text = (await Promise.all(texts)).join("\n");
  const values = (name: string) => [...text.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, "gm"))];
  return Object.fromEntries(
    soundLost.map((name) => [name, values(name).reduce((sum, [, value]) => sum + Number(value), 0)]),
  );
}

const growth = (before: Record<string, number>, after: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(after)
      .map(([name, value]) => [name, value - (before[name] ?? 0)] as const)
      .filter(([, more]) => more !== 0),
  );

/** Follows the tone of an input through the whole recording. */
export const follow = ({ pcm }: Pick<Heard, "pcm">, input: string): Continuity => continuity(pcm, tones[input]!);

/** As `follow`. @throws where the tone breaks, with what the engine counted meanwhile */
export function unbroken(heard: Pick<Heard, "pcm" | "lost">, input: string): Continuity {
  const followed = follow(heard, input);
  if (followed.breaks.length > 0)
    throw new Error(
      `${input} breaks at ${followed.breaks.join(", ")} s; counted meanwhile: ${JSON.stringify(heard.lost)}`,
    );
  return followed;
}
