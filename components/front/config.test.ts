import type { FormatId } from "../../station-inventory/formats";
import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { nginxConfig } from "../hls/config";
import { originSettings } from "../hls/settings";
import { frontConfig, frontFiles, listenersPerFront, memoryMebibytes, mountMap } from "./config";

const station = (id: string, basePort: number, icecast: FormatId[]) =>
  testStation(id, basePort, { icecast, hls: ["aac-lofi"] });

const stations = [station("rivage", 10000, ["aac-hifi", "mp3-hifi"]), station("boreal", 10010, ["opus-hifi"])];
const plan = planFleet(stations);
const sharded = planFleet(stations, { mountsPerRelay: 10 });
const text = frontConfig(plan, plan.fronts[0]!);

/** The lines of one section. */
const section = (config: string, name: string): string[] =>
  (config.split(/^(?=[a-z])/m).find((each) => each.startsWith(`${name}\n`)) ?? "")
    .split("\n")
    .map((line) => line.trim());

it("haproxy.cfg is this text", () => {
  expect(text).toMatchSnapshot();
});

it("goes to another site where nobody nearer is well, and now and then, so that the way is known", () => {
  const two = planFleet(stations, { sites: ["north", "south"] });
  const servers = frontConfig(two, two.fronts[1]!).match(/^ {2}server .*$/gm);
  expect(servers).toEqual([
    "  server icecast-relay-1 icecast-relay-1:8000 weight 1",
    "  server icecast-relay-2 icecast-relay-2:8000 weight 256",
    "  server cache-1 cache-1:8080 port 8082 weight 1",
    "  server cache-2 cache-2:8080 port 8082 weight 256",
  ]);
});

it("calls servers as name servers know them, since HAProxy asks those itself", () => {
  const cluster = planFleet(stations, { domain: ".radio.svc.cluster.local" });
  const servers = frontConfig(cluster, cluster.fronts[0]!).match(/^ {2}server .*$/gm);
  expect(servers?.at(0)).toBe("  server icecast-relay-1 icecast-relay-1.radio.svc.cluster.local:8000");
  expect(servers?.at(-1)).toBe("  server cache-2 cache-2.radio.svc.cluster.local:8080 port 8082");
  const [origin] = cluster.hls.origins;
  expect(nginxConfig(cluster, origin!)).toContain("set $peer hls-origin-2.radio.svc.cluster.local;");
  expect(originSettings(cluster, origin!.name)).toMatchObject({
    self: "hls-origin-1.radio.svc.cluster.local",
    origins: ["hls-origin-1.radio.svc.cluster.local", "hls-origin-2.radio.svc.cluster.local"],
  });
});

it("fronts get their configuration and the map of mounts", () => {
  expect(frontFiles(plan, plan.fronts[0]!).map(({ path }) => path)).toEqual([
    "/etc/airpath/haproxy.cfg",
    "/etc/airpath/mounts.map",
  ]);
});

it("sends each public mount to its station's shard, and knows no other mount", () => {
  expect(mountMap(sharded)).toBe("/rivage-hifi.aac relays-1\n/rivage-hifi.mp3 relays-1\n/boreal-hifi.opus relays-2\n");
  const servers = (name: string) =>
    section(frontConfig(sharded, sharded.fronts[0]!), `backend ${name}`).filter((line) => line.startsWith("server "));
  expect(servers("relays-1")).toEqual([
    "server icecast-relay-1 icecast-relay-1:8000",
    "server icecast-relay-2 icecast-relay-2:8000",
  ]);
  expect(servers("relays-2")).toEqual([
    "server icecast-relay-3 icecast-relay-3:8000",
    "server icecast-relay-4 icecast-relay-4:8000",
  ]);
});

it("ends the streams of a relay that hangs, and leaves the requests of a cache to be sent elsewhere", () => {
  const line = (name: string) => section(text, name).find((each) => each.startsWith("default-server"));
  expect(line("backend relays-1")).toContain(" on-marked-down shutdown-sessions ");
  expect(line("backend caches")).not.toContain("on-marked-down");
});

it("waits for less until a relay answers than a hung one takes to be found, and for long while sound flows", () => {
  expect(section(text, "backend relays-1")).toEqual(
    expect.arrayContaining(["timeout server 1s", "http-response set-timeout server 15s"]),
  );
});

it("masks listeners' addresses in all that it says of them, unless whole ones are asked for", () => {
  const told = (config: string) =>
    section(config, "frontend listeners")
      .filter((line) => /^(error-)?log-format |X-Forwarded-For/.test(line))
      .map((line) => /%(?:\(client\))?(\[src[^\]]*\])/.exec(line)?.[1]);
  expect(told(text)).toEqual(Array<string>(3).fill("[src,ipmask(24,48)]"));
  const whole = planFleet(stations, { listenerAddresses: "whole" });
  expect(told(frontConfig(whole, whole.fronts[0]!))).toEqual(Array<string>(3).fill("[src]"));
  // What HAProxy calls the address itself, in any format.
  expect(text).not.toMatch(/%(\([a-z]+\))?c[ip]\b/);
});

it("answers HEAD of each kind of mount itself", () => {
  const types = [...text.matchAll(/set-var\(txn.head\) str\(([^)]*)\) if .* path_end (\S+) }/g)];
  expect(types.map(([, type, end]) => [end, type])).toEqual([
    [".aac", "audio/aac"],
    [".mp3", "audio/mpeg"],
    [".opus", "audio/ogg"],
  ]);
});

it("is large enough to be the last: every relay's listeners, and as many players", () => {
  expect(listenersPerFront(plan)).toBe(2 * 2 * 5000);
  expect(listenersPerFront(sharded)).toBe(2 * 4 * 5000);
  expect(text).toContain("fd-hard-limit 40200\n");
  expect(memoryMebibytes(plan)).toBe(128 + Math.ceil((20_000 * 72) / 1024));
});
