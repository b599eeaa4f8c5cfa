/** A listener on one Icecast mount: keeps every byte with the moment at which it came, so that gaps and lateness can be told afterwards. */
import { type ClientRequest, get, type IncomingMessage } from "node:http";
import { sleep } from "../../../verbs/support/command";
import { decode, type Decoded, type Ear, outline, type Outline } from "./decode";

export interface Arrival {
  /** Milliseconds, `performance.now()`. */
  at: number;
  bytes: Buffer;
}

/** Milliseconds of silence on the line after which a player with another address goes there: what its buffer outlasts. */
const patience = 4000;
/** Milliseconds after which a player that does not get through calls the next address (RFC 8305): a machine without power refuses nobody. */
const connectPatience = 250;

export class IcecastListener {
  readonly arrivals: Arrival[] = [];
  /** HTTP status, or why the last connection ended; "" while it runs. */
  ended = "";
  /** How many times it was connected. */
  connections = 0;
  /** Milliseconds of the longest time between the end of one connection and the begin of the next. */
  longestAbsence = 0;
  contentType = "";
  private request: ClientRequest | undefined;
  private stopped = false;
  private lost: number | undefined;
  private attempts = 0;

  /** @param others addresses of the same stream, called in turn where this one fails or falls silent: as a name with several addresses */
  constructor(
    private readonly ear: Ear,
    readonly url: string,
    private readonly format: string,
    private readonly others: readonly string[] = [],
  ) {
    this.connect();
  }

  /** Calls again ten times a second until the mount is there, as long as nobody stops it. */
  private connect(): void {
    if (this.stopped) return;
    const addresses = [this.url, ...this.others];
    const again = (why: string) => {
      this.ended = why;
      this.attempts += 1;
      setTimeout(() => this.connect(), 100);
    };
    // Without another address to go to, waiting is all that there is to do.
    const options = { agent: false, ...(this.others.length > 0 && { timeout: patience }) };
    this.request = get(addresses[this.attempts % addresses.length]!, options, (response: IncomingMessage) => {
      if (response.statusCode !== 200) {
        response.resume();
        return again(`HTTP ${response.statusCode}`);
      }
      this.connections += 1;
      if (this.lost !== undefined) this.longestAbsence = Math.max(this.longestAbsence, performance.now() - this.lost);
      this.ended = "";
      this.contentType = response.headers["content-type"] ?? "";
      response.on("data", (bytes: Buffer) => this.arrivals.push({ at: performance.now(), bytes }));
      response.on("error", () => undefined);
      response.on("close", () => {
        this.lost = performance.now();
        again("the connection ended");
      });
    });
    this.request.on("timeout", () => this.request?.destroy());
    this.request.on("error", (error) => again(error.message));
    if (this.others.length > 0) this.goElsewhereUnlessConnected(this.request);
  }

  private goElsewhereUnlessConnected(request: ClientRequest): void {
    const timer = setTimeout(
      () => request.destroy(new Error(`no connection in ${connectPatience} ms`)),
      connectPatience,
    );
    request.once("close", () => clearTimeout(timer));
    request.once("socket", (socket) => socket.once("connect", () => clearTimeout(timer)));
  }

  /** @returns the moment of the first byte, `performance.now()` milliseconds */
  async first(seconds = 15): Promise<number> {
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      if (this.arrivals[0]) return this.arrivals[0].at;
      await sleep(20);
    }
    throw new Error(`${this.url}: nothing in ${seconds} s: ${this.ended}`);
  }

  stop(): void {
    this.stopped = true;
    this.request?.destroy();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.arrivals.map(({ bytes }) => bytes));
  }

  /** Milliseconds of the longest time without a byte. */
  get longestPause(): number {
    const gaps = this.arrivals.slice(1).map(({ at }, index) => at - (this.arrivals[index]?.at ?? at));
    return Math.max(0, ...gaps);
  }

  /** Stops and decodes. */
  async decoded(): Promise<Decoded> {
    this.stop();
    return decode(this.ear, this.bytes, this.demuxer);
  }

  /** Stops and decodes what tells sound from silence. */
  async outline(): Promise<Outline> {
    this.stop();
    return outline(this.ear, this.bytes, this.demuxer);
  }

  get codec(): string {
    return this.format.split("-")[0]!;
  }

  private get demuxer(): string {
    return this.codec === "opus" ? "ogg" : this.codec;
  }
}
