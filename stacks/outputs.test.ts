import { planFleet } from "../station-inventory/plan";
import { testStation } from "../station-inventory/test-station";
import { stackOutputs } from "./outputs";

it("names every front with its addresses, and no secret", () => {
  const plan = planFleet([testStation("rivage", 10000, { icecast: ["aac-hifi"], hls: ["aac-lofi"] })], {
    listenAddress: "192.0.2.7",
  });
  const outputs = stackOutputs(plan, "airpath-local", "0123456789ab", true);
  expect(outputs.fronts).toEqual([
    { name: "front-1", http: "http://192.0.2.7:8000", https: "https://192.0.2.7:8443" },
    { name: "front-2", http: "http://192.0.2.7:8001", https: "https://192.0.2.7:8444" },
  ]);
  expect(Object.keys(outputs).sort()).toEqual([
    "alertmanagers",
    "alerts",
    "fronts",
    "inventoryDigest",
    "prefix",
    "prometheus",
    "pushgateway",
    "stations",
  ]);
});
