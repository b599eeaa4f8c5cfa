import { planFleet } from "../../station-inventory/plan";
import { parseInventory } from "../../station-inventory/inventory";
import type { FleetSettings } from "../../station-inventory/fleet-settings";
import { selectStations } from "../../station-inventory/selection";
import { stationFiles } from "../../station-inventory/stations";
import type { Connection } from "../../components/workload/workload";
import { airPath, partsOf } from "./air-path";
import { type Box, boxesOf, endsOf, type Picture } from "./picture";
import { declared, type Platform } from "./platform";

const inventory = parseInventory(stationFiles);
const platformOf = (settings: Partial<FleetSettings> = {}) =>
  declared(planFleet(selectStations(inventory, ["rivage", "boreal"]), settings), true);

const boxes = ({ panels }: Picture): Box[] => panels.flatMap(({ nodes }) => boxesOf(nodes));
const box = (picture: Picture, id: string): Box => boxes(picture).find((each) => each.id === id)!;

/** Every connection that lines and marks stand for: each one of a box with each one of the other. */
function drawn(picture: Picture, platform: Platform): string[] {
  const { plan, kinds } = platform;
  const { path, watch } = partsOf(platform, plan.stations[0]!);
  const members = new Map([...path, ...watch].map(({ id, members: own }) => [id, own]));
  const rowOf = (id: string, row: string) => box(picture, id).ports.find((port) => port.id === row)!;
  const lines = picture.panels.flatMap((panel) =>
    panel.lines.flatMap((line) => {
      const { caller, called } = endsOf(line);
      const { number } = rowOf(called, line.port!.row);
      return (members.get(caller) ?? []).flatMap((from) =>
        members.get(called)!.map((to) => `${from} → ${to} ${number}`),
      );
    }),
  );
  const marked = (mark: "scraped" | "peers") =>
    boxes(picture).flatMap(({ id, ports }) =>
      ports
        .filter(({ marks }) => marks.includes(mark))
        .flatMap(({ number }) => members.get(id)!.map((to) => [to, number] as const)),
    );
  const servers = members.get("prometheus")!;
  const scrapes = marked("scraped").flatMap(([to, number]) => servers.map((from) => `${from} → ${to} ${number}`));
  const known = [...members.values()].flat();
  const peers = marked("peers").flatMap(([to, number]) =>
    known
      .filter((from) => kinds.get(from) === kinds.get(to) && (from !== to || from.startsWith("alertmanager")))
      .map((from) => `${from} → ${to} ${number}`),
  );
  return [...new Set([...lines, ...scrapes, ...peers])].sort();
}

let all: Platform;
let picture: Picture;
beforeAll(async () => {
  all = await platformOf();
  picture = airPath(all, all.plan.stations[0]!);
}, 60_000);

describe("the air path", () => {
  it("has every connection of the components that it shows, and no other", () => {
    const { path, watch } = partsOf(all, all.plan.stations[0]!);
    const shown = new Set([...path, ...watch].flatMap(({ members }) => members));
    const text = ({ from, to, port, protocol }: Connection) =>
      `${from} → ${"workload" in to ? to.workload : ""} ${port}${protocol === "udp" ? "/udp" : ""}`;
    const between = all.connections.filter(
      ({ from, to }) => shown.has(from) && "workload" in to && shown.has(to.workload),
    );
    expect(between.length).toBeGreaterThan(60);
    expect(drawn(picture, all)).toEqual([...new Set(between.map(text))].sort());
  });

  it("leads from studios to listeners, pushed to masters and origins, fetched from there on", () => {
    const [path] = picture.panels;
    expect(
      path!.lines.map(
        ({ from, to, port }) => `${from} → ${to}, ${port!.of === "to" ? "pushed to" : "fetched at"} ${port!.row}`,
      ),
    ).toEqual([
      "engine-rivage-a → icecast-master, pushed to 8000/tcp",
      "engine-rivage-a → hls-origin, pushed to 8081/tcp",
      "engine-rivage-b → icecast-master, pushed to 8000/tcp",
      "engine-rivage-b → hls-origin, pushed to 8081/tcp",
      "icecast-master → icecast-relay, fetched at 8000/tcp",
      "hls-origin → cache, fetched at 8080/tcp",
      "hls-origin → cache, fetched at 8082/tcp",
      "icecast-relay → front, fetched at 8000/tcp",
      "cache → front, fetched at 8080/tcp",
      "cache → front, fetched at 8082/tcp",
      "front → prober, fetched at 8000/tcp",
      "front → prober, fetched at 8443/tcp",
      "studios → engine-rivage-a, pushed to studios",
      "studios → engine-rivage-b, pushed to studios",
      "front → listeners, fetched at 8000/tcp",
      "front → listeners, fetched at 8443/tcp",
    ]);
  });

  it("tells inputs in the order in which an engine takes them, those by hand apart", () => {
    expect(box(picture, "studios").text).toEqual([
      "automatic, in order:",
      ...["10000 voieA-1", "10001 voieA-2", "10002 voieB-1", "10003 voieB-2", "10006 sat"],
      "by hand:",
      ...["10004 override-1", "10005 override-2"],
    ]);
  });

  it("tells what an engine has beside it, what relays fall back to, and what listeners hear", () => {
    expect(box(picture, "engine-rivage-a").text).toEqual(["with srt-gate, publisher"]);
    expect(box(picture, "icecast-relay").text.at(-1)).toBe("a, else b, else silence");
    expect(box(picture, "listeners").text).toEqual(["AAC ×4", "MP3 ×4", "HLS ×4"]);
  });

  it("shows a third relay, and a third of everything, as three", async () => {
    const three = { masters: 3, relays: 3, origins: 3, caches: 3, fronts: 3, prometheuses: 3, alertmanagers: 3 };
    const larger = await platformOf(three);
    const shown = airPath(larger, larger.plan.stations[0]!);
    for (const kind of [
      "icecast-relay",
      "icecast-master",
      "hls-origin",
      "cache",
      "front",
      "prometheus",
      "alertmanager",
    ])
      expect(box(shown, kind).text).toEqual(expect.arrayContaining([1, 2, 3].map((number) => `${kind}-${number}`)));
    expect(shown.panels.map(({ lines }) => lines.length)).toEqual(picture.panels.map(({ lines }) => lines.length));
  }, 60_000);

  it("shows the relays of the station's own shard", async () => {
    const divided = await platformOf({ mountsPerRelay: 40 });
    const shown = divided.plan.stations.map((station) =>
      box(airPath(divided, station), "icecast-relay").text.slice(0, 2),
    );
    expect(shown).toEqual([
      ["icecast-relay-1", "icecast-relay-2"],
      ["icecast-relay-3", "icecast-relay-4"],
    ]);
  }, 60_000);
});
