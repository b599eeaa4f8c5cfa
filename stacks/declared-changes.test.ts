import { planFleet } from "../station-inventory/plan";
import { testStation } from "../station-inventory/test-station";
import type { FleetSettings } from "../station-inventory/fleet-settings";
import { parseStation } from "../station-inventory/inventory";
import { sample } from "../station-inventory/sample";
import { type Declared, declaredOf, declaredPart } from "./declared";
import { declaredChanges } from "./declared-changes";

const boreal = testStation("boreal", 10010, { icecast: ["aac-midfi", "mp3-midfi"], hls: ["aac-midfi"] });
const rivage = testStation("rivage", 10000, { icecast: ["aac-hifi"], hls: ["aac-hifi"] });
const of = (stations = [rivage, boreal], settings: Partial<FleetSettings> = {}, least = 2): Declared =>
  declaredOf(planFleet(stations, settings), least);

it("is kept in these words", () => {
  expect(of([rivage]).stations).toEqual({
    rivage: {
      engines: "ab",
      mounts: { "/rivage-hifi.aac": "192k" },
      renditions: { "/rivage/hifi.m3u8": "192k" },
      inputs: { voieA: 'A, autofallback, port 10000, SRT latency 200 ms, passphrase "srt/rivage"' },
      settings: {
        name: "rivage",
        kind: "local",
        "first port": "10000",
        "input order": "voieA",
        silence: "-50 dB for 10 s",
        loudness: "-30 to -14 LUFS",
        "an input is lost after": "0.5 s",
        "a better input returns after": "5 s",
        "HLS segments": "3.84 s",
        "HLS window": "16 segments",
        cores: "0.25",
        memory: "512 MiB",
        "public names": "none",
      },
    },
  });
});

it("says nothing of what is as it was, also after the state has kept it as JSON", () => {
  expect(declaredChanges(JSON.parse(JSON.stringify(of())) as Declared, of())).toEqual({ stations: [], platform: [] });
});

it("tells a bitrate once for all mounts that have it", () => {
  const before = of();
  before.stations.boreal!.mounts = { "/boreal-midfi.aac": "64k", "/boreal-midfi.mp3": "64k" };
  const after = of();
  after.stations.boreal!.mounts = {
    "/boreal-midfi.aac": "96k",
    "/boreal-midfi.mp3": "96k",
    "/boreal-hifi.aac": "192k",
  };
  expect(declaredChanges(before, after).stations).toEqual([
    { station: "boreal", fate: "stays", said: ["bitrate 64k → 96k on 2 mounts", "new mount /boreal-hifi.aac (192k)"] },
  ]);
});

it("tells who comes and who leaves, and how large", () => {
  expect(declaredChanges(of([rivage]), of([boreal])).stations).toEqual([
    { station: "boreal", fate: "comes", said: ["2 engines, 2 mounts, 1 HLS rendition, 1 input"] },
    { station: "rivage", fate: "leaves", said: ["2 engines, 1 mount, 1 HLS rendition, 1 input"] },
  ]);
});

it("tells of an input only the facts that differ", () => {
  const inputs = (srtLatency: `${number} milliseconds`, voie: "A" | "sat") => [
    { name: "voieA", voie: "A" as const, port: 0, selection: "autofallback" as const, srtLatency },
    { name: "last", voie, port: 6, selection: "autofallback" as const },
  ];
  const one = parseStation(sample({ inputs: inputs("200 milliseconds", "A"), redundancy: 2 }));
  const other = parseStation(sample({ inputs: inputs("120 milliseconds", "sat"), redundancy: 3 }));
  expect(declaredChanges(of([one]), of([other])).stations[0]!.said).toEqual([
    "engines a b → a b c",
    "input voieA: SRT latency 200 ms → SRT latency 120 ms",
    "input last: A → sat",
  ]);
});

it("tells what stations share", () => {
  const after = of([rivage, boreal], { relays: 4, revisions: { cache: "2" } }, 3);
  expect(declaredChanges(of(), after).platform).toEqual([
    "engines a station at least 2 → 3",
    "relays 2 → 4",
    "revisions none → cache=2",
  ]);
});

it("is a part of itself where stations stand in a stack of their own", () => {
  expect(declaredPart(of(), new Set(["boreal"]))).toEqual({ stations: { boreal: of().stations.boreal }, platform: {} });
});
