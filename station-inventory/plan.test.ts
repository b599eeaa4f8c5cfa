import { parseInventory } from "./inventory";
import { defaultSettings, planFleet } from "./plan";
import { sample } from "./sample";
import { selectStations } from "./selection";
import { stationFiles } from "./stations";

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
  const { icecast, hls, prometheus } = planFleet(small);
  expect(icecast).toEqual({
    masters: [{ name: "icecast-master-1", port: 8000 }],
    relays: [{ name: "icecast-relay-1", port: 8000, hostPort: 8000 }],
  });
  expect(hls).toEqual({
    origins: [{ name: "hls-origin-1", publicPort: 8080, uploadPort: 8081, statusPort: 8082, hostPort: 8080 }],
  });
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
      { job: "icecast", address: "icecast-relay-1:8000", labels: { component: "icecast-relay" } },
      { job: "hls-origin", address: "hls-origin-1:8082", labels: { component: "hls-origin" } },
      { job: "prometheus", address: "prometheus-1:9090", labels: { component: "prometheus" } },
      { job: "prometheus", address: "prometheus-2:9090", labels: { component: "prometheus" } },
      { job: "alertmanager", address: "alertmanager-1:9093", labels: { component: "alertmanager" } },
      { job: "alertmanager", address: "alertmanager-2:9093", labels: { component: "alertmanager" } },
      { job: "node", address: "node-exporter:9100", labels: { component: "node" } },
    ],
  });
});

it("says where a station is reached", () => {
  expect(planFleet(small).urls).toEqual([
    {
      station: "rivage",
      icecast: [{ format: "aac-hifi", relay: "icecast-relay-1", url: "http://127.0.0.1:8000/rivage-hifi.aac" }],
      hls: [{ origin: "hls-origin-1", url: "http://127.0.0.1:8080/rivage/rivage.m3u8" }],
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

it("gives every relay and origin a port and every station a URL on each", () => {
  const plan = planFleet(small, { relays: 2, origins: 2, icecastPort: 8100, hlsPort: 8200 });
  expect(plan.urls[0]?.icecast.map(({ relay, url }) => [relay, url])).toEqual([
    ["icecast-relay-1", "http://127.0.0.1:8100/rivage-hifi.aac"],
    ["icecast-relay-2", "http://127.0.0.1:8101/rivage-hifi.aac"],
  ]);
  expect(plan.urls[0]?.hls.map(({ origin, url }) => [origin, url])).toEqual([
    ["hls-origin-1", "http://127.0.0.1:8200/rivage/rivage.m3u8"],
    ["hls-origin-2", "http://127.0.0.1:8201/rivage/rivage.m3u8"],
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
  const urls = planFleet([...small, ...demo.slice(1)], { usePublicNames: true }).urls;
  expect(urls.map(({ icecast, hls }) => [icecast[0]?.url, hls[0]?.url])).toEqual([
    ["https://icecast.rivage.example/rivage-hifi.aac", "https://hls.rivage.example/rivage/rivage.m3u8"],
    ["http://127.0.0.1:8000/boreal-midfi.aac", "http://127.0.0.1:8080/boreal/boreal.m3u8"],
  ]);
});

it("takes settings and nothing else, and what is left out from the defaults", () => {
  const configuration = { icecastPort: 8100, hlsPort: undefined, rootSecret: "hunter2" };
  const plan = planFleet(small, configuration);
  expect(plan.settings).toEqual({ ...defaultSettings, icecastPort: 8100 });
  expect(JSON.stringify(plan)).not.toContain("hunter2");
});

describe("settings that cannot be", () => {
  const one = "allowed: a free TCP port, 1-65535; fix: use ports under 10000 that no other setting takes";
  it.each([
    [
      { prometheusPort: 8080 },
      `settings.prometheusPort takes 8080, which is settings.hlsPort's; allowed: 2 free TCP ports in a row, 1-65535; fix: use ports under 10000 that no other setting takes`,
    ],
    [
      { prometheusPort: 9092 },
      `settings.alertmanagerPort takes 9093, which is settings.prometheusPort's; allowed: 2 free TCP ports in a row, 1-65535; fix: use ports under 10000 that no other setting takes`,
    ],
    [{ alertSinkPort: 9094 }, `settings.alertSinkPort takes 9094, which is settings.alertmanagerPort's; ${one}`],
    [{ prometheuses: 0 }, "settings.prometheuses is 0; allowed: 1-4; fix: use 1 or more"],
    [{ hlsPort: 10009 }, `settings.hlsPort takes 10009, which is the API of engine-rivage-a's; ${one}`],
    [{ icecastPort: 0 }, `settings.icecastPort is 0; ${one}`],
    [{ relays: 3, hlsPort: 8002 }, `settings.hlsPort takes 8002, which is settings.icecastPort's; ${one}`],
    [
      { origins: 2, hlsPort: 65535 },
      "settings.hlsPort is 65535; allowed: 2 free TCP ports in a row, 1-65535; fix: use ports under 10000 that no other setting takes",
    ],
    [{ masters: 0 }, "settings.masters is 0; allowed: 1-16; fix: use 1 or more"],
    [{ relays: 1.5 }, "settings.relays is 1.5; allowed: 1-64; fix: use 1 or more"],
    [{ listenersPerRelay: NaN }, "settings.listenersPerRelay is NaN; allowed: 1-100000; fix: use 1 or more"],
  ])("%j", (settings, message) => {
    expect(() => planFleet(small, settings)).toThrow(new Error(message));
  });
});
