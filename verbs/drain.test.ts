import { planFleet } from "../station-inventory/plan";
import { testStation } from "../station-inventory/test-station";
import { balancersOf, serverRow } from "./drain";

const stations = ["rivage", "boreal"].map((id, index) =>
  testStation(id, 10000 + 10 * index, { icecast: ["aac-hifi"], hls: ["aac-lofi"] }),
);
const plan = planFleet(stations, { mountsPerRelay: 5, caches: 1 });

it("finds who sends requests to a relay, a cache, an origin", () => {
  expect(balancersOf(plan, "icecast-relay-3")).toEqual([
    { balancer: "front-1", backend: "relays-2" },
    { balancer: "front-2", backend: "relays-2" },
  ]);
  expect(balancersOf(plan, "cache-1")).toEqual([
    { balancer: "front-1", backend: "caches" },
    { balancer: "front-2", backend: "caches" },
  ]);
  expect(balancersOf(plan, "hls-origin-2")).toEqual([
    { balancer: "cache-1-origins", backend: "playlists" },
    { balancer: "cache-1-origins", backend: "segments" },
  ]);
});

it("names what can be drained", () => {
  expect(() => balancersOf(plan, "icecast-master-1")).toThrow(
    'NAME is "icecast-master-1"; allowed: icecast-relay-1, icecast-relay-2, icecast-relay-3, icecast-relay-4, cache-1, hls-origin-1, hls-origin-2; fix: make drain NAME=icecast-relay-1',
  );
});

it("reads state and connections", () => {
  const csv = "# pxname,svname,qcur,qmax,scur,smax,slim,stot,status\nrelays-1,icecast-relay-1,0,0,3,9,,60,DRAIN\n\n";
  expect(serverRow(csv, "relays-1", "icecast-relay-1")).toEqual(["DRAIN", "3 connected"]);
  expect(serverRow(csv, "relays-1", "icecast-relay-9")).toEqual(["?", "? connected"]);
});
