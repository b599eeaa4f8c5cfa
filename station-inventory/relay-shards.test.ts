import fc from "fast-check";
import { mountsOf, shardStations } from "./relay-shards";

type Some = Parameters<typeof shardStations>[0][number];

const engineMounts = (count: number) => Array.from({ length: count }, (_, index) => `/${index}`);
const stream = ([engines, silent]: [number, boolean]) =>
  ({ engineMounts: engineMounts(engines), ...(silent && { silence: "/silence" }) }) as Some["streams"][number];

const stations: fc.Arbitrary<Some[]> = fc
  .uniqueArray(
    fc.record({
      basePort: fc.integer({ min: 1000, max: 1999 }).map((block) => block * 10),
      streams: fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()).map(stream), {
        minLength: 1,
        maxLength: 15,
      }),
    }),
    { maxLength: 100, selector: ({ basePort }) => basePort },
  )
  .map((all) => all.map((station) => ({ id: `station-${station.basePort}`, ...station })));
// No station has more than 15 × (3 × 4 + 1) = 195 mounts.
const settings = fc.record({
  masters: fc.integer({ min: 1, max: 3 }),
  mountsPerRelay: fc.integer({ min: 195, max: 2000 }),
});

it("counts every engine on every master, and silence where there is one", () => {
  const station = { streams: [stream([2, true]), stream([2, false])] };
  expect(mountsOf(station, { masters: 2 })).toBe(2 * 2 + 1 + 2 * 2);
});

it("puts every station on one shard, and no more on a shard than it may have", () => {
  fc.assert(
    fc.property(stations, settings, (all, chosen) => {
      const shards = shardStations(all, chosen);
      expect(shards.flat().sort()).toEqual(all.map(({ id }) => id).sort());
      const sizes = shards.map((ids) =>
        all.filter(({ id }) => ids.includes(id)).reduce((sum, station) => sum + mountsOf(station, chosen), 0),
      );
      expect(sizes.filter((size) => size > chosen.mountsPerRelay)).toEqual([]);
      // No two shards that follow one another would fit on one.
      const pairs = sizes.slice(1).map((size, index) => size + sizes[index]!);
      expect(pairs.filter((size) => size <= chosen.mountsPerRelay && sizes.length > pairs.length + 1)).toEqual([]);
    }),
  );
});

it("depends on no order, and a station with the highest ports changes the last shard at most", () => {
  fc.assert(
    fc.property(stations, settings, (all, chosen) => {
      const shards = shardStations(all, chosen);
      expect(shardStations(all.toReversed(), chosen)).toEqual(shards);
      const sorted = all.toSorted((one, other) => one.basePort - other.basePort);
      const before = shardStations(sorted.slice(0, -1), chosen);
      expect(shards.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1));
    }),
  );
});

it("keeps a station whole that has more than a shard may", () => {
  const one = { id: "one", basePort: 10000, streams: [stream([4, true])] };
  const two = { id: "two", basePort: 10010, streams: [stream([1, false])] };
  expect(shardStations([two, one], { masters: 1, mountsPerRelay: 1 })).toEqual([["one"], ["two"]]);
});
