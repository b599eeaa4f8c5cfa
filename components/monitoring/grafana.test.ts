import { dashboards } from "../../dashboards";
import { contextOf } from "../../dashboards/dashboard";
import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { inputsOf, register, type Registered } from "../mocks";
import { Grafana } from "./grafana";

const plan = planFleet([testStation("rivage", 10000, { icecast: ["aac-hifi"], hls: ["aac-hifi"] })]);

describe("Grafana", () => {
  let registered: Registered[] = [];
  beforeAll(async () => {
    registered = await register(() => {
      new Grafana("grafana", {
        plan,
        url: "https://grafana.example",
        auth: "token",
        prometheusUrl: "http://prometheus:9090",
        runbooksUrl: "https://runbooks.example/",
      });
    });
  });

  it("gets a folder, the data source, and every dashboard in that folder", () => {
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "pulumi:providers:grafana grafana-provider",
      "grafana:oss/folder:Folder grafana-folder",
      "grafana:oss/dataSource:DataSource grafana-prometheus",
      ...[
        "fleet",
        "station",
        "engines",
        "inputs",
        "levels",
        "delivery",
        "services",
        "alerts",
        "hosts",
        "containers",
      ].map((name) => `grafana:oss/dashboard:Dashboard grafana-${name}`),
    ]);
    expect(inputsOf(registered, "Folder", "grafana-folder")).toEqual({ uid: "airpath", title: "Airpath" });
    expect(inputsOf(registered, "DataSource", "grafana-prometheus")).toEqual({
      uid: "airpath-prometheus",
      name: "Airpath Prometheus",
      type: "prometheus",
      url: "http://prometheus:9090",
      jsonDataEncoded: '{"httpMethod":"POST","timeInterval":"5s"}',
    });
    const [fleet] = dashboards(contextOf(plan, "https://runbooks.example"));
    expect(inputsOf(registered, "Dashboard", "grafana-fleet")).toEqual({
      folder: "airpath",
      configJson: JSON.stringify(fleet),
      overwrite: true,
    });
  });
});
