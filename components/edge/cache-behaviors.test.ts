import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { cachePolicy } from "../cache/policy";
import { siteFiles, stationsPath } from "../page/site";
import { cacheBehaviors, cachePolicyArgs, errorResponses, mountPatterns } from "./cache-behaviors";

/** As CloudFront matches: case counts, "*" is anything, "?" one character. */
const matches = (pattern: string, path: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
  ).test(path);
const behaviorOf = (path: string) =>
  cacheBehaviors.find(({ pattern }) => pattern === undefined || matches(pattern, path))!;

const plan = planFleet([testStation("rivage", 10000, { icecast: ["aac-hifi", "mp3-hifi"], hls: ["aac-hifi"] })]);
const [station] = plan.stations;
const { master, renditions } = station!.hls;
const { folder } = station!.engines[0]!.renditions[0]!;

it.each([
  [`${folder}hifi-1790000000-467554615.ts`, "segment"],
  [master, "playlist"],
  [renditions[0]!.playlist, "playlist"],
  ["/", "page"],
  [stationsPath, "page"],
  ...siteFiles.map(({ path }) => [path, "page"]),
])("takes %s for a %s", (path, name) => {
  expect(behaviorOf(path).name).toBe(name);
});

it("keeps nothing for longer than the platform's own caches do", () => {
  for (const path of [`${folder}hifi-1-1.ts`, master, renditions[0]!.playlist]) {
    const own = cachePolicy.paths.find(({ pattern }) => new RegExp(pattern).test(path))!;
    expect(behaviorOf(path).keepAtMost).toBeLessThanOrEqual(own.keepAtMost);
  }
  const policies = cacheBehaviors.map((each) => cachePolicyArgs("airpath-prod", each));
  expect(policies.map(({ name, minTtl, defaultTtl, maxTtl }) => [name, minTtl, defaultTtl, maxTtl])).toEqual([
    ["airpath-prod-segment", 0, 0, 31_536_000],
    ["airpath-prod-playlist", 0, 0, 1],
    ["airpath-prod-page", 0, 0, 60],
  ]);
});

it("lets nobody past the cache with a query, a cookie or a header", () => {
  for (const each of cacheBehaviors)
    expect(cachePolicyArgs("p", each).parametersInCacheKeyAndForwardedToOrigin).toMatchObject({
      cookiesConfig: { cookieBehavior: "none" },
      headersConfig: { headerBehavior: "none" },
      queryStringsConfig: { queryStringBehavior: "none" },
    });
});

it("has playlists that are old served by nobody: caches may not, and are told so", () => {
  const playlists = cachePolicy.paths.filter(({ staleOnError }) => !staleOnError);
  expect(playlists.map(({ name }) => name)).toEqual(["master-playlist", "media-playlist"]);
  for (const { cacheControl } of playlists) expect(cacheControl).toMatch(/, must-revalidate, stale-if-error=0$/);
});

it("remembers no error for longer than a second", () => {
  expect(errorResponses.filter(({ errorCachingMinTtl }) => errorCachingMinTtl > 0)).toEqual([
    { errorCode: 404, errorCachingMinTtl: 1 },
  ]);
});

it("knows mounts by their ends, which no path of HLS or the page has", () => {
  const patterns = mountPatterns(plan.stations);
  expect(patterns).toEqual(["/*.aac", "/*.mp3"]);
  const others = [master, `${folder}hifi-1-1.ts`, stationsPath, ...siteFiles.map(({ path }) => path)];
  expect(others.filter((path) => patterns.some((pattern) => matches(pattern, path)))).toEqual([]);
  expect(station!.streams.every(({ mount }) => patterns.some((pattern) => matches(pattern, mount)))).toBe(true);
});
