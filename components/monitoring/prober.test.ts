import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseInventory } from "../../station-inventory/inventory";
import { planFleet } from "../../station-inventory/plan";
import { selectStations } from "../../station-inventory/selection";
import { stationFiles } from "../../station-inventory/stations";
import { proberConfig, proberMetrics, proberWorkload } from "./prober";

// What runs in the container is plain JavaScript.
/* eslint-disable @typescript-eslint/no-require-imports */
const { hear, loudnessOf, playlistAge, secondsOf, sourceOptions } = require("./prober/hear.js") as {
  hear: (url: string, seconds: number) => Promise<{ audible: boolean; complaint: string }>;
  loudnessOf: (text: string) => number | undefined;
  playlistAge: (playlist: string, now: number) => number | undefined;
  secondsOf: (text: string) => number;
  sourceOptions: (url: string) => string[];
};
const { Metrics, rows } = require("./prober/metrics.js") as {
  Metrics: new () => { set(name: string, labels: object, value: number | undefined): void; text(): string };
  rows: [string, string[], string][];
};
const { rounds } = require("./prober/rounds.js") as {
  rounds: (count: number, settings: object) => { lanes: number; everySeconds: number };
};

const inventory = parseInventory(stationFiles);
const plan = planFleet(selectStations(inventory, ["boreal"]));

describe("the prober", () => {
  it("hears every stream and every rendition, through each front in turn, and looks at each front's certificate", () => {
    const config = JSON.parse(proberConfig(plan)) as { streams: object[]; certificates: object[] };
    expect(config.streams).toEqual([
      {
        station: "boreal",
        protocol: "icecast",
        format: "aac-midfi",
        front: "front-1",
        url: "http://front-1:8000/boreal-midfi.aac",
      },
      {
        station: "boreal",
        protocol: "icecast",
        format: "aac-hifi",
        front: "front-2",
        url: "http://front-2:8000/boreal-hifi.aac",
      },
      {
        station: "boreal",
        protocol: "icecast",
        format: "mp3-midfi",
        front: "front-1",
        url: "http://front-1:8000/boreal-midfi.mp3",
      },
      {
        station: "boreal",
        protocol: "hls",
        format: "aac-midfi",
        front: "front-2",
        url: "http://front-2:8000/boreal/midfi.m3u8",
      },
      {
        station: "boreal",
        protocol: "hls",
        format: "aac-hifi",
        front: "front-1",
        url: "http://front-1:8000/boreal/hifi.m3u8",
      },
    ]);
    expect(config.certificates).toEqual([
      { front: "front-1", host: "front-1", port: 8443 },
      { front: "front-2", host: "front-2", port: 8443 },
    ]);
  });

  it("publishes no port and is scraped", () => {
    const workload = proberWorkload(plan, { reference: "sha256:prober", contentHash: "1" } as never);
    expect(workload.ports).toEqual([{ name: "metrics", number: 9115, protocol: "tcp" }]);
    expect(plan.prometheus.targets).toContainEqual({
      job: "prober",
      address: "prober:9115",
      labels: { component: "prober" },
    });
  });

  it("has one at a time on a small stack, and as many as a fleet's round needs", () => {
    const settings = { roundSeconds: 300, soundSeconds: 4 };
    expect(rounds(23, settings)).toEqual({ lanes: 1, everySeconds: 300 / 23 });
    const fleet = rounds(1000, settings);
    expect(fleet.lanes).toBe(27);
    expect((1000 / fleet.lanes) * fleet.everySeconds).toBeCloseTo(300);
    expect(rounds(0, settings).lanes).toBe(1);
  });
});

it("is told what each mount carries, and begins a playlist at its newest segment", () => {
  const { streams } = JSON.parse(proberConfig(planFleet(inventory.fleet))) as { streams: { url: string }[] };
  const mounts = streams.filter(({ url }) => !url.endsWith(".m3u8"));
  expect(new Set(mounts.map(({ url }) => sourceOptions(url)[1]))).toEqual(new Set(["aac", "mp3"]));
  expect(sourceOptions("http://front-1:8000/boreal-hifi.opus")[1]).toBe("ogg");
  expect(sourceOptions("http://front-1:8000/boreal-midfi.mp3").slice(0, 2)).toEqual(["-f", "mp3"]);
  expect(sourceOptions("http://front-1:8000/boreal/hifi.m3u8")).toEqual(["-live_start_index", "-1"]);
});

describe("what it understands", () => {
  it("ffmpeg's progress and loudness, the last of each", () => {
    expect(secondsOf("frame=1\nout_time_us=21333\nprogress=continue\nout_time_us=64000\n")).toBe(0.064);
    expect(secondsOf("out_time_us=N/A\n")).toBe(0);
    const summary =
      "[Parsed_ebur128_0 @ 0x1] Summary:\n\n  Integrated loudness:\n    I:         -18.9 LUFS\n    Threshold: -29.3 LUFS\n";
    expect(loudnessOf(summary)).toBe(-18.9);
    expect(loudnessOf("Connection refused")).toBeUndefined();
  });

  it("a playlist's age: from the end of its last segment, by its dates", () => {
    const now = Date.parse("2026-11-23T08:00:10Z");
    const list =
      "#EXTM3U\n#EXT-X-PROGRAM-DATE-TIME:2026-11-23T08:00:00.000Z\n#EXTINF:3.84,\n1.ts\n" +
      "#EXT-X-PROGRAM-DATE-TIME:2026-11-23T08:00:03.840Z\n#EXTINF:3.84,\n2.ts\n";
    expect(playlistAge(list, now)).toBeCloseTo(2.32);
    expect(playlistAge(list.replace(/#EXT-X-PROGRAM.*\n/g, ""), now)).toBeUndefined();
    expect(playlistAge("<html>404</html>", now)).toBeUndefined();
    expect(playlistAge("#EXT-X-PROGRAM-DATE-TIME:nonsense\n#EXTINF:3.84,\n", now)).toBeUndefined();
  });
});

describe("what it says", () => {
  it("is what the catalogue has", () => {
    expect(rows.map(([name, labels]) => [name, labels])).toEqual(
      proberMetrics.map(({ name, labels }) => [name, labels]),
    );
  });

  it("is text for Prometheus, without what is not known", () => {
    const metrics = new Metrics();
    const stream = { station: 'a"b\\', protocol: "hls", format: "aac-hifi", front: "front-1", url: "never told" };
    metrics.set("prober_stream_audible", stream, 1);
    metrics.set("prober_stream_loudness_lufs", stream, -23.1);
    metrics.set("prober_stream_loudness_lufs", stream, undefined);
    expect(metrics.text()).toContain(
      'prober_stream_audible{station="a\\"b\\\\",protocol="hls",format="aac-hifi",front="front-1"} 1\n',
    );
    expect(metrics.text()).not.toContain("prober_stream_loudness_lufs{");
    expect(metrics.text()).not.toContain("never told");
  });
});

describe("a stream that is none", () => {
  it.each([
    ["nobody answers", undefined],
    ["garbage comes", "this is no sound ".repeat(2000)],
  ])("%s: not audible, with a complaint", async (_, body) => {
    const server = createServer((_request, response) => response.end(body)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    if (body === undefined) server.close();
    const found = await hear(`http://127.0.0.1:${port}/x.aac`, 1);
    server.close();
    expect(found.audible).toBe(false);
    expect(found.complaint).not.toBe("");
  });
});
