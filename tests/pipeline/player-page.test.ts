/** The player page in a real Chromium, on a server that can be made to fail, with a stream that ffmpeg makes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pageStations } from "../../components/page/stations";
import { masterPlaylist } from "../../components/hls/master-playlist";
import { format } from "../../station-inventory/formats";
import { parseInventory } from "../../station-inventory/inventory";
import { planFleet } from "../../station-inventory/plan";
import { stationFiles } from "../../station-inventory/stations";
import { type Machine, withBrowser } from "../support/browser";
import { type PageServer, pageServer } from "../support/page-server";
import { PlayerPage } from "../support/player-page";

const { fleet, demo } = parseInventory(stationFiles);
const plan = planFleet([...demo, ...fleet]);
const rivage = plan.stations[0]!;
const sleep = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const isPlaylist = (path: string) => path.endsWith(".m3u8");

/** Two renditions as an origin has them, with dates. @returns ffmpeg's arguments */
function renditions(folder: string): string[] {
  const tone = ["-re", "-f", "lavfi", "-i", "sine=frequency=300:sample_rate=48000"];
  const list = ["-f", "hls", "-hls_time", "3.84", "-hls_list_size", "8"];
  const flags = ["-hls_flags", "delete_segments+program_date_time+temp_file"];
  const outputs = rivage.hls.renditions.map(({ format: id, quality }) => {
    const where = ["-hls_segment_filename", join(folder, `${quality}-%d.ts`), join(folder, `${quality}.m3u8`)];
    return ["-map", "0:a", "-ac", "2", "-c:a", "aac", "-b:a", `${format(id).bitrate}k`, ...list, ...flags, ...where];
  });
  return [...tone, ...outputs.flat()];
}

const direct = [
  "-re",
  "-f",
  "lavfi",
  "-i",
  "sine=frequency=300:sample_rate=48000",
  "-c:a",
  "libmp3lame",
  "-f",
  "mp3",
  "-",
];

async function withPage(use: (server: PageServer, machine: Machine) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "airpath-page-"));
  const station = join(folder, rivage.id);
  mkdirSync(station);
  writeFileSync(join(folder, rivage.hls.master), masterPlaylist(rivage.hls));
  const server = await pageServer(pageStations(plan), folder);
  try {
    await withBrowser(async (machine) => {
      machine.ffmpeg(renditions(station), station);
      server.live.set("/rivage-hifi.mp3", (response) => {
        const child = machine.ffmpeg(direct, folder);
        child.stdout?.pipe(response.setHeader("Content-Type", "audio/mpeg"));
        response.on("close", () => child.kill());
      });
      await sleep(14);
      await use(server, machine);
    });
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

it("plays, is chosen by keyboard, changes quality, and gets over failures by itself", async () => {
  await withPage(async (server, { browser }) => {
    const page = await PlayerPage.open(browser, server.url);
    // By keyboard alone: a word of the name, without its marks, then Enter.
    expect(await page.page.locator("[data-station]:visible").count()).toBe(plan.stations.length);
    await page.page.focus("#query");
    await page.page.keyboard.type("meridienne");
    expect(await page.page.locator("[data-station]:visible").count()).toBe(3);
    await page.page.fill("#query", "riva");
    await page.page.keyboard.press("Enter");
    await page.becomes("it plays", 15, ({ status, station }) => status === "playing" && station === "rivage");
    expect(await page.audible(5)).toBe(true);
    expect(await page.page.getAttribute("[data-station=rivage]", "aria-pressed")).toBe("true");
    expect(await page.latency()).toBeGreaterThan(3);
    expect(await page.latency()).toBeLessThan(30);

    // A rendition of one's own: no break.
    await page.choose("hls-aac-lofi");
    await page.becomes("lofi sounds", 25, ({ sounding }) => sounding === "lofi");

    // Playlists that are withdrawn for six seconds, as while an origin changes: told, not heard.
    server.fault = (path) => (isPlaylist(path) ? 503 : undefined);
    await page.becomes("it says so", 8, ({ trouble }) => trouble === "stale");
    await sleep(5);
    server.fault = () => undefined;
    await page.becomes("it is over", 12, ({ trouble, status }) => trouble === undefined && status === "playing");
    expect(await page.stalls()).toEqual([]);

    // Nothing answers for longer than what is buffered: it stops sounding, says why, and goes on by itself.
    server.fault = () => "cut";
    await page.becomes("it stands", 40, ({ status, message }) => status === "waiting" && message !== "");
    await sleep(10);
    server.fault = () => undefined;
    await page.becomes("it plays again", 25, ({ status, trouble }) => status === "playing" && trouble === undefined);
    expect((await page.stalls()).length).toBeGreaterThanOrEqual(1);

    // Icecast, cut off once.
    await page.choose("icecast-mp3-hifi");
    await page.becomes("MP3 plays", 10, ({ status, position }) => status === "playing" && position > 1);
    server.fault = () => "cut";
    server.closeLive();
    await page.becomes("it stands", 15, ({ status }) => status === "waiting");
    server.fault = () => undefined;
    await page.becomes(
      "MP3 plays again",
      20,
      ({ status, choice }) => status === "playing" && choice === "icecast-mp3-hifi",
    );

    await page.press("rivage");
    await page.becomes("it stopped", 2, ({ status, buffered }) => status === "stopped" && buffered === 0);
    const { length } = server.asked;
    await sleep(5);
    expect(server.asked.slice(length)).toEqual([]);
    expect(page.elsewhere).toEqual([]);
    expect(page.complaints.filter((complaint) => !/Failed to load resource/.test(complaint))).toEqual([]);
  });
}, 240_000);
