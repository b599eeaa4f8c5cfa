/** The player page in a browser: opens it, presses its buttons, reads what it says of itself. */
import type { Browser, Page } from "playwright-core";

/** What `window.airpath.state()` says; durations in seconds. */
export interface PageState {
  status: "stopped" | "connecting" | "playing" | "waiting";
  station?: string;
  choice?: string;
  /** The rendition that sounds: "hifi". */
  sounding?: string;
  /** "Artist – Title"; empty where the stream tells nothing. */
  song: string;
  position: number;
  buffered: number;
  trouble?: string;
  message: string;
  recoveries: number;
}

export interface Stall {
  at: string;
  seconds: number;
  /** Seconds of sound at hand when it began. */
  ahead: number;
  why: string;
}

/** A page's globals, as far as they are used here: these files are checked without a browser's types. */
interface InPage {
  airpath: { state(): PageState; stalls: Stall[]; latency(): number | undefined };
  document: { getElementById(id: string): object };
  AudioContext: new () => {
    destination: object;
    createAnalyser(): Node & { fftSize: number; getFloatTimeDomainData(samples: Float32Array): void };
    createMediaElementSource(element: object): Node;
  };
}
interface Node {
  connect(to: object): void;
}

export class PlayerPage {
  /** What the browser complained about: a refused request, a breach of the policy, an exception. */
  readonly complaints: string[] = [];
  /** Requests to any other host than the page's. */
  readonly elsewhere: string[] = [];

  private constructor(readonly page: Page) {}

  static async open(browser: Browser, url: string, viewport = { width: 1280, height: 800 }): Promise<PlayerPage> {
    const opened = new PlayerPage(await browser.newPage({ viewport }));
    const { page } = opened;
    page.on("console", (message) => message.type() === "error" && opened.complaints.push(message.text()));
    page.on("pageerror", (error) => opened.complaints.push(String(error)));
    page.on("request", (request) => {
      const asked = new URL(request.url());
      if (asked.protocol !== "blob:" && asked.host !== new URL(url).host) opened.elsewhere.push(request.url());
    });
    await page.goto(url);
    await page.waitForSelector("[data-station]");
    return opened;
  }

  state = (): Promise<PageState> => this.page.evaluate(() => (globalThis as unknown as InPage).airpath.state());
  stalls = (): Promise<Stall[]> => this.page.evaluate(() => (globalThis as unknown as InPage).airpath.stalls);
  /** Seconds behind live, null while it is not known. */
  latency = (): Promise<number | null> =>
    this.page.evaluate(() => (globalThis as unknown as InPage).airpath.latency() ?? null);

  press = (station: string): Promise<void> => this.page.click(`[data-station="${station}"]`);
  /** @param id "auto", "hls-aac-hifi", "icecast-mp3-hifi" */
  choose = (id: string): Promise<string[]> => this.page.selectOption("#quality", id);

  /** @throws with what it says of itself when that does not become so in time */
  async becomes(what: string, seconds: number, so: (state: PageState) => boolean): Promise<PageState> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const state = await this.state();
      if (so(state)) return state;
      if (Date.now() > end)
        throw new Error(`waited ${seconds} s for this: ${what}; last seen: ${JSON.stringify(state)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Whether anything but silence came out within so many seconds. Once a page: its audio goes by a meter from then on. */
  audible(seconds: number): Promise<boolean> {
    return this.page.evaluate(async (length) => {
      const { AudioContext, document } = globalThis as unknown as InPage;
      const context = new AudioContext();
      const meter = context.createAnalyser();
      const source = context.createMediaElementSource(document.getElementById("audio"));
      source.connect(meter);
      meter.connect(context.destination);
      const samples = new Float32Array(meter.fftSize);
      for (let step = 0; step < length * 10; step++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        meter.getFloatTimeDomainData(samples);
        if (samples.some((sample) => Math.abs(sample) > 0.001)) return true;
      }
      return false;
    }, seconds);
  }
}
