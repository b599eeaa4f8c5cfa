/** Listeners of the whole stack, as the public is: every Icecast stream and one HLS rendition of every station, by every address that is published. */
import type { Browser } from "playwright-core";
import type { StackOutputs } from "../../stacks/outputs";
import { ourImage } from "../../verbs/support/docker";
import { renditionUrls } from "../../verbs/support/listen";
import { stackPrefix } from "../../verbs/support/stack";
import type { Ear } from "../pipeline/support/decode";
import { HlsListener } from "../pipeline/support/hls-listener";
import { IcecastListener } from "../pipeline/support/icecast-listener";
import { PageListeners } from "./page-listeners";
import { type Gap, longestSilence, longestStarvation, soundArrivals, stalls, timelineGap } from "./loudness";

/** What the listeners of one station noticed. */
export interface Noticed {
  station: string;
  /** Icecast connections that ended. */
  listeners_dropped: number;
  /** Longest that one of them was without a connection. */
  reconnect_ms: number;
  audible_gap_ms: number;
  /** Of players that take one playlist from one address. */
  hls_stalls: number;
  /** Of the player page in a browser; undefined where there was no browser. */
  page_stalls?: number;
  /** Answers to an HLS player that were no playlist or no segment. */
  hls_failures: number;
  hls_timeline_gap_ms: number;
  /** Through the very front that it happened to: connections that ended, and the longest that one was without. */
  own_dropped: number;
  own_reconnect_ms: number;
}

/** What hears on the running stack: the studio's ffmpeg. @throws when the stack has no studio */
export async function stackEar(): Promise<Ear> {
  const sound = await ourImage("studio");
  if (sound === undefined) throw new Error("the stack has no studio: airpath:studio must be true");
  return { sound, place: { label: `airpath.listener=${stackPrefix()}` } };
}

export class Listeners {
  private constructor(
    private readonly icecast: { station: string; front: string; listener: IcecastListener }[],
    private readonly hls: { station: string; front: string; player: HlsListener }[],
    private readonly pages: PageListeners | undefined,
  ) {}

  /**
   * Connects all, and waits until every one hears something.
   * @param browser opens the player page too
   */
  static async start(outputs: Pick<StackOutputs, "stations">, ear: Ear, browser?: Browser): Promise<Listeners> {
    const pages = browser && (await PageListeners.start(browser, outputs));
    const icecast = outputs.stations.flatMap(({ station, icecast: streams }) =>
      streams.map(({ format, front, url }) => {
        const others = streams.filter((each) => each.format === format && each.front !== front).map((each) => each.url);
        return { station, front, listener: new IcecastListener(ear, url, format, others) };
      }),
    );
    const hls = await Promise.all(
      outputs.stations.flatMap(({ station, hls: masters }) =>
        masters.map(async ({ front, url }) => {
          const [rendition = ""] = renditionUrls(url, await (await fetch(url)).text());
          const others = masters
            .filter((each) => each.front !== front)
            .map((each) => new URL(new URL(rendition).pathname, each.url).href);
          return { station, front, player: new HlsListener(ear, rendition, others) };
        }),
      ),
    );
    const all = new Listeners(icecast, hls, pages);
    try {
      await Promise.all([
        ...icecast.map(({ listener }) => listener.first(20)),
        ...hls.map(({ player }) => player.has(1, 20)),
      ]);
      return all;
    } catch (error) {
      // They would call for ever.
      all.stop();
      throw error;
    }
  }

  stop(): void {
    for (const { listener } of this.icecast) listener.stop();
    for (const { player } of this.hls) void player.stop();
    this.pages?.stop();
  }

  /**
   * Disconnects all, decodes what each got, and says what they noticed, station by station.
   * @param ownFront whose clients are counted apart
   */
  async end(ownFront?: string): Promise<Noticed[]> {
    const pageStalls = await this.pages?.end(ownFront);
    for (const { listener } of this.icecast) listener.stop();
    await Promise.all(this.hls.map(({ player }) => player.stop()));
    const stations = [...new Set(this.icecast.map(({ station }) => station))];
    const noticed: Noticed[] = [];
    for (const station of stations)
      noticed.push({ ...(await this.noticed(station, ownFront)), page_stalls: pageStalls?.get(station) });
    return noticed;
  }

  private async noticed(station: string, ownFront: string | undefined): Promise<Noticed> {
    const all = this.icecast.filter((each) => each.station === station);
    const own = all.filter(({ front }) => front === ownFront).map(({ listener }) => listener);
    const icecast = all.filter(({ front }) => front !== ownFront).map(({ listener }) => listener);
    const players = this.hls
      .filter((each) => each.station === station && each.front !== ownFront)
      .map(({ player }) => player);
    const gaps: { listener: IcecastListener; gap: Gap }[] = [];
    for (const listener of icecast) gaps.push({ listener, gap: await audibleGap(listener) });
    const { listener, gap } = gaps.reduce((worst, each) => (each.gap.length > worst.gap.length ? each : worst));
    const clock = new Date(performance.timeOrigin + (listener.arrivals[0]?.at ?? 0) + gap.at).toISOString();
    process.stderr.write(
      `  ${station}: longest gap ${Math.round(gap.length)} ms of ${gap.kind}, about ${clock.slice(11, 21)}, ${listener.url}\n`,
    );
    return {
      station,
      listeners_dropped: dropped(icecast),
      reconnect_ms: longestAbsence(icecast),
      audible_gap_ms: Math.round(gap.length),
      hls_stalls: players.reduce((sum, { segments }) => sum + stalls(segments), 0),
      hls_failures: players.reduce((sum, { failures }) => sum + failures.length, 0),
      hls_timeline_gap_ms: Math.round(Math.max(...players.map(({ segments }) => timelineGap(segments)))),
      own_dropped: dropped(own),
      own_reconnect_ms: longestAbsence(own),
    };
  }
}

const dropped = (listeners: readonly IcecastListener[]): number =>
  listeners.reduce((sum, { connections }) => sum + connections - 1, 0);

const longestAbsence = (listeners: readonly IcecastListener[]): number =>
  Math.round(Math.max(0, ...listeners.map((listener) => listener.longestAbsence)));

async function audibleGap(listener: IcecastListener): Promise<Gap> {
  const { pcm, rate } = await listener.outline();
  // A decoder's first frames are silence.
  const silence = longestSilence(pcm.subarray(Math.round(rate / 10)), rate);
  const starvation = longestStarvation(soundArrivals(listener.codec, listener.arrivals, pcm.length / rate));
  return silence.length > starvation.length ? silence : starvation;
}
