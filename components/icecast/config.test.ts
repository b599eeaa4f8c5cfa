import fc from "fast-check";

import type { FormatId } from "../../station-inventory/formats";
import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { masterConfig, relayConfig } from "./config";
import { escapeXml } from "./xml";

const station = (id: string, basePort: number, icecast: FormatId[]) =>
  testStation(id, basePort, { icecast, hls: ["aac-lofi"] });

const single = { masters: 1, relays: 1 };
const plan = planFleet([station("rivage", 10000, ["aac-hifi"]), station("boreal", 10010, ["mp3-midfi"])], single);
const relayXml = (fleet: typeof plan) => relayConfig(fleet, fleet.icecast.shards[0]!, secrets);
const sources = (rivage: string, boreal: string) =>
  Object.fromEntries(
    ["a", "b"].flatMap((letter) => [
      [`engine-rivage-${letter}`, rivage],
      [`engine-boreal-${letter}`, boreal],
    ]),
  );
const secrets = { admin: "a&min", source: { ...sources("<rivage>", "boreal"), "engine-boreal-b": "of its own" } };

/** The text between an element's tags, each time it occurs. */
const all = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}[^>]*>([^<]*)</${name}>`, "g"))].map((match) => match[1]!);

const blocks = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}[ >][\\s\\S]*?</${name}>`, "g"))].map((match) => match[0]);

describe("masterConfig", () => {
  const xml = masterConfig(plan, secrets);

  it("is this text", () => {
    expect(masterConfig(planFleet([station("rivage", 10000, ["aac-hifi"])], single), secrets)).toMatchSnapshot();
  });

  it("lists every engine's mount with its password, hidden, without burst and without fallback", () => {
    expect(all(xml, "mount-name")).toEqual([
      "/engines/rivage/a/hifi.aac",
      "/engines/rivage/b/hifi.aac",
      "/engines/boreal/a/midfi.mp3",
      "/engines/boreal/b/midfi.mp3",
    ]);
    expect(all(xml, "password")).toEqual(["&lt;rivage&gt;", "&lt;rivage&gt;", "boreal", "of its own"]);
    expect(all(xml, "hidden")).toEqual(["1", "1", "1", "1"]);
    expect(blocks(xml, "mount").flatMap((mount) => all(mount, "burst-size"))).toEqual(["0", "0", "0", "0"]);
    expect(xml).not.toContain("fallback");
    expect(xml).not.toContain("source-password");
  });

  it("has room for its mounts, one feed of each to every relay, and 64 more", () => {
    expect(all(xml, "sources")).toEqual(["4"]);
    expect(all(xml, "clients")).toEqual([String(4 + 4 + 64)]);
    const three = planFleet([station("rivage", 10000, ["aac-hifi"])], { relays: 3 });
    expect(all(masterConfig(three, secrets), "clients")).toEqual([String(2 + 2 * 3 + 64)]);
  });

  it("says which engine has no password", () => {
    expect(() => masterConfig(plan, { admin: "a", source: { "engine-rivage-a": "r" } })).toThrow(
      'Icecast master: no source password for "engine-rivage-b"; got those of: engine-rivage-a; add it',
    );
  });

  it("keeps any password whole", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (password) => {
        const text = masterConfig(plan, { admin: password, source: sources(password, "b") });
        expect(all(text, "admin-password")).toEqual([escapeXml(password)]);
        expect(all(text, "password").slice(0, 2)).toEqual([escapeXml(password), escapeXml(password)]);
      }),
    );
  });
});

