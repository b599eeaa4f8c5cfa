/** What a listener's browser makes of HLS: hls.js in a real Chromium. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { withBrowser } from "./support/browser";
import { station } from "./support/stack";

const seconds = 25;

interface Played {
  /** Seconds that the media element advanced. */
  advanced: number;
  /** Whether anything but silence came out. */
  audible: boolean;
  stalls: string[];
  /** Seconds between the programme's own clock (PROGRAM-DATE-TIME) and now, at the end. */
  behind: number;
  qualities: number[];
}

it("plays for a while without a stall, knows the time of what it plays, and plays every quality", async () => {
  const { hls } = await station("rivage");
  const url = hls[0]!.url;
  const played = await withBrowser(async (browser) => {
    const page = await browser.newPage();
    // A page of the origin's own address: what CORS allows is another test's.
    await page.goto(url.replace(/[^/]*$/, "none"));
    await page.addScriptTag({ content: readFileSync(require.resolve("hls.js/dist/hls.min.js"), "utf8") });
    return play(page, url);
  });
  expect(played.stalls).toEqual([]);
  expect(played.advanced).toBeGreaterThan(seconds - 3);
  expect(played.audible).toBe(true);
  expect(played.behind).toBeGreaterThan(2);
  expect(played.behind).toBeLessThan(30);
  expect(played.qualities).toHaveLength(4);
});

/** Runs in the page; loads each quality in turn, ends with the best. */
function play(page: Page, url: string): Promise<Played> {
  return page.evaluate(playInPage, { url, seconds });
}

/* eslint-disable @typescript-eslint/no-explicit-any -- hls.js comes into the page as a script */
async function playInPage({ url, seconds: length }: { url: string; seconds: number }): Promise<Played> {
  const { Hls, document, AudioContext } = globalThis as any;
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const audio = document.createElement("audio");
  document.body.append(audio);
  const hls = new Hls();
  const stalls: string[] = [];
  const qualities = new Set<number>();
  hls.on(Hls.Events.ERROR, (_: unknown, data: any) =>
    stalls.push(`${data.details}: ${data.reason ?? data.error ?? ""}`),
  );
  hls.on(Hls.Events.FRAG_BUFFERED, (_: unknown, data: any) => qualities.add(hls.levels[data.frag.level].bitrate));
  hls.loadSource(url);
  hls.attachMedia(audio);
  await audio.play();
  const context = new AudioContext();
  const meter = context.createAnalyser();
  context.createMediaElementSource(audio).connect(meter);
  const start = audio.currentTime;
  let audible = false;
  for (let step = 0; step < length; step++) {
    if (step % 6 === 5) hls.nextLevel = (Math.floor(step / 6) + 1) % hls.levels.length;
    await sleep(1000);
    const samples = new Float32Array(meter.fftSize);
    meter.getFloatTimeDomainData(samples);
    audible ||= samples.some((sample) => Math.abs(sample) > 0.001);
  }
  const behind = (Date.now() - hls.playingDate.getTime()) / 1000;
  return { advanced: audio.currentTime - start, audible, stalls, behind, qualities: [...qualities] };
}
