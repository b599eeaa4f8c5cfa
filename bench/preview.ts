import { readRunbooks } from "../alerts/runbooks";
import { Fleet } from "../components/fleet";
import { register } from "../components/mocks";
import { Secrets } from "../components/secrets";
import { DockerRuntime } from "../components/workload/docker";
import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import { stationFiles } from "../station-inventory/stations";
import { measure, type Measurement } from "./measure";

/** Every resource of the 78-station fleet, made against Pulumi's mocks: what a preview costs before any provider is asked. */
export const previewBench = (): Promise<Measurement> =>
  measure("preview of the fleet against mocks", "s", 60, 1, async () => {
    const { fleet } = parseInventory(stationFiles);
    const plan = planFleet(fleet);
    const registered = await register(() => {
      const bindings = { operators: "127.0.0.1", listeners: "127.0.0.1", studios: "127.0.0.1" };
      const runtime = new DockerRuntime("docker", {
        prefix: "airpath-bench",
        debian: "airpath/debian:bench",
        bindings,
      });
      const links = { runbooks: "http://runbooks.example/", dashboards: "http://grafana.example/" };
      const alerting = { receivers: {}, links, runbooks: readRunbooks() };
      new Fleet("fleet", {
        plan,
        runtime,
        secrets: new Secrets("5a".repeat(32)),
        studio: false,
        stations: plan.stations,
        platform: { certificate: "none", alerting },
      });
    });
    const engines = registered.filter(({ name }) => /^engine-[a-z0-9-]+-[ab]$/.test(name)).length;
    if (engines !== fleet.length * 2)
      throw new Error(`${engines} engines were registered for ${fleet.length} stations`);
  });
