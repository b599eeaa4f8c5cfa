import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { parseInventory } from "../../station-inventory/inventory";
import { planFleet } from "../../station-inventory/plan";
import { sample } from "../../station-inventory/sample";
import { checkPorts, refusal, wantedPorts } from "./ports";

const stations = parseInventory([{ file: "stations/x.ts", set: "fleet", stations: [sample()] }]).fleet;
const plan = planFleet(stations);

it("every port on the host is named with its use and where it is chosen", () => {
  const found = wantedPorts(plan, "local").map(({ protocol, port, use }) => `${port}/${protocol} ${use}`);
  expect(found).toEqual([
    "8000/tcp HTTP of front-1",
    "8001/tcp HTTP of front-2",
    "8443/tcp HTTPS of front-1",
    "8444/tcp HTTPS of front-2",
    "9090/tcp Prometheus prometheus-1",
    "9091/tcp Prometheus prometheus-2",
    "9093/tcp Alertmanager alertmanager-1",
    "9094/tcp Alertmanager alertmanager-2",
    "9099/tcp alert receiver alert-sink",
    "9098/tcp Pushgateway pushgateway",
    "10009/tcp operator API of engine-rivage-a",
    "10000/udp SRT input voieA-1 of engine-rivage-a",
    "20009/tcp operator API of engine-rivage-b",
    "20000/udp SRT input voieA-1 of engine-rivage-b",
  ]);
});

describe("a port that somebody has", () => {
  const server = createServer();
  const wanted = () => ({
    protocol: "tcp" as const,
    address: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    use: "Prometheus",
    setting: "airpath:prometheusPort",
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it("is refused by the system", async () => {
    expect(await refusal(wanted())).toBe("EADDRINUSE");
    expect(await refusal({ protocol: "udp", address: "127.0.0.1", port: wanted().port })).toBeUndefined();
  });

  it.each(["running", "paused"])("is fine when a container of ours publishes it that is %s", async (state) => {
    const own = { state, ports: { "9090/tcp": [`127.0.0.1:${wanted().port}`] } };
    await expect(checkPorts([wanted()], [own as never])).resolves.toBeUndefined();
  });
});

it("the log store's is among them where logs are kept", () => {
  const kept = planFleet(stations, { logs: { days: 1, gibibytes: 1, port: 9428 } });
  const found = wantedPorts(kept, "local").filter(({ use }) => use.startsWith("log store"));
  expect(found).toMatchObject([
    { port: 9428, protocol: "tcp", address: "127.0.0.1", setting: "airpath:logs.port in stacks/Pulumi.local.yaml" },
  ]);
});