describe("relayConfig", () => {
  const xml = relayXml(plan);

  it("is this text", () => {
    expect(relayXml(planFleet([station("rivage", 10000, ["aac-hifi"])], single))).toMatchSnapshot();
  });

  it("chains public mount, other engines, silence", () => {
    const chains = blocks(xml, "mount")
      .filter((mount) => mount.startsWith("<mount "))
      .map((mount) => [all(mount, "mount-name")[0], all(mount, "fallback-mount")[0], all(mount, "hidden")[0]]);
    expect(chains).toEqual([
      ["/rivage-hifi.aac", "/engines/rivage/b/hifi.aac", "0"],
      ["/engines/rivage/b/hifi.aac", "/silence/rivage-hifi.aac", "1"],
      ["/silence/rivage-hifi.aac", undefined, "1"],
      ["/boreal-midfi.mp3", "/engines/boreal/b/midfi.mp3", "0"],
      ["/engines/boreal/b/midfi.mp3", "/silence/boreal-midfi.mp3", "1"],
      ["/silence/boreal-midfi.mp3", undefined, "1"],
    ]);
  });

  it("has four seconds for who comes, headers and Icecast's blocks included", () => {
    const low = relayXml(planFleet([station("rivage", 10000, ["aac-lofi", "mp3-lofi"])], single));
    const bursts = blocks(low, "mount").flatMap((mount) => all(mount, "burst-size"));
    // 32 kbit/s, and an ADTS header of 7 bytes for every 1024 samples.
    expect([...new Set(bursts)].sort()).toEqual(["18800", "20113"]);
  });

  it("shares no fallback between streams: a source's return takes all listeners of its fallback", () => {
    const full = planFleet(
      [
        station("rivage", 10000, ["aac-hifi", "aac-lofi", "mp3-hifi"]),
        station("boreal", 10010, ["aac-hifi", "aac-lofi", "mp3-hifi"]),
      ],
      single,
    );
    const fallbacks = all(relayXml(full), "fallback-mount");
    expect(fallbacks).toHaveLength(12);
    expect(new Set(fallbacks).size).toBe(12);
  });

  it("pulls each mount from where it is", () => {
    const pulls = blocks(xml, "relay").map((relay) => [
      `${all(relay, "server")[0]}:${all(relay, "port")[0]}${all(relay, "mount")[0]}`,
      all(relay, "local-mount")[0],
    ]);
    expect(pulls.slice(0, 3)).toEqual([
      ["icecast-master-1:8000/engines/rivage/a/hifi.aac", "/rivage-hifi.aac"],
      ["icecast-master-1:8000/engines/rivage/b/hifi.aac", "/engines/rivage/b/hifi.aac"],
      ["127.0.0.1:8001/silence-aac-192.aac", "/silence/rivage-hifi.aac"],
    ]);
  });

  it("goes through the second master's engines before silence", () => {
    const two = planFleet([station("rivage", 10000, ["aac-hifi"])], { masters: 2 });
    const text = relayXml(two);
    expect(all(text, "fallback-mount")).toEqual([
      "/engines/rivage/b/hifi.aac",
      "/masters/2/engines/rivage/a/hifi.aac",
      "/masters/2/engines/rivage/b/hifi.aac",
      "/silence/rivage-hifi.aac",
    ]);
    expect(all(text, "server")).toEqual([
      "icecast-master-1",
      "icecast-master-1",
      "icecast-master-2",
      "icecast-master-2",
      "127.0.0.1",
    ]);
    expect(all(text, "sources")).toEqual(["5"]);
  });

  it("carries its own shard's stations only, and masters carry all", () => {
    const sharded = planFleet([station("rivage", 10000, ["aac-hifi"]), station("boreal", 10010, ["mp3-midfi"])], {
      mountsPerRelay: 5,
    });
    const texts = sharded.icecast.shards.map((shard) => relayConfig(sharded, shard, secrets));
    expect(texts.map((text) => all(text, "local-mount")[0])).toEqual(["/rivage-hifi.aac", "/boreal-midfi.mp3"]);
    expect(texts.map((text) => all(text, "sources"))).toEqual([["5"], ["5"]]);
    expect(all(masterConfig(sharded, secrets), "sources")).toEqual(["4"]);
    expect(all(masterConfig(sharded, secrets), "clients")).toEqual([String(4 + 4 * 2 + 64)]);
  });

  it("writes down no requests: fronts do, and ask it several times a second", () => {
    expect(all(xml, "accesslog")).toEqual(["null"]);
    expect(all(masterConfig(plan, secrets), "accesslog")).toEqual(["stdout"]);
  });

  it("has no source password: nobody can publish on a relay", () => {
    expect(xml).not.toMatch(/<(source-)?password>/);
  });
});
