import { parseInventory } from "./inventory";
import { defaultSettings, planFleet } from "./plan";
import { sample } from "./sample";
import { selectStations } from "./selection";
import { stationFiles } from "./stations";
import { publicNames as namesOfPublic } from "./urls";

const inventory = parseInventory(stationFiles);
const demo = selectStations(inventory, "demo");
const small = parseInventory([
  {
    file: "stations/x.ts",
    set: "fleet",
    stations: [
      sample({
        formats: { icecast: ["aac-hifi"], hls: ["aac-lofi"] },
        publicNames: { icecast: "icecast.rivage.example", hls: "hls.rivage.example" },
      }),
    ],
  },
]).stations;

it("plans what the stations share", () => {
  const { icecast, hls, fronts, prometheus } = planFleet(small);
  const origin = { publicPort: 8080, uploadPort: 8081, statusPort: 8082 };
  const cache = { publicPort: 8080, statusPort: 8082, originsPort: 8090, originsStatusPort: 8404 };
  const front = { port: 8000, tlsPort: 8443, statusPort: 8404 };
  expect(icecast).toEqual({
    masters: [
      { name: "icecast-master-1", port: 8000 },
      { name: "icecast-master-2", port: 8000 },
    ],
    shards: [
      {
        name: "relays-1",
        stations: ["rivage"],
        relays: [
          { name: "icecast-relay-1", host: "icecast-relay-1", port: 8000 },
          { name: "icecast-relay-2", host: "icecast-relay-2", port: 8000 },
        ],
      },
    ],
  });
  expect(hls).toEqual({
    origins: [
      { name: "hls-origin-1", host: "hls-origin-1", ...origin },
      { name: "hls-origin-2", host: "hls-origin-2", ...origin },
    ],
    caches: [
      { name: "cache-1", host: "cache-1", ...cache },
      { name: "cache-2", host: "cache-2", ...cache },
    ],
  });
  expect(fronts).toEqual([
    { name: "front-1", ...front, hostPort: 8000, tlsHostPort: 8443 },
    { name: "front-2", ...front, hostPort: 8001, tlsHostPort: 8444 },
  ]);
  expect(prometheus).toEqual({
    servers: [
      { name: "prometheus-1", port: 9090, hostPort: 9090, url: "http://127.0.0.1:9090/" },
      { name: "prometheus-2", port: 9090, hostPort: 9091, url: "http://127.0.0.1:9091/" },
    ],
    url: "http://127.0.0.1:9090/",
    targets: [
      ...["a", "b"].flatMap((letter) => [
        {
          job: "liquidsoap",
          address: `engine-rivage-${letter}:6001`,
          labels: { component: "liquidsoap", station: "rivage", engine: letter },
        },
        {
          job: "srt-gate",
          address: `engine-rivage-${letter}:6002`,
          labels: { component: "srt-gate", station: "rivage", engine: letter },
        },
        {
          job: "publisher",
          address: `engine-rivage-${letter}:6003`,
          labels: { component: "publisher", station: "rivage", engine: letter },
        },
      ]),
      { job: "icecast", address: "icecast-master-1:8000", labels: { component: "icecast-master" } },
      { job: "icecast", address: "icecast-master-2:8000", labels: { component: "icecast-master" } },
      { job: "icecast", address: "icecast-relay-1:8000", labels: { component: "icecast-relay" } },
      { job: "icecast", address: "icecast-relay-2:8000", labels: { component: "icecast-relay" } },
      { job: "hls-origin", address: "hls-origin-1:8082", labels: { component: "hls-origin" } },
      { job: "hls-origin", address: "hls-origin-2:8082", labels: { component: "hls-origin" } },
      { job: "cache", address: "cache-1:8082", labels: { component: "cache" } },
      { job: "cache", address: "cache-2:8082", labels: { component: "cache" } },
      { job: "cache-origins", address: "cache-1:8404", labels: { component: "cache-origins" } },
      { job: "cache-origins", address: "cache-2:8404", labels: { component: "cache-origins" } },
      { job: "front", address: "front-1:8404", labels: { component: "front" } },
      { job: "front", address: "front-2:8404", labels: { component: "front" } },
      { job: "prometheus", address: "prometheus-1:9090", labels: { component: "prometheus" } },
      { job: "prometheus", address: "prometheus-2:9090", labels: { component: "prometheus" } },
      { job: "alertmanager", address: "alertmanager-1:9093", labels: { component: "alertmanager" } },
      { job: "alertmanager", address: "alertmanager-2:9093", labels: { component: "alertmanager" } },
      { job: "node", address: "node-exporter:9100", labels: { component: "node" } },
      { job: "pushgateway", address: "pushgateway:9091", labels: { component: "pushgateway" } },
      { job: "process", address: "process-exporter:9256", labels: { component: "process" } },
      { job: "container", address: "container-exporter:9104", labels: { component: "container" } },
      { job: "prober", address: "prober:9115", labels: { component: "prober" } },
    ],
  });
});

