import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { parseInventory } from "../../station-inventory/inventory";
import { stationFiles } from "../../station-inventory/stations";
import { pageStations } from "./stations";

const rivage = testStation("rivage", 10000, { icecast: ["mp3-hifi", "opus-lofi"], hls: ["aac-hifi", "aac-surround"] });

it("tells the page where a station plays, relative to the page", () => {
  const aac = { codec: "aac", contentType: "audio/aac" };
  expect(pageStations(planFleet([rivage]))).toEqual({
    stations: [
      {
        id: "rivage",
        displayName: "rivage",
        kind: "local",
        hls: {
          master: "rivage/rivage.m3u8",
          renditions: [
            { ...aac, format: "aac-hifi", quality: "hifi", kilobits: 192, channels: 2, url: "rivage/hifi.m3u8" },
            {
              ...aac,
              format: "aac-surround",
              quality: "surround",
              kilobits: 384,
              channels: 6,
              url: "rivage/surround.m3u8",
            },
          ],
        },
        icecast: [
          {
            format: "mp3-hifi",
            codec: "mp3",
            quality: "hifi",
            kilobits: 192,
            channels: 2,
            contentType: "audio/mpeg",
            url: "rivage-hifi.mp3",
          },
          {
            format: "opus-lofi",
            codec: "opus",
            quality: "lofi",
            kilobits: 32,
            channels: 2,
            contentType: "audio/ogg",
            url: "rivage-lofi.opus",
          },
        ],
      },
    ],
  });
});

it("calls Icecast by the name that the public knows, where there is one", () => {
  const publicNames = { icecast: "listen.airpath.example", hls: "live.airpath.example" };
  const own = { ...rivage, publicNames: { icecast: "icecast.rivage.example" } };
  const told = [rivage, own].flatMap((station) => pageStations(planFleet([station], { publicNames })).stations);
  expect(told.map(({ icecast }) => icecast[0]!.url)).toEqual([
    "https://listen.airpath.example/rivage-hifi.mp3",
    "https://icecast.rivage.example/rivage-hifi.mp3",
  ]);
  expect(told.map(({ hls }) => hls.master)).toEqual(["rivage/rivage.m3u8", "rivage/rivage.m3u8"]);
});

it("tells every station of the fleet, in order, and nothing that is not the public's", () => {
  const { fleet } = parseInventory(stationFiles);
  const told = pageStations(planFleet(fleet));
  expect(told.stations.map(({ id, displayName }) => [id, displayName])).toEqual(
    fleet.map(({ id, name }) => [id, name]),
  );
  expect(JSON.stringify(told)).not.toMatch(/engine|secret|srt|passphrase|https?:|127\.0/i);
});
