/** The player page in Chromium, as part of the public: hls.js on every front, through whichever cache and origin it is sent to. */
import type { Browser } from "playwright-core";
import type { StackOutputs } from "../../stacks/outputs";
import { PlayerPage, type Stall } from "../support/player-page";

interface PageListener {
  station: string;
  front: string;
  page: PlayerPage;
}

/**
 * Pure. A moment's stand with sound at hand is the browser's own: its decoder got no CPU. Seen on two cores with nothing done to the platform.
 * @returns whether the platform had to do with it
 */
export const ranOut = ({ seconds, ahead }: Stall): boolean => ahead < 1 || seconds >= 0.5;

export class PageListeners {
  private constructor(private readonly all: readonly PageListener[]) {}

  /** A page on each front, each with another station: what a page costs in CPU is the platform's on one machine. Waits until all play. */
  static async start(browser: Browser, { stations }: Pick<StackOutputs, "stations">): Promise<PageListeners> {
    const fronts = [...new Set(stations.flatMap(({ hls }) => hls.map(({ front }) => front)))].sort();
    const all: PageListener[] = [];
    for (const [index, front] of fronts.entries()) {
      const { station, hls } = stations[index % stations.length]!;
      const { url } = hls.find((each) => each.front === front)!;
      const page = await PlayerPage.open(browser, new URL("/", url).href);
      all.push({ station, front, page });
      await page.press(station);
    }
    for (const { station, front, page } of all)
      await page.becomes(`the page on ${front} plays ${station}`, 30, ({ status }) => status === "playing");
    return new PageListeners(all);
  }

  /**
   * Closes the pages.
   * @param ownFront whose pages have no other address to go to, and are not counted
   * @returns station → times that its pages ran out of sound; a page that stands now counts once
   */
  async end(ownFront?: string): Promise<Map<string, number>> {
    const stalls = new Map<string, number>();
    for (const { station, front, page } of this.all) {
      const stood = await page.stalls();
      const { status, message } = await page.state();
      const count = Math.max(stood.filter(ranOut).length, status === "playing" ? 0 : 1);
      if (front !== ownFront) stalls.set(station, (stalls.get(station) ?? 0) + count);
      for (const { at, seconds, ahead, why } of stood)
        process.stderr.write(
          `  ${station}: the page on ${front} stood for ${seconds} s at ${at} with ${ahead.toFixed(1)} s at hand: ${why}\n`,
        );
      if (status !== "playing") process.stderr.write(`  ${station}: the page on ${front} is ${status}: ${message}\n`);
      await page.page.close();
    }
    return stalls;
  }

  stop(): void {
    for (const { page } of this.all) void page.page.close().catch(() => undefined);
  }
}