it("says where a station is reached", () => {
  expect(planFleet(small, { fronts: 1 }).urls).toEqual([
    {
      station: "rivage",
      icecast: [
        {
          format: "aac-hifi",
          front: "front-1",
          url: "http://127.0.0.1:8000/rivage-hifi.aac",
          https: "https://127.0.0.1:8443/rivage-hifi.aac",
        },
      ],
      hls: [
        {
          front: "front-1",
          url: "http://127.0.0.1:8000/rivage/rivage.m3u8",
          https: "https://127.0.0.1:8443/rivage/rivage.m3u8",
        },
      ],
      srt: [
        { engine: "a", input: "voieA-1", address: "srt://127.0.0.1:10000" },
        { engine: "b", input: "voieA-1", address: "srt://127.0.0.1:20000" },
      ],
      api: [
        { engine: "a", url: "http://127.0.0.1:10009" },
        { engine: "b", url: "http://127.0.0.1:20009" },
      ],
    },
  ]);
});

it("gives every front two ports and every station addresses on each", () => {
  const [urls] = planFleet(small, { fronts: 2, listenPort: 8100, tlsPort: 8200 }).urls;
  expect(urls?.icecast.map(({ front, url, https }) => [front, url, https])).toEqual([
    ["front-1", "http://127.0.0.1:8100/rivage-hifi.aac", "https://127.0.0.1:8200/rivage-hifi.aac"],
    ["front-2", "http://127.0.0.1:8101/rivage-hifi.aac", "https://127.0.0.1:8201/rivage-hifi.aac"],
  ]);
  expect(urls?.hls.map(({ front, url, https }) => [front, url, https])).toEqual([
    ["front-1", "http://127.0.0.1:8100/rivage/rivage.m3u8", "https://127.0.0.1:8200/rivage/rivage.m3u8"],
    ["front-2", "http://127.0.0.1:8101/rivage/rivage.m3u8", "https://127.0.0.1:8201/rivage/rivage.m3u8"],
  ]);
});

it("numbers relays through all shards", () => {
  const shards = planFleet(demo, { mountsPerRelay: 40, relays: 2 }).icecast.shards;
  expect(shards.map(({ name, stations, relays }) => [name, stations, relays.map((relay) => relay.name)])).toEqual([
    ["relays-1", ["rivage"], ["icecast-relay-1", "icecast-relay-2"]],
    ["relays-2", ["boreal"], ["icecast-relay-3", "icecast-relay-4"]],
  ]);
});

it.each([
  ["0.0.0.0", "http://127.0.0.1:8000/rivage-hifi.aac", "srt://127.0.0.1:10000"],
  ["192.0.2.7", "http://192.0.2.7:8000/rivage-hifi.aac", "srt://192.0.2.7:10000"],
  ["::", "http://[::1]:8000/rivage-hifi.aac", "srt://[::1]:10000"],
  ["radio.example", "http://radio.example:8000/rivage-hifi.aac", "srt://radio.example:10000"],
])("writes URLs for the address %s, the operator API on loopback only", (listenAddress, icecast, srt) => {
  const [urls] = planFleet(small, { listenAddress }).urls;
  expect([urls?.icecast[0]?.url, urls?.srt[0]?.address, urls?.api[0]?.url]).toEqual([
    icecast,
    srt,
    "http://127.0.0.1:10009",
  ]);
});

