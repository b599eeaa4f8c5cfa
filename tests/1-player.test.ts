/** What a listener's browser makes of the stack: the player page, where the public finds it, in a real Chromium. */
import { withBrowser } from "./support/browser";
import { PlayerPage } from "./support/player-page";
import { outputs, playerPage, station } from "./support/stack";

const seconds = 25;

it("plays for a while without a stall, knows the time of what it plays, and plays every quality", async () => {
  const { stations } = await outputs();
  const { icecast } = await station("rivage");
  const url = await playerPage();
  await withBrowser(async ({ browser }) => {
    const page = await PlayerPage.open(browser, url);
    expect(await page.page.locator("[data-station]").count()).toBe(stations.length);
    await page.press("rivage");
    const { position } = await page.becomes("it plays", 20, ({ status }) => status === "playing");
    expect(await page.audible(5)).toBe(true);
    const began = Date.now();
    const renditions = await page.page.locator("#quality option[value^='hls-']").evaluateAll((all) => all.length);
    expect(renditions).toBe(4);
    for (const quality of ["lofi", "midfi", "hifi", "insane"]) {
      await page.choose(`hls-aac-${quality}`);
      await page.becomes(`${quality} sounds`, 30, ({ sounding }) => sounding === quality);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + seconds * 1000 - Date.now())));
    const elapsed = (Date.now() - began) / 1000;
    expect((await page.state()).position - position).toBeGreaterThan(elapsed - 3);
    expect(await page.stalls()).toEqual([]);
    expect(await page.latency()).toBeGreaterThan(2);
    expect(await page.latency()).toBeLessThan(30);
    for (const format of new Set(icecast.map((each) => each.format))) {
      await page.choose(`icecast-${format}`);
      await page.becomes(`${format} plays`, 15, ({ status, position: at }) => status === "playing" && at > 1);
    }
    expect(page.elsewhere).toEqual([]);
    expect(page.complaints).toEqual([]);
  });
});
