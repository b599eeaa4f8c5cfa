/** A player of one HLS rendition, as seen on the wire: every version of the playlist, every segment once. */
import { sleep } from "../../../verbs/support/command";
import { decode, type Decoded, type Ear } from "./decode";

export interface Segment {
  sequence: number;
  uri: string;
  /** EXTINF, seconds. */
  seconds: number;
  /** EXT-X-PROGRAM-DATE-TIME, milliseconds since 1970; absent when the playlist gives none. */
  startsAt?: number;
  /** Whether EXT-X-DISCONTINUITY stands before it. */
  discontinuity: boolean;
  /** When it was there, `performance.now()` milliseconds. */
  at: number;
  bytes: Buffer;
}

export interface Playlist {
  sequence: number;
  discontinuitySequence: number;
  segments: Omit<Segment, "bytes" | "at">[];
}

export class HlsListener {
  /** In order of arrival. */
  readonly segments: Segment[] = [];
  readonly playlists: Playlist[] = [];
  /** Answers that were no playlist: "HTTP 404". */
  readonly failures: string[] = [];
  private stopped = false;
  private readonly running: Promise<void>;

  private address: string;

  /** @param others addresses of the same playlist, asked in turn where one fails: as a name with several addresses */
  constructor(
    private readonly ear: Ear,
    readonly url: string,
    private readonly others: readonly string[] = [],
  ) {
    this.address = url;
    this.running = this.run();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      await this.round().catch((error: unknown) => {
        this.failures.push(String(error));
        const addresses = [this.url, ...this.others];
        this.address = addresses[(addresses.indexOf(this.address) + 1) % addresses.length]!;
      });
      await sleep(400);
    }
  }

  private async round(): Promise<void> {
    const answer = await fetch(this.address, { signal: AbortSignal.timeout(3000) });
    if (!answer.ok) return void this.failures.push(`HTTP ${answer.status}`);
    const playlist = parsePlaylist(await answer.text());
    this.playlists.push(playlist);
    const known = new Set(this.segments.map(({ uri }) => uri));
    // As a player joins: with the newest, and never with what was before it.
    const from = this.segments[0]?.sequence ?? playlist.segments.at(-1)?.sequence ?? 0;
    const wanted = playlist.segments.filter(({ sequence }) => sequence >= from);
    for (const segment of wanted.filter(({ uri }) => !known.has(uri))) {
      const loaded = await fetch(new URL(segment.uri, this.address), { signal: AbortSignal.timeout(3000) });
      if (!loaded.ok) throw new Error(`${segment.uri}: HTTP ${loaded.status}`);
      const bytes = Buffer.from(await loaded.arrayBuffer());
      this.segments.push({ ...segment, at: performance.now(), bytes });
    }
  }

  /** Waits until so many segments have come. */
  async has(count: number, seconds = 30): Promise<void> {
    const end = performance.now() + seconds * 1000;
    while (this.segments.length < count) {
      if (performance.now() > end)
        throw new Error(
          `${this.url}: ${this.segments.length} of ${count} segments in ${seconds} s; ${this.failures.at(-1)}`,
        );
      await sleep(100);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  async decoded(): Promise<Decoded> {
    await this.stop();
    return decode(this.ear, Buffer.concat(this.segments.map(({ bytes }) => bytes)), "mpegts");
  }
}

/** Pure. */
export function parsePlaylist(text: string): Playlist {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  const value = (tag: string): string | undefined =>
    lines.find((line) => line.startsWith(`#${tag}:`))?.slice(tag.length + 2);
  const sequence = Number(value("EXT-X-MEDIA-SEQUENCE") ?? 0);
  const playlist: Playlist = {
    sequence,
    discontinuitySequence: Number(value("EXT-X-DISCONTINUITY-SEQUENCE") ?? 0),
    segments: [],
  };
  let [seconds, startsAt, discontinuity]: [number, number | undefined, boolean] = [NaN, undefined, false];
  for (const line of lines) {
    if (line.startsWith("#EXTINF:")) seconds = parseFloat(line.slice(8));
    else if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) startsAt = Date.parse(line.slice(25));
    else if (line === "#EXT-X-DISCONTINUITY") discontinuity = true;
    else if (!line.startsWith("#")) {
      const own = { sequence: sequence + playlist.segments.length, uri: line, seconds, discontinuity };
      playlist.segments.push({ ...own, ...(startsAt !== undefined && { startsAt }) });
      [seconds, startsAt, discontinuity] = [NaN, undefined, false];
    }
  }
  return playlist;
}
