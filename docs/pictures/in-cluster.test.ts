import { planOf } from "../../stacks/cluster-plan";
import { plainClusterConfig } from "../../stacks/config";
import { parseConfig } from "../../stacks/parse-config";
import { inCluster } from "./in-cluster";
import { type Box, boxesOf, type Group, isGroup, type Picture } from "./picture";
import { declared, prodPlatform } from "./platform";

const station = (id: string, basePort: number) => ({
  ...{ id, name: id, kind: "local", basePort },
  inputs: [{ name: "voieA", voie: "A", port: 0, selection: "autofallback" }],
  formats: { icecast: ["aac-hifi"], hls: ["aac-hifi"] },
});
const files = [
  {
    ...{ file: "three.ts", set: "fleet" as const },
    stations: [station("lagune", 10110), station("orvet", 10200), station("alize", 10100)],
  },
];
const settings = {
  cluster: { server: "https://cluster.example" },
  address: "studios.example",
  relays: 4,
  // An engine each on each of two masters, and silence: five a station.
  mountsPerRelay: 10,
  stationsPerStack: 10,
  loadBalancerPorts: { "8000": 80, "8443": 443 },
  nodePorts: [
    { from: 10100, to: 10299, nodePort: 30000 },
    { from: 20100, to: 20299, nodePort: 31000 },
  ],
  edge: {
    zone: "example",
    region: "eu-west-3",
    names: { hls: "live.example", icecast: "listen.example", srt: "srt.example" },
  },
};

/** Three stations in a cluster, set so. */
async function pictured(set: Record<string, unknown>): Promise<Picture> {
  const raw = Object.entries(set).map(([key, value]) => [
    `airpath:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const config = parseConfig(plainClusterConfig, "site", Object.fromEntries(raw) as Record<string, string>);
  const platform = await declared(planOf(config, "airpath-site", files), false);
  return inCluster({ whole: "site", platform, config });
}

const groups = ({ panels }: Picture): Group[] => panels.flatMap(({ nodes }) => nodes.filter(isGroup));
const boxes = ({ panels }: Picture): Box[] => panels.flatMap(({ nodes }) => boxesOf(nodes));
const box = (picture: Picture, id: string): Box => boxes(picture).find((each) => each.id === id)!;
const inWords = ({ title, count, text, cells }: Box) => [title, count, ...text, ...cells].join(", ");

describe("a cluster", () => {
  let picture: Picture;
  beforeAll(async () => {
    picture = await pictured(settings);
  }, 60_000);

  it("has engines in their stations' stacks, in the order of ports, one of each station in each zone", () => {
    const [engines] = groups(picture);
    expect(engines!.title).toBe("engines, in stacks of 10 stations at the most");
    expect(engines!.boxes.map(inWords)).toEqual([
      "site-10100, ×4, 2 stations:, alize, … lagune, zone 1: 2, zone 2: 2",
      "site-10200, ×2, orvet, zone 1: 1, zone 2: 1",
    ]);
  });

  it("has what delivers, each shard of relays with its stations, and what lets listeners in", () => {
    const [, shared] = groups(picture);
    expect(shared!.boxes.map(inWords)).toEqual([
      "icecast-master, ×2, zone 1: 1, zone 2: 1",
      "hls-origin, ×2, zone 1: 1, zone 2: 1",
      "icecast-relay, ×4, 2 stations:, alize, … lagune, zone 1: 2, zone 2: 2",
      "icecast-relay, ×4, orvet, zone 1: 2, zone 2: 2",
      "cache, ×2, zone 1: 1, zone 2: 1",
      "front, ×2, LoadBalancer: 80, 443, zone 1: 1, zone 2: 1",
    ]);
  });

  it("has lines that follow the sound", () => {
    expect(picture.panels[0]!.lines.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      "studios → engines",
      "engines → icecast-master",
      "engines → hls-origin",
      "icecast-master → relays-1",
      "icecast-master → relays-2",
      "hls-origin → cache",
      "relays-1 → front",
      "relays-2 → front",
      "cache → front",
      "front → cdn",
      "cdn → hls",
      "front → icecast",
    ]);
  });

  it("tells what studios dial, and under which names the public listens", () => {
    expect(["studios", "cdn", "hls", "icecast"].map((id) => box(picture, id).text)).toEqual([
      ["studios.example", "*.srt.example", "engine a: 30000-30100/udp", "engine b: 31000-31100/udp"],
      ["stack site-edge, eu-west-3"],
      ["live.example"],
      ["listen.example"],
    ]);
  });
});

describe("a cluster that is set otherwise", () => {
  it("has a third zone's share, and six relays where there are six", async () => {
    const other = await pictured({ ...settings, zones: 3, relays: 6 });
    expect(box(other, "relays-1")).toMatchObject({ count: "×6", cells: ["zone 1: 2", "zone 2: 2", "zone 3: 2"] });
    expect(box(other, "site-10200").cells).toEqual(["zone 1: 0-1", "zone 2: 0-1", "zone 3: 0-1"]);
  }, 60_000);

  it("shows ports of nodes, where these let listeners in", async () => {
    const listenersPorts = { from: 8000, to: 8500, nodePort: 32000 };
    const exposure = { listeners: "NodePort", studios: "LoadBalancer" };
    const other = await pictured({ ...settings, edge: undefined, exposure, nodePorts: [listenersPorts] });
    expect(box(other, "front").text).toEqual(["NodePort: 32000, 32443"]);
    expect(box(other, "studios").text).toEqual([
      "studios.example",
      "engine a: 10100-10200/udp",
      "engine b: 10100-10200/udp",
    ]);
  }, 60_000);

  it("shows no stack, no edge and no watcher that is not there", async () => {
    const { edge: _, stationsPerStack: __, ...rest } = settings;
    const other = await pictured({ ...rest, monitoring: "operator" });
    const [engines, , watchers] = groups(other);
    expect(engines).toMatchObject({ title: "engines", boxes: [{ title: "site", count: "×6" }] });
    expect(watchers!.boxes.map(({ id }) => id)).toEqual(["alone"]);
    expect(other.panels[0]!.lines).toContainEqual({ from: "front", to: "hls" });
    expect(box(other, "cdn")).toBeUndefined();
  }, 60_000);
});

it("prod has everything that runs, once", async () => {
  const prod = await prodPlatform();
  const shown = boxes(inCluster({ whole: "prod", ...prod })).flatMap(({ count, tone, text }) =>
    count === undefined ? (tone === "watch" ? text.length : 0) : Number(count.slice(1)),
  );
  expect(shown.reduce((sum, count) => sum + count, 0)).toBe(prod.platform.workloads.length);
}, 60_000);
