import { began, chain, entry, slot } from "./examples";
import type { Listing, MergeSettings, Offer } from "./types";
import { chains, offers, peers, playlists } from "./loaded";

const { listed } = offers;
const { add, learn, compare } = chains;

describe("what engines offer", () => {
  const part = (first: number, count: number, run = 7): Listing => ({
    run,
    first,
    segments: Array.from({ length: count }, (_, index) => ({
      seconds: 3.84,
      startsAt: (first + index) * 3840,
      discontinuity: false,
      blank: false,
    })),
  });
  const both = ["hifi-", "lofi-"];
  const slots = (one: Offer) => one.slots.map((each) => [each.slot, each.at]);

  it("is what all renditions list, in one run, since the last of them did", () => {
    const one = listed(undefined, "hifi-", part(slot, 2), both, 10);
    expect(slots(one)).toEqual([]);
    const two = listed(one, "lofi-", part(slot, 1), both, 20);
    expect(slots(two)).toEqual([[slot, 20]]);
    const three = listed(two, "lofi-", part(slot, 2), both, 30);
    expect(slots(three)).toEqual([
      [slot, 20],
      [slot + 1, 30],
    ]);
    expect(three.at).toBe(30);
    // A new run: what the old one offered stands until all renditions have moved.
    const four = listed(three, "hifi-", part(slot + 3, 1, 9), both, 40);
    expect([four.run, slots(four)]).toEqual([7, slots(three)]);
    expect(slots(listed(four, "lofi-", part(slot + 3, 1, 9), both, 50))).toEqual([[slot + 3, 50]]);
  });
});

describe("the chain", () => {
  const second = entry({ n: slot + 1, slot: slot + 1, startsAt: (slot + 1) * 3840 });
  const broken = { ...second, engine: "b", break: true, discontinuities: 6 };

  it("is written as stretches, and forgets the oldest", () => {
    const two = add(chain(), second, began + 1, 9);
    expect(two).toEqual({ stretches: [{ ...entry(), count: 2 }], at: began + 1 });
    expect(add(chain(), broken, began + 1, 9).stretches).toEqual([
      { ...entry(), count: 1 },
      { ...broken, count: 1 },
    ]);
    expect(add(two, { ...second, n: slot + 2, slot: slot + 2, startsAt: (slot + 2) * 3840 }, 0, 2).stretches).toEqual([
      { ...second, count: 2 },
    ]);
  });

  it("learns what is newer, and takes nothing back that it told", () => {
    expect(
      learn(
        chain(),
        [
          { ...entry({ engine: "b" }), count: 1 },
          { ...broken, count: 1 },
        ],
        0,
        9,
      ).stretches,
    ).toEqual([
      { ...entry(), count: 1 },
      { ...broken, count: 1 },
    ]);
    expect(learn({ stretches: [], at: 0 }, [{ ...entry(), count: 5 }], 3, 9)).toEqual({
      stretches: [{ ...entry(), count: 5 }],
      at: 3,
    });
  });

  it("begins anew where another's does not join up, and stays out of sight until it is long enough", () => {
    const apart = learn(chain(), [{ ...second, n: slot + 1, discontinuities: 9, count: 2 }], 0, 9);
    expect(apart).toMatchObject({ stretches: [{ n: slot + 1, count: 2 }], cut: slot + 1 });
    expect(playlists.presentable(apart, 3840)).toBe(false);
    expect(playlists.presentable({ ...apart, stretches: [{ ...apart.stretches[0]!, count: 4 }] }, 3840)).toBe(true);
  });

  it("knows who is ahead, behind or apart", () => {
    const name = (n: number, engine = "a") => `${n}/${engine}/7/${n}/5`;
    const two = add(chain(), second, 0, 9);
    expect(
      ["", name(slot), name(slot + 1), name(slot + 2), name(slot + 1, "b")].map((one) => compare(two, one)),
    ).toEqual(["behind", "behind", "same", "ahead", "apart"]);
  });
});

