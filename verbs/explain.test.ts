import { existsSync } from "node:fs";
import { join } from "node:path";
import { listedFleet } from "../components/listed-fleet";
import { stationFiles } from "../station-inventory/stations";
import { stationIn } from "./explain";
import { explanation, type Section } from "./support/explanation";
import { filedStack } from "./support/filed-stack";

async function explained(stack: string, id: string): Promise<Section[]> {
  const filed = filedStack(stack);
  const station = stationIn(filed, id, filedStack);
  const declared = await listedFleet(filed.plan, { stations: [station], studio: filed.studio, platform: false });
  return explanation({ filed, station, files: stationFiles, declared });
}

const rowsOf = (sections: Section[], title: string): string[][] => sections.find((each) => each.title === title)!.rows;

describe("a station of the stack local", () => {
  let boreal: Section[];
  beforeAll(async () => {
    boreal = await explained("local", "boreal");
  }, 30_000);

  it("is told from its file to its runbooks", () => {
    expect(boreal.map(({ title }) => title)).toEqual([
      "Inventory",
      "Inputs, the best first",
      "On air",
      "Encoded once for Icecast and HLS",
      "Icecast",
      "HLS",
      "What runs",
      "Secrets, by name",
      "Scraped",
      "Alerts about it",
      "Dashboards",
      "Planned work",
    ]);
  });

  it("has what its file says, and what is by default", () => {
    expect(rowsOf(boreal, "Inventory")).toEqual([
      ["file", 'station-inventory/stations/demo.ts, set "demo"'],
      ["kind", "webradio"],
      ["ports", "10010-10019 (a), 20010-20019 (b)"],
      ["says itself", "id, name, kind, basePort, inputs, formats, blank, resources"],
      ["by default", "loudness, switching, hls, encoders, redundancy, placement, publicNames"],
    ]);
  });

  it("is called at addresses of this machine, and listened to through every front", () => {
    expect(rowsOf(boreal, "Inputs, the best first")[2]).toEqual([
      ...["override", "voie override", "manual", "400 ms"],
      "srt://127.0.0.1:10017 (a)  srt://127.0.0.1:20017 (b)",
      "",
    ]);
    expect(rowsOf(boreal, "Icecast").at(-1)).toEqual([
      "mp3-midfi",
      "/engines/boreal/a/midfi.mp3 → /engines/boreal/b/midfi.mp3 → /silence-mp3-128.mp3",
      "http://127.0.0.1:8000/boreal-midfi.mp3  http://127.0.0.1:8001/boreal-midfi.mp3",
    ]);
    expect(rowsOf(boreal, "On air").slice(0, 3)).toEqual([
      ["by itself", "voieA → voieB → silence"],
      ["an input is left", "after 0.5 s without anything"],
      ["or after", "6 s under -60 dB"],
    ]);
  });

  it("runs in containers, of which it names each", () => {
    expect(rowsOf(boreal, "What runs").slice(0, 4)).toEqual([
      ["stack", "local"],
      ["engine-boreal-a", "itself 0.2 cores, 640 MiB; srt-gate 0.05 cores, 64 MiB; publisher 0.05 cores, 96 MiB"],
      [
        "",
        "containers airpath-local-engine-boreal-a, airpath-local-engine-boreal-a-srt-gate, airpath-local-engine-boreal-a-publisher, airpath-local-engine-boreal-a-network",
      ],
      ["", "operator API http://127.0.0.1:10019/status"],
    ]);
  });

  it("tells secrets by name alone", () => {
    expect(rowsOf(boreal, "Secrets, by name")).toEqual([
      ...["a", "b"].flatMap((engine) => [
        [`srt/boreal/${engine}`, `SRT passphrase of voieA, voieB at engine ${engine}`],
        [`srt/boreal-portable/${engine}`, `SRT passphrase of override at engine ${engine}`],
        [`source/boreal/${engine}`, `publishes to Icecast, engine ${engine}`],
        [`upload/boreal/${engine}`, `uploads to HLS origins, engine ${engine}`],
      ]),
      ["api/boreal", "writes to the operator API"],
    ]);
  });

  it("leads to pages that are there, and to every alert about a station", () => {
    const pages = JSON.stringify(boreal).match(/(runbooks|docs)\/[A-Za-z-]+\.md/g)!;
    expect(pages.length).toBeGreaterThan(40);
    expect(pages.filter((page) => !page.endsWith("/NAME.md") && !existsSync(join(__dirname, "..", page)))).toEqual([]);
    expect(rowsOf(boreal, "Alerts about it").map(([name]) => name)).toContain("AllEnginesDown");
    expect(rowsOf(boreal, "Alerts about it").map(([name]) => name)).not.toContain("HostDown");
  });

  it("leads to the dashboards that can show one station, with it chosen", () => {
    expect(rowsOf(boreal, "Dashboards").map(([title, url]) => [title, url])).toContainEqual([
      "Station",
      "http://127.0.0.1:3000/d/airpath-station?var-station=boreal",
    ]);
    expect(rowsOf(boreal, "Dashboards").map(([title]) => title)).not.toContain("Hosts");
  });

  it("has no colours of its own", () => expect(JSON.stringify(boreal)).not.toContain("u001b"));
});

it("a station in a cluster is dialled at node ports, heard by public names, and stands in its stack of stations", async () => {
  const valdore = await explained("prod", "valdore");
  expect(rowsOf(valdore, "Inputs, the best first")[0]).toContain(
    "srt://studios.airpath.example:30100 (a)  srt://studios.airpath.example:31100 (b)",
  );
  expect(rowsOf(valdore, "HLS").at(-1)).toEqual(["listen", "https://live.airpath.example/valdore/valdore.m3u8"]);
  expect(rowsOf(valdore, "What runs").slice(0, 3)).toEqual([
    ["stack", "prod-11000"],
    ["engine-valdore-a", "itself 0.25 cores, 512 MiB; srt-gate 0.05 cores, 64 MiB; publisher 0.05 cores, 96 MiB"],
    ["", "Deployment and Service engine-valdore-a in the namespace airpath-prod"],
  ]);
  expect(JSON.stringify(valdore)).not.toMatch(/studio-valdore|make (livesource|mute-alerts)/);
}, 30_000);

describe("a station that is not there", () => {
  const local = filedStack("local");
  const wanted = (id?: string) => () => stationIn(local, id, filedStack);

  it("is answered with the nearest, and the list", () => {
    expect(wanted("rivag")).toThrow('there is no station "rivag" in the stack local; allowed: rivage, boreal');
    expect(wanted("rivag")).toThrow(expect.objectContaining({ fix: "make explain STATION=rivage" }));
  });

  it("is answered with the stack that has it", () => {
    expect(wanted("valdore")).toThrow(expect.objectContaining({ fix: "make explain STATION=valdore STACK=prod" }));
  });

  it("must be said", () => {
    expect(wanted()).toThrow("STATION is not said; allowed: rivage, boreal; fix: make explain STATION=rivage");
  });
});

it("a stack that is not there is refused", () => {
  expect(() => filedStack("staging")).toThrow('STACK is "staging"; allowed: local, preprod, prod');
});
