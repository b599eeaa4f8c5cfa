import { parseStation } from "../../station-inventory/inventory";
import { planFleet } from "../../station-inventory/plan";
import { nginxConfig, originFiles, uploadTokens } from "./config";
import { masterPlaylist } from "./master-playlist";
import { keptSeconds, originSettings, storageMebibytes } from "./settings";

const station = (id: string, basePort: number, hls: string[]) =>
  parseStation({
    id,
    name: id,
    kind: "local",
    basePort,
    inputs: [{ name: "voieA", voie: "A", port: 0, selection: "autofallback" }],
    formats: { icecast: ["aac-hifi"], hls },
  });

const plan = planFleet([station("rivage", 10000, ["aac-lofi", "aac-hifi"]), station("boreal", 10010, ["aac-midfi"])]);
const [origin] = plan.hls.origins;
const token = "0123456789abcdef_-0123456789ABCD";

describe("the origin's files", () => {
  it("are nginx.conf, its settings, and a master playlist for each station", () => {
    expect(originFiles(plan, origin!).map(({ path }) => path)).toEqual([
      "/etc/airpath/nginx.conf",
      "/etc/airpath/origin.json",
      "/etc/airpath/hls/rivage/rivage.m3u8",
      "/etc/airpath/hls/boreal/boreal.m3u8",
    ]);
  });

  it("nginx.conf is this text", () => {
    expect(nginxConfig(plan, origin!)).toMatchSnapshot();
  });

  it("adds headers in one place only: a second would drop the first one's", () => {
    const text = nginxConfig(plan, origin!);
    const locations = [...text.matchAll(/^ +location [^{]*\{([^{}]|\{[^{}]*\})*\}/gm)].map((match) => match[0]);
    expect(locations).toHaveLength(12);
    expect(locations.filter((location) => location.includes("add_header"))).toEqual([]);
    const headers = text.split("\n").filter((line) => line.includes("add_header"));
    expect(headers).toHaveLength(7);
    expect(headers.filter((line) => !line.endsWith(" always;"))).toEqual([]);
  });

  it("takes the largest segment twice, and not more", () => {
    const bandwidth = plan.stations[0]!.hls.renditions[1]!.bandwidth;
    const kibibytes = Math.ceil(((bandwidth / 8) * 3.84 * 2) / 1024);
    expect(nginxConfig(plan, origin!)).toContain(`client_max_body_size ${kibibytes}k;`);
  });
});

describe("uploadTokens", () => {
  it("tells whose token is whose", () => {
    expect(uploadTokens(plan, { rivage: token, boreal: `${token}b` })).toBe(
      `"Bearer ${token}" rivage;\n"Bearer ${token}b" boreal;\n`,
    );
  });

  it.each([
    [undefined, "got none"],
    ["short", "got one of 5 characters"],
    [`${token}" admin; "`, "got one of 42 characters"],
    [`${token}\n`, "got one of 33 characters"],
  ])("refuses %j and does not show it", (bad, message) => {
    const tokens: Record<string, string> = { rivage: token };
    if (bad !== undefined) tokens.boreal = bad;
    expect(() => uploadTokens(plan, tokens)).toThrow(
      `HLS origin: upload token of station "boreal": ${message}; allowed: 16 or more of A-Z a-z 0-9 _ -; derive it as the other secrets are`,
    );
  });
});

describe("masterPlaylist", () => {
  it("lists each rendition from engine a, then from engine b with the same attributes", () => {
    const [{ hls }] = plan.stations as [(typeof plan.stations)[0]];
    const [lofi, hifi] = hls.renditions.map(({ bandwidth }) => bandwidth);
    expect(masterPlaylist(hls)).toBe(
      [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        `#EXT-X-STREAM-INF:BANDWIDTH=${lofi},CODECS="mp4a.40.2"`,
        "a/lofi.m3u8",
        `#EXT-X-STREAM-INF:BANDWIDTH=${lofi},CODECS="mp4a.40.2"`,
        "b/lofi.m3u8",
        `#EXT-X-STREAM-INF:BANDWIDTH=${hifi},CODECS="mp4a.40.2"`,
        "a/hifi.m3u8",
        `#EXT-X-STREAM-INF:BANDWIDTH=${hifi},CODECS="mp4a.40.2"`,
        "b/hifi.m3u8",
        "",
      ].join("\n"),
    );
  });
});

describe("settings", () => {
  it("keep segments for two playlists, one segment and the margin", () => {
    // 6 segments of 3.84 s, twice, and one: 49.92 s; 30 s of margin.
    expect(keptSeconds(plan)).toBe(50 + 30);
  });

  it("withdraw a playlist after one and a half segments", () => {
    const settings = originSettings(plan);
    expect(settings.playlistSeconds).toBeCloseTo(5.76, 10);
    expect(settings.segmentSeconds).toBe(80);
    expect(settings.folders).toEqual(["/rivage/a/", "/rivage/b/", "/boreal/a/", "/boreal/b/"]);
    expect(settings.playlists.slice(0, 2)).toEqual([
      { path: "/rivage/a/lofi.m3u8", station: "rivage", engine: "a", rendition: "aac-lofi" },
      { path: "/rivage/a/hifi.m3u8", station: "rivage", engine: "a", rendition: "aac-hifi" },
    ]);
  });

  it("size the storage: peak bits of both engines × 80 s × 2, in whole MiB, never under 16", () => {
    const peak = plan.stations.flatMap(({ hls }) => hls.renditions).reduce((sum, { bandwidth }) => sum + bandwidth, 0);
    expect(storageMebibytes(plan)).toBe(Math.ceil((((peak * 2 * 80) / 8) * 2) / 1024 / 1024));
    expect(storageMebibytes({ stations: [] })).toBe(16);
  });
});
