/** Listeners of the whole stack, as the public is: every Icecast stream and one HLS rendition of every station, by every address that is published. */
import type { StackOutputs } from "../../stacks/outputs";
import { renditionUrls } from "../../verbs/support/listen";
import type { Ear } from "../pipeline/support/decode";
import { HlsListener } from "../pipeline/support/hls-listener";
import { IcecastListener } from "../pipeline/support/icecast-listener";
import { longestSilence, longestStarvation, stalls, timelineGap } from "./loudness";

/** What the listeners of one station noticed. */
export interface Noticed {
  station: string;
  /** Icecast connections that ended. */
  listeners_dropped: number;
  /** Longest that one of them was without a connection. */
  reconnect_ms: number;
  audible_gap_ms: number;
  hls_stalls: number;
  /** Answers to an HLS player that were no playlist or no segment. */
  hls_failures: number;
  hls_timeline_gap_ms: number;
}

export class Listeners {
  private constructor(
    private readonly icecast: { station: string; listener: IcecastListener }[],
    private readonly hls: { station: string; player: HlsListener }[],
  ) {}

  /** Connects all, and waits until every one hears something. */
  static async start(outputs: StackOutputs, ear: Ear): Promise<Listeners> {
    const icecast = outputs.stations.flatMap(({ station, icecast: streams }) =>
      streams.map(({ format, url }) => ({ station, listener: new IcecastListener(ear, url, format) })),
    );
    const hls = await Promise.all(
      outputs.stations.flatMap(({ station, hls: masters }) =>
        masters.map(async ({ url }) => {
          const [rendition = ""] = renditionUrls(url, await (await fetch(url)).text());
          return { station, player: new HlsListener(ear, rendition) };
        }),
      ),
    );
    await Promise.all([
      ...icecast.map(({ listener }) => listener.first(20)),
      ...hls.map(({ player }) => player.has(1, 20)),
    ]);
    return new Listeners(icecast, hls);
  }

  /** Disconnects all, decodes what each got, and says what they noticed, station by station. */
  async end(): Promise<Noticed[]> {
    for (const { listener } of this.icecast) listener.stop();
    await Promise.all(this.hls.map(({ player }) => player.stop()));
    const stations = [...new Set(this.icecast.map(({ station }) => station))];
    const noticed: Noticed[] = [];
    for (const station of stations) noticed.push(await this.noticed(station));
    return noticed;
  }

  private async noticed(station: string): Promise<Noticed> {
    const icecast = this.icecast.filter((each) => each.station === station).map(({ listener }) => listener);
    const players = this.hls.filter((each) => each.station === station).map(({ player }) => player);
    const gaps: number[] = [];
    for (const listener of icecast) gaps.push(await audibleGap(listener));
    return {
      station,
      listeners_dropped: icecast.reduce((sum, { connections }) => sum + connections - 1, 0),
      reconnect_ms: Math.round(Math.max(...icecast.map(({ longestAbsence }) => longestAbsence))),
      audible_gap_ms: Math.round(Math.max(...gaps)),
      hls_stalls: players.reduce((sum, { segments }) => sum + stalls(segments), 0),
      hls_failures: players.reduce((sum, { failures }) => sum + failures.length, 0),
      hls_timeline_gap_ms: Math.round(Math.max(...players.map(({ segments }) => timelineGap(segments)))),
    };
  }
}

async function audibleGap(listener: IcecastListener): Promise<number> {
  const { channels, rate } = await listener.decoded();
  const pcm = channels[0] ?? new Float32Array();
  // A decoder's first frames are silence.
  const silence = longestSilence(pcm.subarray(Math.round(rate / 10)), rate);
  return Math.max(silence, longestStarvation(listener.arrivals, pcm.length / rate));
}
