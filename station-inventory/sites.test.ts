import fc from "fast-check";
import { parseStation } from "./inventory";
import { planFleet } from "./plan";
import { areApart } from "./sites";
import { sample } from "./sample";

const stations = [parseStation(sample())];
const planned = (settings: Parameters<typeof planFleet>[1]) => planFleet(stations, settings);

it("deals out who stands in for one another, and leaves in each what there is one of", () => {
  const { sites } = planned({ sites: ["north", "south"], relays: 3 });
  expect(sites!.names).toEqual(["north", "south"]);
  expect(sites!.of).toMatchObject({
    ...{ "engine-rivage-a": "north", "engine-rivage-b": "south" },
    ...{ "icecast-relay-1": "north", "icecast-relay-2": "south", "icecast-relay-3": "north" },
    ...{ "prometheus-1": "north", "prometheus-2": "south" },
  });
  expect(Object.keys(sites!.of).filter((name) => /prober|sink|gateway|exporter/.test(name))).toEqual([]);
  expect(areApart(sites, "front-1", "cache-2")).toBe(true);
  expect(areApart(sites, "front-1", "cache-1")).toBe(false);
  expect(areApart(sites, "front-1", "prober")).toBe(false);
});

it("says nothing of sites where there is one", () => {
  expect(planned({ sites: ["north"] })).toEqual(planned({}));
  expect(planned({}).sites).toBeUndefined();
  expect(areApart(undefined, "front-1", "cache-2")).toBe(false);
});

it("refuses fewer of anything than there are sites", () => {
  expect(() => planned({ sites: ["north", "south"], origins: 1 })).toThrow(
    "settings.origins is 1, and there are 2 sites: north, south; allowed: 2 or more; fix: use 2, one for each site",
  );
});

it("leaves, whichever site is lost, one of everything, and engines of a station never all in one", () => {
  const count = fc.integer({ min: 3, max: 6 });
  const counts = fc.record({
    ...{ masters: fc.constantFrom(3, 4), relays: count, origins: count, caches: count, fronts: count },
    ...{ prometheuses: fc.constantFrom(3, 4), alertmanagers: count },
  });
  const names = fc.constantFrom(["north", "south"], ["north", "south", "west"]);
  fc.assert(
    fc.property(names, counts, (sites, settings) => {
      const plan = planned({ ...settings, sites, prometheusPort: 7000, alertmanagerPort: 7100 });
      for (const lost of sites) {
        const stays = ({ name }: { name: string }) => plan.sites!.of[name] !== lost;
        const groups = [plan.icecast.masters, plan.hls.origins, plan.hls.caches, plan.fronts];
        const watchers = [plan.prometheus.servers, plan.alertmanager.servers];
        const others = [
          ...plan.stations.map(({ engines }) => engines),
          ...plan.icecast.shards.map((each) => each.relays),
        ];
        for (const group of [...groups, ...watchers, ...others]) expect(group.some(stays)).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});
