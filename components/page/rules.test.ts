import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { choices, clockError, duration, inWords, isWanted, plain, recovery, songOf, troubleOf } from "./site/rules.js";
import { pageStations } from "./stations";

describe("finding a station", () => {
  const station = { id: "meridienne-nuit", displayName: "La Méridienne d’été", kind: "webradio" as const };
  it.each([
    ["", "all", true],
    ["meri", "all", true],
    ["MÉRI", "all", true],
    ["  ete  la ", "all", true],
    ["nuit", "webradio", true],
    ["idienne", "all", false],
    ["meri jazz", "all", false],
    ["meri", "national", false],
    [".*", "all", false],
  ])("%j of kind %s: %s", (query, kind, found) => {
    expect(isWanted(station, query.trim(), kind)).toBe(found);
  });

  it("leaves marks and capitals aside", () => expect(plain("Zéphyrine ÇÀ")).toBe("zephyrine ca"));
});

describe("the quality menu", () => {
  const [station] = pageStations(
    planFleet([
      testStation("rivage", 10000, {
        icecast: ["aac-hifi", "mp3-lofi", "opus-hifi"],
        hls: ["aac-midfi", "aac-surround"],
      }),
    ]),
  ).stations;
  const able = { hlsJs: true, nativeHls: false, plays: (type: string) => type !== "audio/ogg" };

  it("adapts with hls.js, or stays on one rendition, or plays Icecast directly where the browser can", () => {
    expect(choices(station!, able)).toEqual([
      { id: "auto", label: "Automatic", via: "hls", direct: false, url: "rivage/rivage.m3u8" },
      {
        id: "hls-aac-midfi",
        label: "midfi, AAC 96 kbit/s",
        via: "hls",
        direct: false,
        url: "rivage/rivage.m3u8",
        rendition: "rivage/midfi.m3u8",
      },
      {
        id: "hls-aac-surround",
        label: "surround, AAC 384 kbit/s",
        via: "hls",
        direct: false,
        url: "rivage/rivage.m3u8",
        rendition: "rivage/surround.m3u8",
      },
      { id: "icecast-aac-hifi", label: "hifi, AAC 192 kbit/s", via: "element", direct: true, url: "rivage-hifi.aac" },
      { id: "icecast-mp3-lofi", label: "lofi, MP3 32 kbit/s", via: "element", direct: true, url: "rivage-lofi.mp3" },
    ]);
  });

  it("leaves HLS to the browser where that plays it by itself", () => {
    const some = choices(station!, { ...able, hlsJs: false, nativeHls: true });
    expect(some.slice(0, 2)).toEqual([
      { id: "auto", label: "Automatic", via: "element", direct: false, url: "rivage/rivage.m3u8" },
      { id: "hls-aac-midfi", label: "midfi, AAC 96 kbit/s", via: "element", direct: false, url: "rivage/midfi.m3u8" },
    ]);
  });

  it("begins with Icecast where no HLS can be played, and is empty where nothing can", () => {
    expect(choices(station!, { ...able, hlsJs: false })[0]?.id).toBe("icecast-aac-hifi");
    expect(choices(station!, { hlsJs: false, nativeHls: false, plays: () => false })).toEqual([]);
  });
});

describe("what an error means", () => {
  const network = (details: string, code?: number) => ({ type: "networkError", details, response: { code } });
  it.each([
    [network("levelLoadError", 503), true, "stale"],
    [network("manifestLoadError", 404), true, "gone"],
    [network("fragLoadError", 404), true, "network"],
    [network("fragLoadError", 0), true, "network"],
    [network("levelLoadTimeOut"), true, "network"],
    [{ type: "networkError", details: "manifestLoadTimeOut" }, true, "network"],
    [network("levelLoadError", 503), false, "offline"],
    [{ type: "mediaError", details: "bufferStalledError" }, true, "starved"],
    [{ type: "mediaError", details: "bufferAppendError" }, true, "media"],
    [{ type: "mediaError", details: "manifestIncompatibleCodecsError" }, true, "unsupported"],
    [{ type: "otherError", details: "internalException" }, true, "media"],
  ] as const)("%j, online %s: %s", (error, online, trouble) => {
    expect(troubleOf(error, online)).toBe(trouble);
  });
});

