import fc from "fast-check";
import { format, formatIds, hlsFormatIds } from "./formats";
import { parseInventory } from "./inventory";
import * as names from "./names";
import { planFleet, planStation } from "./plan";
import type { FleetPlan } from "./plan-types";
import type { Station, StationInput } from "./schema";

// Ids are made of the very words that names, mounts and paths are made of, so that concatenation is put to the test.
const words = ["a", "b", "c", "x", "a1", "hifi", "lofi", "engine", "silence", "aac", "192", "studio", "icecast", "1"];
const id = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join("-"))
  .filter((text) => /^[a-z]/.test(text) && !names.reservedIds.includes(text));

const inputNames = ["voieA", "voieB", "voieA-1", "voieA-2", "voie-A1", "sat", "override", "a", "a-1", "a1", "A-2"];
const input = fc.record({
  name: fc.constantFrom(...inputNames),
  voie: fc.constantFrom("A" as const, "B" as const, "override" as const, "sat" as const),
  port: fc.integer({ min: 0, max: 7 }),
  selection: fc.constantFrom("autofallback" as const, "manual" as const),
});
const inputs = fc
  .uniqueArray(input, {
    minLength: 1,
    maxLength: 8,
    comparator: (one, other) => one.port === other.port || one.name.toLowerCase() === other.name.toLowerCase(),
  })
  .map(([first, ...rest]) => [{ ...first, selection: "autofallback" as const }, ...rest] as StationInput["inputs"]);

const stationInput = fc.record({
  id,
  block: fc.integer({ min: 0, max: 999 }),
  kind: fc.constantFrom("national" as const, "local" as const, "webradio" as const),
  inputs,
  formats: fc.record({
    icecast: fc.subarray(formatIds, { minLength: 1 }),
    hls: fc.subarray(hlsFormatIds, { minLength: 1 }),
  }),
  redundancy: fc.integer({ min: 1, max: 4 }),
});

/** 1 to 100 valid stations, through the real parser. */
const inventory = fc
  .uniqueArray(stationInput, {
    minLength: 1,
    maxLength: 100,
    size: "max",
    comparator: (one, other) => one.id === other.id || one.block === other.block,
  })
  .map((stations) => {
    const written = stations.map(({ block, ...rest }) => ({ ...rest, name: rest.id, basePort: 10000 + 10 * block }));
    const file = { file: "stations/generated.ts", set: "fleet" as const, stations: written };
    return parseInventory([file], { minimumRedundancy: 1 }).stations;
  });
const settings = fc.record({
  // With four engines and silence, Icecast follows the mounts of two masters.
  masters: fc.integer({ min: 1, max: 2 }),
  relays: fc.integer({ min: 1, max: 20 }),
  origins: fc.integer({ min: 1, max: 10 }),
  caches: fc.integer({ min: 1, max: 10 }),
  fronts: fc.integer({ min: 1, max: 20 }),
  mountsPerRelay: fc.integer({ min: 250, max: 3000 }),
});

const repeated = <T>(values: T[]): T[] => {
  const seen = new Set<T>();
  return values.filter((value) => seen.has(value) || !seen.add(value));
};

/** Everything that must be unique, by the space in which it must. */
function spaces(plan: FleetPlan): Record<string, (string | number)[]> {
  const engines = plan.stations.flatMap((station) => station.engines);
  const engineMounts = engines.flatMap(({ mounts }) => mounts.map(({ mount }) => mount));
  const { icecast, hls, fronts } = plan;
  const watchers = [...plan.prometheus.servers, ...plan.alertmanager.servers, plan.alertSink, plan.pushgateway];
  const relays = icecast.shards.flatMap((shard) => shard.relays);
  return {
    "workload names": [
      ...[
        ...engines,
        ...icecast.masters,
        ...relays,
        ...hls.origins,
        ...hls.caches,
        ...fronts,
        ...watchers,
        plan.nodeExporter!,
        plan.observers!.processes,
        plan.observers!.containers,
        plan.prober,
      ].map(({ name }) => name),
      ...plan.stations.flatMap(({ studios }) => studios.map(({ name }) => name)),
    ],
    "UDP ports of a shared host": engines.flatMap((engine) => engine.inputs.map(({ hostPort }) => hostPort)),
    "TCP ports of a shared host": [
      ...engines.map(({ api }) => api.hostPort),
      ...fronts.flatMap(({ hostPort, tlsHostPort }) => [hostPort, tlsHostPort]),
      ...watchers.map(({ hostPort }) => hostPort),
    ],
    "mounts of a master": engineMounts,
    "mounts of a relay": [
      ...engineMounts,
      ...plan.stations.flatMap(({ streams }) => streams.map(({ mount }) => mount)),
      ...new Set(
        plan.stations.flatMap(({ streams }) =>
          streams.flatMap(({ silence }) => (silence === undefined ? [] : [silence])),
        ),
      ),
    ],
    "playlists of an origin": [
      ...plan.stations.map((station) => station.hls.master),
      ...engines.flatMap(({ renditions }) => renditions.map(({ playlist }) => playlist)),
    ],
    "segment names of an origin": engines.flatMap(({ renditions }) =>
      renditions.map(({ folder, segmentPrefix }) => `${folder}${segmentPrefix}`),
    ),
    "scrape targets": plan.prometheus.targets.map(({ address }) => address),
    secrets: plan.stations.flatMap(({ secrets }) => Object.values(secrets)),
    "listen URLs": plan.urls.flatMap((urls) =>
      [...urls.icecast, ...urls.hls].flatMap(({ url, https }) => [url, https]),
    ),
    "studio and operator addresses": plan.urls.flatMap((urls) => [
      ...urls.srt.map(({ address }) => address),
      ...urls.api.map(({ url }) => url),
    ]),
    ...Object.fromEntries(
      engines.flatMap(({ name, inputs: ways }) => [
        [`UDP ports in ${name}`, ways.flatMap(({ port, loopbackPort }) => [port, loopbackPort])],
        [`input names, as ports are named, in ${name}`, ways.map((way) => way.name.toLowerCase())],
      ]),
    ),
  };
}

