import { checkAlignment, checkPlaylist, checkSuccession } from "./rfc8216";

const start = Date.parse("2026-11-22T19:52:30.720Z");

/** A playlist as the publisher writes it. */
function playlist(first: number, count: number, breakAt = -1, discontinuities = 1795377147): string {
  const head = ["#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-TARGETDURATION:4", `#EXT-X-MEDIA-SEQUENCE:${first}`];
  const segments = Array.from({ length: count }, (_, index) => first + index).flatMap((sequence) => [
    ...(sequence === breakAt ? ["#EXT-X-DISCONTINUITY"] : []),
    `#EXT-X-PROGRAM-DATE-TIME:${new Date(start + (sequence - 100) * 3840).toISOString()}`,
    "#EXTINF:3.840000,",
    `hifi-${sequence}.ts`,
  ]);
  const inner = [`#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuities}`, "#EXT-X-INDEPENDENT-SEGMENTS"];
  return [...head, ...inner, ...segments, ""].join("\n");
}

describe("one playlist", () => {
  it("is read as it is meant", () => {
    const { playlist: read, violations } = checkPlaylist(playlist(100, 2, 101));
    expect(violations).toEqual([]);
    expect(read).toEqual({
      version: 6,
      targetDuration: 4,
      ended: false,
      segments: [
        {
          uri: "hifi-100.ts",
          sequence: 100,
          duration: 3.84,
          discontinuity: false,
          discontinuitySequence: 1795377147,
          starts: start,
        },
        {
          uri: "hifi-101.ts",
          sequence: 101,
          duration: 3.84,
          discontinuity: true,
          discontinuitySequence: 1795377148,
          starts: start + 3840,
        },
      ],
    });
  });

  it.each([
    [/#EXTM3U\n/, "", 'line 1: "#EXT-X-VERSION:6" where #EXTM3U must stand (4.3.1.1)'],
    [/#EXT-X-VERSION:6/, "$&\n$&", "line 3: #EXT-X-VERSION a second time (4.3)"],
    [/VERSION:6/, "VERSION:2", "durations with fractions in version 2 (7)"],
    [/#EXT-X-TARGETDURATION:4\n/, "", "no EXT-X-TARGETDURATION (4.3.3.1)"],
    [/TARGETDURATION:4/, "TARGETDURATION:3", "hifi-100.ts: 3.84 s is over the target duration of 3 s (4.3.3.1)"],
    [/TARGETDURATION:4/, "TARGETDURATION:4.0", 'line 3: #EXT-X-TARGETDURATION is "4.0", no decimal integer (4.2)'],
    [/#EXTINF:3.840000,\n/, "", 'line 8: segment "hifi-100.ts" has no EXTINF (4.3.2.1)'],
    [/#EXTINF:3.840000,/, "#EXTINF:3.840000", 'line 8: EXTINF "3.840000" is no duration with a comma (4.3.2.1)'],
    [
      /30\.720Z/,
      "30.720",
      'line 7: EXT-X-PROGRAM-DATE-TIME "2026-11-22T19:52:30.720" is no ISO 8601 date with a time zone (4.3.2.6)',
    ],
    [/30\.720Z/, "30.600Z", "hifi-101.ts: dated 120 ms off the end of the segment before it (4.3.2.6)"],
    [/hifi-101/, "hifi-100", "hifi-100.ts: listed a second time"],
    [
      /$/,
      "#EXT-X-MEDIA-SEQUENCE:7\n",
      "line 13: #EXT-X-MEDIA-SEQUENCE after the first segment or discontinuity (4.3.3)",
    ],
    [/$/, "#EXT-X-STREAM-INF:BANDWIDTH=1\n", "line 13: #EXT-X-STREAM-INF belongs in master playlists (4.3)"],
  ])("with %s replaced by %j is told of", (found, replacement, line) => {
    expect(checkPlaylist(playlist(100, 2).replace(found, replacement)).violations).toContain(line);
  });
});

describe("one playlist over time", () => {
  it("may move on, and forget discontinuities by counting them", () => {
    const fetches = [
      playlist(100, 6, 101),
      playlist(101, 6, 101),
      playlist(102, 6, -1, 1795377148),
      playlist(110, 6, -1, 1795377148),
    ];
    expect(checkSuccession(fetches)).toEqual([]);
  });

  it.each([
    [playlist(99, 6), "fetch 2: the media sequence went back from 100 to 99 (6.2.2)"],
    [playlist(100, 5), "fetch 2: segment 105 was listed last and is gone; now the last is 104 (6.2.1)"],
    [playlist(101, 6, -1, 5), "fetch 2: the discontinuity sequence went back from 1795377147 to 5 (6.2.2)"],
    [playlist(101, 6, 103), "fetch 2: segment 103: discontinuity was false, now true (6.2.1)"],
    [
      playlist(101, 6).replace("hifi-103", "hifi-x"),
      "fetch 2: segment 103: uri was hifi-103.ts, now hifi-x.ts (6.2.1)",
    ],
    [playlist(106, 1), "fetch 2: segments were removed though only 3.840 s are left (6.2.2)"],
    [playlist(101, 6).replace("DURATION:4", "DURATION:5"), "fetch 2: the target duration changed from 4 to 5 (6.2.1)"],
    [playlist(100, 0), "fetch 2: all segments are gone (6.2.2)"],
  ])("is told of where it changes its past", (second, line) => {
    expect(checkSuccession([playlist(100, 6), second])).toContain(line);
  });
});

describe("renditions", () => {
  it("stand beside each other, one of them a segment ahead", () => {
    expect(checkAlignment({ hifi: playlist(100, 6, 103), lofi: playlist(101, 6, 103) })).toEqual([]);
  });

  it("are told of where they differ", () => {
    expect(checkAlignment({ hifi: playlist(100, 2), lofi: playlist(100, 2, 101) })).toEqual([
      "segment 101: discontinuity is false in hifi, true in lofi (6.2.4)",
      "segment 101: discontinuitySequence is 1795377147 in hifi, 1795377148 in lofi (6.2.4)",
    ]);
    expect(checkAlignment({ hifi: playlist(100, 2), lofi: playlist(200, 2) })).toEqual([
      "hifi and lofi have no segment in common (6.2.4)",
    ]);
  });
});