describe("who decides", () => {
  const settings: MergeSettings = { self: "o2", origins: ["o1", "o2", "o3"], stations: {} };

  it("is the first origin that is there; one that was away asks before it decides", () => {
    let node = peers.wake(peers.open(), settings, began);
    expect([peers.leader(node, settings), peers.toAsk(node, settings, began, false)]).toEqual(["o1", ["o1"]]);
    node = peers.failed(node, "o1", began + 250);
    node = peers.failed(node, "o1", began + 1049);
    expect(peers.leader(node, settings)).toBe("o1");
    node = peers.failed(node, "o1", began + 1050);
    node = peers.wake(node, settings, began + 1200);
    expect([peers.leader(node, settings), peers.toAsk(node, settings, began + 1200, false)]).toEqual([
      "o2",
      ["o1", "o3"],
    ]);
    expect(peers.decides(node, settings, began + 1200)).toBe(false);
    node = { ...node, inTouch: true };
    expect([1900, 1901].map((now) => peers.decides(node, settings, began + now))).toEqual([true, false]);
    expect(peers.wake(node, settings, began + 1901).inTouch).toBe(false);
    expect(peers.decides(peers.heard(node, "o1"), settings, began + 1500)).toBe(false);
  });
});

describe("playlists", () => {
  const text = [
    "#EXTM3U",
    "#EXT-X-VERSION:6",
    "#EXT-X-TARGETDURATION:4",
    "#EXT-X-MEDIA-SEQUENCE:100",
    "#EXT-X-DISCONTINUITY-SEQUENCE:5",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:06:24.000Z",
    "#EXTINF:3.840000,",
    "hifi-7-100.ts",
    "#EXT-X-DISCONTINUITY",
    "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:06:27.840Z",
    "#EXT-X-AIRPATH-BLANK",
    "#EXTINF:2.560000,",
    "hifi-7-101.ts",
    "",
  ].join("\n");
  const segments = [
    { seconds: 3.84, startsAt: 384_000, discontinuity: false, blank: false },
    { seconds: 2.56, startsAt: 387_840, discontinuity: true, blank: true },
  ];

  it("are read as the publisher writes them", () => {
    expect(playlists.read(text, "hifi-")).toEqual({ run: 7, first: 100, segments });
  });

  it.each([
    ["hifi-7-101", "lofi-7-101"],
    ["hifi-7-101", "hifi-7-102"],
    ["hifi-7-101", "hifi-8-101"],
    ["#EXTINF:3.840000,", "#EXTINF:x,"],
    ["1970-01-01T00:06:24.000Z", "soon"],
  ])("with %s replaced by %s are no listing", (found, replacement) => {
    expect(playlists.read(text.replace(found, replacement), "hifi-")).toBeUndefined();
  });

  it("are written with the engine's letter, and forget discontinuities by counting them", () => {
    const own = { n: 100, slot: 100, startsAt: 384_000 };
    const two = add(
      { stretches: [{ ...entry(own), break: true, count: 1 }], at: 0 },
      entry({ n: 101, engine: "b", run: 9, slot: 101, startsAt: 387_840, break: true, discontinuities: 6 }),
      0,
      9,
    );
    expect(playlists.write(two, 6, "hifi-", 3840)).toBe(
      [
        ...["#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-TARGETDURATION:4", "#EXT-X-MEDIA-SEQUENCE:100"],
        ...["#EXT-X-DISCONTINUITY-SEQUENCE:4", "#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-DISCONTINUITY"],
        ...["#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:06:24.000Z", "#EXTINF:3.840000,", "a/hifi-7-100.ts"],
        ...["#EXT-X-DISCONTINUITY", "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:06:27.840Z"],
        ...["#EXTINF:3.840000,", "b/hifi-9-101.ts", ""],
      ].join("\n"),
    );
    expect(playlists.write(two, 1, "hifi-", 3840)).toContain("MEDIA-SEQUENCE:101\n#EXT-X-DISCONTINUITY-SEQUENCE:5\n");
    expect(chains.last(two)?.n).toBe(101);
  });
});
