import { current, matchersOf, muteTime, newSilence, type Silence, silenceRow, toEnd } from "./silences";

const now = new Date("2026-01-01T10:00:00Z");
const silence = (
  id: string,
  station: string,
  endsAt: string,
  state: Silence["status"]["state"] = "active",
): Silence => ({
  ...newSilence(matchersOf({ station }), now, 1, "eva", "maintenance"),
  id,
  endsAt,
  status: { state },
});
const all = [
  silence("aaaaaaaa-1", "rivage", "2026-01-01T12:00:00Z"),
  silence("bbbbbbbb-2", "boreal", "2026-01-01T11:00:00Z"),
  silence("cccccccc-3", "rivage", "2026-01-01T09:00:00Z", "expired"),
];

describe("how long", () => {
  it.each([
    ["90m", 5_400_000],
    ["2h", 7_200_000],
    ["7d", 604_800_000],
  ])("%s", (text, milliseconds) => expect(muteTime(text)).toBe(milliseconds));

  it.each(["", "2", "0h", "-1h", "8d", "1.5h", "2 h", "99999d", "1w"])("never %j", (text) => {
    expect(() => muteTime(text)).toThrow(`FOR is "${text}"; allowed: minutes, hours or days, up to 7d; fix:`);
  });
});

it("mutes a station, or an alert, or both, and never the watchdog", () => {
  const made = newSilence(matchersOf({ station: "rivage", alertname: undefined }), now, 7_200_000, "eva", "new desk");
  expect(made).toEqual({
    matchers: [
      { name: "station", value: "rivage", isRegex: false, isEqual: true },
      { name: "alertname", value: "Watchdog", isRegex: false, isEqual: false },
    ],
    startsAt: "2026-01-01T10:00:00.000Z",
    endsAt: "2026-01-01T12:00:00.000Z",
    createdBy: "eva",
    comment: "new desk",
  });
});

it("lists what holds, the first to end first", () => {
  expect(current(all).map(silenceRow)).toEqual([
    ["bbbbbbbb", "station=boreal", "until 2026-01-01 11:00 UTC", "eva", "maintenance"],
    ["aaaaaaaa", "station=rivage", "until 2026-01-01 12:00 UTC", "eva", "maintenance"],
  ]);
});

describe("what ends", () => {
  it("is one, all of a station, or all", () => {
    const ids = (end: string, station?: string) => toEnd(all, end, station).map(({ id }) => id[0]);
    expect(ids("aaaa")).toEqual(["a"]);
    expect(ids("all", "rivage")).toEqual(["a"]);
    expect(ids("all")).toEqual(["b", "a"]);
  });

  it.each([
    ["cccccccc", undefined],
    ["aaaa", "boreal"],
  ])("is never what is over or another station's: %s of %s", (end, station) => {
    expect(() => toEnd(all, end, station)).toThrow(
      `END is "${end}", and no silence is that; allowed: all, bbbbbbbb, aaaaaaaa; fix: make mute-alerts lists them`,
    );
  });

  it("says so when there is none", () => {
    expect(() => toEnd([], "all", undefined)).toThrow("(none holds)");
  });
});