describe("what is done about it", () => {
  it.each([
    ["stale", false, 0, { act: "wait", after: 0 }],
    ["stale", true, 0, { act: "resume", after: 1000 }],
    ["network", true, 2, { act: "resume", after: 4000 }],
    ["network", true, 3, { act: "renew", after: 8000 }],
    ["offline", true, 9, { act: "renew", after: 15000 }],
    ["media", true, 0, { act: "mend", after: 0 }],
    ["media", true, 1, { act: "renew", after: 2000 }],
    ["gone", true, 0, { act: "renew", after: 15000 }],
    ["starved", true, 0, { act: "renew", after: 0 }],
    ["starved", true, 5, { act: "renew", after: 15000 }],
    ["blocked", true, 0, { act: "wait", after: 0 }],
    ["unsupported", true, 0, { act: "wait", after: 0 }],
  ] as const)("%s, fatal %s, attempt %d", (trouble, fatal, attempt, step) => {
    expect(recovery(trouble, fatal, attempt)).toEqual(step);
  });

  it("never gives up and never waits for longer than 15 seconds", () => {
    const steps = Array.from({ length: 2000 }, (_, attempt) => recovery("network", true, attempt));
    expect(steps.every(({ act, after }) => act !== "wait" && after <= 15_000)).toBe(true);
  });

  it("says it in a sentence", () => {
    for (const trouble of [
      "offline",
      "gone",
      "stale",
      "network",
      "media",
      "starved",
      "blocked",
      "unsupported",
    ] as const)
      expect(inWords(trouble)).toMatch(/^[A-Z].*\.$/);
  });
});

describe("the listener's clock", () => {
  const date = "Sat, 21 Nov 2026 10:00:00 GMT";
  const at = Date.parse(date);
  it.each([
    [date, at + 400, at + 600, 0],
    [date, at - 900, at - 700, 0],
    [date, at - 89_600, at - 89_400, 90_000],
    [date, at + 90_400, at + 90_600, -90_000],
    // An answer that took four seconds says little.
    [date, at - 1000, at + 3000, 0],
    [null, at, at, 0],
    ["yesterday", at, at, 0],
  ])("%s, asked %d, answered %d", (header, asked, answered, error) => {
    expect(clockError(header, asked, answered)).toBe(error);
  });
});

it.each([
  [undefined, "—"],
  [NaN, "—"],
  [-0.4, "0.0 s"],
  [11.34, "11.3 s"],
  [59.96, "1 min 0 s"],
  [125.4, "2 min 5 s"],
])("writes %s seconds as %s", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

describe("what plays", () => {
  const cue = (startTime: number, key: string, data: unknown) => ({ startTime, value: { key, data } });
  it.each([
    [[], ""],
    [[cue(1, "TIT2", "Été"), cue(1, "TPE1", "Zoë")], "Zoë – Été"],
    [[cue(1, "TPE1", "Zoë"), cue(1, "TIT2", "Été"), cue(5, "TIT2", "Jingle")], "Jingle"],
    [[cue(5, "TIT2", "Two"), cue(5, "TPE1", "B"), cue(1, "TIT2", "One"), cue(1, "TPE1", "A")], "B – Two"],
    [[cue(1, "TIT2", "One"), cue(5, "TIT2", "")], ""],
    [[cue(1, "TPE1", "Zoë")], ""],
    [[cue(1, "TIT2", new ArrayBuffer(1)), { startTime: 1 }], ""],
  ])("of %j: %j", (cues, song) => {
    expect(songOf(cues)).toBe(song);
  });
});