it("uses public names where the stack serves the public, and the station has one", () => {
  const urls = planFleet([...small, ...demo.slice(1)], { publicNames: {} }).urls;
  expect(urls.map(({ icecast, hls }) => [icecast[0]?.url, hls[0]?.url])).toEqual([
    ["https://icecast.rivage.example/rivage-hifi.aac", "https://hls.rivage.example/rivage/rivage.m3u8"],
    ["http://127.0.0.1:8000/boreal-midfi.aac", "http://127.0.0.1:8000/boreal/boreal.m3u8"],
  ]);
});

it("calls stations without a name of their own by the stack's", () => {
  const publicNames = { icecast: "listen.airpath.example", hls: "live.airpath.example" };
  const plan = planFleet([...small, ...demo.slice(1)], { publicNames });
  expect(plan.urls.map(({ icecast, hls }) => [icecast[0]?.url, hls[0]?.url])).toEqual([
    ["https://icecast.rivage.example/rivage-hifi.aac", "https://hls.rivage.example/rivage/rivage.m3u8"],
    ["https://listen.airpath.example/boreal-midfi.aac", "https://live.airpath.example/boreal/boreal.m3u8"],
  ]);
  expect(namesOfPublic(plan, "icecast")).toEqual(["icecast.rivage.example", "listen.airpath.example"]);
  expect(namesOfPublic(planFleet(small), "hls")).toEqual([]);
});

it("takes settings and nothing else, and what is left out from the defaults", () => {
  const configuration = { listenPort: 8100, tlsPort: undefined, rootSecret: "hunter2" };
  const plan = planFleet(small, configuration);
  expect(plan.settings).toEqual({ ...defaultSettings, listenPort: 8100 });
  expect(JSON.stringify(plan)).not.toContain("hunter2");
});

describe("settings that cannot be", () => {
  const one = "allowed: a free TCP port, 1-65535; fix: use ports under 10000 that no other setting takes";
  it.each([
    [
      { prometheuses: 1, prometheusPort: 8443 },
      `settings.prometheusPort takes 8443, which is settings.tlsPort's; ${one}`,
    ],
    [
      { prometheusPort: 9092 },
      "settings.alertmanagerPort takes 9093, which is settings.prometheusPort's; allowed: 2 free TCP ports in a row, 1-65535; fix: use ports under 10000 that no other setting takes",
    ],
    [{ alertSinkPort: 9094 }, `settings.alertSinkPort takes 9094, which is settings.alertmanagerPort's; ${one}`],
    [{ prometheuses: 0 }, "settings.prometheuses is 0; allowed: 1-4; fix: use 1 or more"],
    [
      { tlsPort: 10009 },
      "settings.tlsPort takes 10009, which is the API of engine-rivage-a's; allowed: 2 free TCP ports in a row, 1-65535; fix: use ports under 10000 that no other setting takes",
    ],
    [{ fronts: 1, listenPort: 0 }, `settings.listenPort is 0; ${one}`],
    [{ fronts: 1, tlsPort: 8000 }, `settings.tlsPort takes 8000, which is settings.listenPort's; ${one}`],
    [
      { tlsPort: 65535 },
      "settings.tlsPort is 65535; allowed: 2 free TCP ports in a row, 1-65535; fix: use ports under 10000 that no other setting takes",
    ],
    [
      { mountsPerRelay: 4 },
      'settings.mountsPerRelay is 4, and "rivage" has 5 mounts; allowed: 5 or more; fix: use 1000, or give the station fewer formats or engines',
    ],
    [
      { masters: 5 },
      'settings.masters is 5, and "rivage" has 2 engines: 11 mounts from which listeners fall to the next; allowed: 1-4: Icecast follows 10; fix: use 4, or give the station fewer engines',
    ],
    [{ masters: 0 }, "settings.masters is 0; allowed: 1-16; fix: use 1 or more"],
    [{ relays: 1.5 }, "settings.relays is 1.5; allowed: 1-64; fix: use 1 or more"],
    [{ listenersPerRelay: NaN }, "settings.listenersPerRelay is NaN; allowed: 1-100000; fix: use 1 or more"],
  ])("%j", (settings, message) => {
    expect(() => planFleet(small, settings)).toThrow(new Error(message));
  });
});
