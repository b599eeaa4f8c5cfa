import type { FormatId } from "../../station-inventory/formats";
import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { roomy } from "../nginx";
import { cacheFiles, nginxConfig } from "./config";
import { originsConfig } from "./origins";
import { cachePolicy } from "./policy";
import { keptMebibytes, storageMebibytes, unaskedSeconds } from "./settings";

const station = (id: string, basePort: number, hls: FormatId[]) =>
  testStation(id, basePort, { icecast: ["aac-hifi"], hls });
const plan = planFleet([station("rivage", 10000, ["aac-lofi", "aac-hifi"]), station("boreal", 10010, ["aac-midfi"])]);
const [cache] = plan.hls.caches;
const text = nginxConfig(plan, cache!);

it("nginx.conf is this text", () => {
  expect(text).toMatchSnapshot();
});

it("the haproxy.cfg beside it is this text", () => {
  expect(originsConfig(plan, cache!)).toMatchSnapshot();
});

it("a cache gets its configuration and what the page knows of the stations", () => {
  const files = cacheFiles(plan, cache!);
  expect(files.map(({ path }) => path)).toEqual(["/etc/airpath/nginx.conf", "/etc/airpath/page/stations.json"]);
  const { stations } = JSON.parse(files[1]!.content) as { stations: { id: string }[] };
  expect(stations.map(({ id }) => id)).toEqual(["rivage", "boreal"]);
});

describe("the policy", () => {
  const policyOf = (path: string) => cachePolicy.paths.find(({ pattern }) => new RegExp(pattern).test(path))?.name;

  it.each([
    ["/rivage/a/hifi-1790000000-467554615.ts", "segment"],
    ["/rivage/rivage.m3u8", "master-playlist"],
    ["/hit-2/hit-2.m3u8", "master-playlist"],
    ["/rivage/hifi.m3u8", "media-playlist"],
    ["/rivage/a/hifi.m3u8", undefined],
    ["/rivage/../a/hifi-1-1.ts", undefined],
    ["/index.html", undefined],
  ])("takes %s for %s", (path, name) => {
    expect(policyOf(path)).toBe(name);
  });

  it("serves old segments where origins fail, and never an old playlist", () => {
    expect(cachePolicy.paths.map(({ name, staleOnError }) => [name, staleOnError])).toEqual([
      ["segment", true],
      ["master-playlist", false],
      ["media-playlist", false],
    ]);
    const stale = [...text.matchAll(/# (\S+)\n\s+location [^\n]*\{[^]*?proxy_cache_use_stale ([^;]*);/g)];
    expect(stale.map(([, name, when]) => [name, when])).toEqual([
      ["segment", "error timeout updating http_500 http_502 http_503 http_504"],
      ["master-playlist", "off"],
      ["media-playlist", "off"],
    ]);
  });

  it("says each header in one place: a location that adds one would lose the others", () => {
    const server = text.slice(text.indexOf("# Fronts."), text.indexOf("# Prometheus"));
    const locations = [...server.matchAll(/^ +location [^{]*\{([^{}]|\{[^{}]*\})*\}/gm)].map((match) => match[0]);
    expect(locations.length).toBeGreaterThan(5);
    expect(locations.filter((location) => location.includes("add_header"))).toEqual([]);
    const headers = text.split("\n").filter((line) => line.includes("add_header"));
    expect(headers.filter((line) => !line.endsWith(" always;"))).toEqual([]);
  });
});

it("asks no origin for stations and qualities that there are not", () => {
  const known = (map: string) =>
    text
      .slice(text.indexOf(map))
      .split("}")[0]!
      .match(/\/\S+(?= 1;)/g);
  expect(known("map $uri $known_playlist {")).toEqual([
    "/rivage/rivage.m3u8",
    "/rivage/lofi.m3u8",
    "/rivage/hifi.m3u8",
    "/boreal/boreal.m3u8",
    "/boreal/midfi.m3u8",
  ]);
  expect(known("map $folder $known_folder {")).toEqual(["/rivage/", "/boreal/"]);
});

it("keeps every rendition's window in four fifths of its volume, 32 MiB to 1 GiB", () => {
  expect(storageMebibytes(plan)).toBe(32);
  expect(keptMebibytes(plan)).toBe(25);
  const many = { stations: Array.from({ length: 100 }, () => plan.stations[0]!) };
  const { renditions, windowSegments, liveSegments, segmentSeconds } = plan.stations[0]!.hls;
  const bits = renditions.reduce((sum, { bandwidth }) => sum + bandwidth, 0);
  const bytes = (100 * bits * (windowSegments + liveSegments) * segmentSeconds) / 8;
  expect(storageMebibytes(many)).toBe(roomy(bytes / 0.8 / 1024 / 1024));
  expect(storageMebibytes({ stations: Array.from({ length: 2000 }, () => plan.stations[0]!) })).toBe(1024);
  expect(unaskedSeconds(plan)).toBe(600);
});