it("lets no two things collide", () => {
  fc.assert(
    fc.property(inventory, settings, (stations, chosen) => {
      const found = Object.entries(spaces(planFleet(stations, chosen))).filter(([, all]) => repeated(all).length > 0);
      expect(found).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

it("makes names that DNS, hosts and Icecast take", () => {
  fc.assert(
    fc.property(inventory, (stations) => {
      const all = spaces(planFleet(stations));
      for (const name of all["workload names"] ?? []) expect(name).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])$/);
      for (const space of ["UDP ports of a shared host", "TCP ports of a shared host"])
        expect(all[space]?.every((port) => Number(port) >= 1024 && Number(port) <= 65535)).toBe(true);
      for (const mount of all["mounts of a relay"] ?? []) expect(mount).toMatch(/^(\/[a-z0-9-]+)+\.(aac|mp3|opus)$/);
    }),
    { numRuns: 30 },
  );
});

it("keeps every port of an engine on a shared host inside its station's block", () => {
  fc.assert(
    fc.property(inventory, (stations) => {
      for (const { basePort, engines } of stations.map(planStation)) {
        const ports = engines.map(({ api, inputs: ways }) => [api.hostPort, ...ways.map(({ hostPort }) => hostPort)]);
        const blocks = ports.map((all, index) => all.map((port) => Math.floor((port - 10000 * index) / 10) * 10));
        expect(new Set(blocks.flat())).toEqual(new Set([basePort]));
      }
    }),
    { numRuns: 30 },
  );
});

it("never changes a station's plan when another comes or goes, in whatever order they stand", () => {
  const plansOf = (stations: readonly Station[]) =>
    new Map(planFleet(stations).stations.map((plan) => [plan.id, plan]));
  fc.assert(
    fc.property(inventory, fc.nat(), (stations, pick) => {
      const gone = pick % stations.length;
      const before = plansOf(stations);
      const after = plansOf(stations.toReversed().filter((_, index) => index !== gone));
      expect(after.size).toBe(stations.length - 1);
      for (const [station, plan] of after) expect(plan).toEqual(before.get(station));
    }),
    { numRuns: 50 },
  );
});

it("never changes a station's URLs when another comes or goes", () => {
  fc.assert(
    fc.property(inventory, (stations) => {
      const { urls } = planFleet(stations);
      for (const station of stations.slice(0, 5))
        expect(planFleet([station]).urls).toEqual(urls.filter((each) => each.station === station.id));
    }),
    { numRuns: 30 },
  );
});

it("falls back from every engine once to the silence of the stream's own encoding", () => {
  fc.assert(
    fc.property(inventory, (stations) => {
      for (const plan of stations.map(planStation)) {
        for (const { format: id, engineMounts, silence } of plan.streams) {
          const mounts = plan.engines.map((engine) => engine.mounts.find((each) => each.format === id)?.mount);
          const { codec, bitrate, channels } = format(id);
          const loopable = codec !== "opus" && channels === 2;
          expect(engineMounts).toEqual(mounts);
          expect(silence).toBe(loopable ? `/silence-${codec}-${bitrate}.${codec}` : undefined);
        }
      }
    }),
    { numRuns: 30 },
  );
});
