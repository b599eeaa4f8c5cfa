/** Media playlists of one engine on one origin, as they stand now and as they follow each other. */
import { sleep } from "../../../verbs/support/command";
import type { Rig } from "../support/rig";

export type Playlists = Record<string, string>;

/** @returns the text of each rendition's playlist; "" for one that is not there */
export async function playlists(rig: Rig, letter: "a" | "b" = "a", origin = "hls-origin-1"): Promise<Playlists> {
  const entries = rig.enginePlan(letter).renditions.map(async ({ format, playlist }) => {
    const answer = await fetch(rig.group(origin).url(8082, playlist), { signal: AbortSignal.timeout(2000) });
    return [format, answer.ok ? await answer.text() : ""] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Fetches again and again. @returns for each rendition what it read, without repetitions */
export async function watch(rig: Rig, seconds: number): Promise<Record<string, string[]>> {
  const seen: Record<string, string[]> = {};
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    for (const [name, text] of Object.entries(await playlists(rig).catch(() => ({}) as Playlists))) {
      const list = (seen[name] ??= []);
      if (text !== "" && text !== list.at(-1)) list.push(text);
    }
    await sleep(300);
  }
  return seen;
}
