import type { FormatId } from "../../station-inventory/formats";
import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { roomy } from "../nginx";
import { nginxConfig, originFiles, uploadTokens } from "./config";
import { masterPlaylist } from "./master-playlist";
import { keptSegments, memoryKibibytes, originSettings, storageMebibytes, unchosenSeconds } from "./settings";

const station = (id: string, basePort: number, hls: FormatId[]) =>
  testStation(id, basePort, { icecast: ["aac-hifi"], hls });

const plan = planFleet([station("rivage", 10000, ["aac-lofi", "aac-hifi"]), station("boreal", 10010, ["aac-midfi"])], {
  origins: 1,
});
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

  it("seeks segments that are not here at every other origin, and there no further", () => {
    const three = planFleet([station("rivage", 10000, ["aac-hifi"])], { origins: 3 });
    const text = nginxConfig(three, three.hls.origins[1]!);
    expect([...text.matchAll(/set \$peer (.*);/g)].map((match) => match[1])).toEqual(["hls-origin-1", "hls-origin-3"]);
    expect(text.match(/error_page 404 .*;/g)).toEqual([
      "error_page 404 = @peer1;",
      "error_page 404 500 502 504 = @peer2;",
    ]);
    const status = text.slice(text.indexOf("listen 8082"));
    expect(status).not.toContain("error_page");
    expect(nginxConfig(plan, origin!)).not.toContain("@peer");
  });

  it("adds headers in one place only: a second would drop the first one's", () => {
    const text = nginxConfig(plan, origin!);
    const locations = [...text.matchAll(/^ +location [^{]*\{([^{}]|\{[^{}]*\})*\}/gm)].map((match) => match[0]);
    expect(locations).toHaveLength(14);
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
  const both = (id: string, a: string, b = a) => ({ [`engine-${id}-a`]: a, [`engine-${id}-b`]: b });

  it("tells whose token is whose, each once", () => {
    expect(uploadTokens(plan, { ...both("rivage", token), ...both("boreal", `${token}b`, `${token}c`) })).toBe(
      `"Bearer ${token}" rivage;\n"Bearer ${token}b" boreal;\n"Bearer ${token}c" boreal;\n`,
    );
  });

  it.each([
    [undefined, "got none"],
    ["short", "got one of 5 characters"],
    [`${token}" admin; "`, "got one of 42 characters"],
    [`${token}\n`, "got one of 33 characters"],
  ])("refuses %j and does not show it", (bad, message) => {
    const tokens: Record<string, string> = both("rivage", token);
    if (bad !== undefined) tokens["engine-boreal-a"] = bad;
    expect(() => uploadTokens(plan, tokens)).toThrow(
      `HLS origin: upload token of "engine-boreal-a": ${message}; allowed: 16 or more of A-Z a-z 0-9 _ -; derive it as the other secrets are`,
    );
  });
});

describe("masterPlaylist", () => {
  it("lists each rendition once", () => {
    const [{ hls }] = plan.stations as [(typeof plan.stations)[0]];
    const [lofi, hifi] = hls.renditions.map(({ bandwidth }) => bandwidth);
    expect(masterPlaylist(hls)).toBe(
      [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        `#EXT-X-STREAM-INF:BANDWIDTH=${lofi},CODECS="mp4a.40.2"`,
        "lofi.m3u8",
        `#EXT-X-STREAM-INF:BANDWIDTH=${hifi},CODECS="mp4a.40.2"`,
        "hifi.m3u8",
        "",
      ].join("\n"),
    );
  });
});

describe("settings", () => {
  const { hls } = plan.stations[0]!;

  it("keep what was chosen for the window and one more playlist, what was not for two playlists, one segment and the margin", () => {
    // One minute is 16 segments; an engine's playlist has 6.
    expect(keptSegments(hls)).toBe(16 + 6 + 1);
    // 6 segments of 3.84 s, twice, and one: 49.92 s; 30 s of margin.
    expect(unchosenSeconds(hls)).toBe(50 + 30);
  });

  it("tell each origin who it is, who the others are, and what to merge", () => {
    const two = planFleet([station("rivage", 10000, ["aac-lofi", "aac-hifi"])], { origins: 2 });
    expect(originSettings(two, "hls-origin-2")).toEqual({
      self: "hls-origin-2",
      origins: ["hls-origin-1", "hls-origin-2"],
      port: 8082,
      storage: "/var/lib/airpath/hls",
      storageBytes: storageMebibytes(two) * 1024 * 1024,
      stations: {
        rivage: {
          letters: ["a", "b"],
          renditions: ["lofi-", "hifi-"],
          formats: ["aac-lofi", "aac-hifi"],
          segment: 3840,
          listed: 16,
          kept: 23,
          unchosenSeconds: 80,
        },
      },
    });
  });

  it("size the storage: peak bits × (23 segments of one engine + 80 s of the other) × 2, as a power of two, never under 16", () => {
    const stations = Array.from({ length: 10 }, () => plan.stations[0]!);
    const peak = 10 * hls.renditions.reduce((sum, { bandwidth }) => sum + bandwidth, 0);
    expect(storageMebibytes({ stations })).toBe(roomy((((peak * (23 * 3.84 + 80)) / 8) * 2) / 1024 / 1024));
    expect(storageMebibytes({ stations: [] })).toBe(16);
  });

  it("size the memory: playlists four times, 32 KiB a station, and one MiB, as a power of two", () => {
    expect(memoryKibibytes({ stations: [plan.stations[0]!] })).toBe(
      roomy(1024 + (2 * (16 * 110 + 400) * 4) / 1024 + 32),
    );
  });
});
