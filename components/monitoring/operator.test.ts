import type { Links } from "../../alerts/links";
import { stationFiles } from "../../station-inventory/stations";
import { parseInventory } from "../../station-inventory/inventory";
import { planFleet } from "../../station-inventory/plan";
import { selectStations } from "../../station-inventory/selection";
import { alertmanagerModel } from "./alertmanager";
import { operatorRoutes } from "./alertmanager-operator";
import { alertmanagerObject, channelSecretsObject, prometheusRules, reached, scrapeConfigs } from "./operator";

const plan = planFleet(selectStations(parseInventory(stationFiles), ["rivage"]), {
  domain: ".airpath-prod.svc.cluster.local",
});
const labels = { release: "stack" };
const links: Links = { runbooks: "http://runbooks/", dashboards: "http://grafana/" };
const receivers = { pagerduty: true, email: { to: "a@b", from: "c@d", smarthost: "m:587", username: "u" } };

describe("for a Prometheus Operator", () => {
  it("scrapes the plan's targets, each by its whole name and under the labels of our own Prometheus", () => {
    const objects = scrapeConfigs(plan, labels);
    const all = objects.flatMap(({ spec }) => (spec as { staticConfigs: { labels: object }[] }).staticConfigs);
    expect(all.map((each) => each.labels)).toEqual(
      expect.arrayContaining(plan.prometheus.targets.map(({ address, labels }) => ({ instance: address, ...labels }))),
    );
    expect(all).toHaveLength(plan.prometheus.targets.length);
    const [first] = objects;
    expect(first).toMatchObject({ kind: "ScrapeConfig", name: "airpath-liquidsoap", labels });
    expect(first!.spec).toMatchObject({ jobName: "liquidsoap", scrapeInterval: "5s", scrapeTimeout: "4s" });
    expect(all[0]).toEqual({
      targets: ["engine-rivage-a.airpath-prod.svc.cluster.local:6001"],
      labels: { instance: "engine-rivage-a:6001", component: "liquidsoap", station: "rivage", engine: "a" },
    });
    expect(objects.find(({ name }) => name === "airpath-icecast")!.spec).toMatchObject({
      basicAuth: { password: { name: "airpath-scrape", key: "password" } },
    });
  });

  it("lets its programs reach these, and the receiver", () => {
    expect(reached(plan)).toHaveLength(plan.prometheus.targets.length + 1);
    expect(reached(plan)).toContainEqual({ workload: "engine-rivage-a", port: 6001 });
    expect(reached(plan).at(-1)).toEqual({ workload: plan.alertSink.name, port: plan.alertSink.port });
  });

  it("says the namespace in every alert, by which routes find it, and in no recording", () => {
    const objects = prometheusRules(plan, links, { namespace: "monitoring", labels, ownNamespace: "airpath-prod" });
    const rules = objects.flatMap(({ spec }) =>
      (spec as { groups: { rules: { alert?: string; labels?: object }[] }[] }).groups.flatMap(({ rules }) => rules),
    );
    const [alerts, recordings] = [rules.filter(({ alert }) => alert), rules.filter(({ alert }) => !alert)];
    expect(alerts.length).toBeGreaterThan(50);
    for (const { labels } of alerts) expect(labels).toMatchObject({ namespace: "airpath-prod" });
    for (const { labels = {} } of recordings) expect(labels).not.toHaveProperty("namespace");
  });

  it("tells the same people, with secrets by reference", () => {
    const { spec } = alertmanagerObject(plan, receivers, labels);
    const said = spec as { receivers: object[]; route: { groupBy: string[]; routes: object[] } };
    expect(said.receivers).toMatchObject([
      { webhookConfigs: [{ url: "http://alert-sink.airpath-prod.svc.cluster.local:9099/", maxAlerts: 500 }] },
      { pagerdutyConfigs: [{ routingKey: { name: "airpath-channels", key: "pagerduty" } }] },
      {
        emailConfigs: [
          {
            authPassword: { name: "airpath-channels", key: "email" },
            headers: [{ key: "Subject" }],
            smarthost: "m:587",
          },
        ],
      },
    ]);
    expect(said.route.routes[0]).toEqual({
      receiver: "sink",
      matchers: [{ name: "alertname", matchType: "=", value: "Watchdog" }],
    });
    expect(said).not.toHaveProperty("global");
    // Neither a key in the file's spelling nor a path of ours.
    expect(JSON.stringify(spec)).not.toMatch(/_[a-z]+":|\/etc\/airpath/);
    expect(channelSecretsObject(receivers, (channel) => `secret of ${channel}`)).toMatchObject([
      { kind: "Secret", secrets: { pagerduty: "secret of pagerduty", email: "secret of email" } },
    ]);
    expect(channelSecretsObject({}, () => "")).toEqual([]);
  });

  it("translates nothing that it does not know", () => {
    const wrong = (part: object) => () => operatorRoutes({ ...alertmanagerModel(plan, {}), ...part }, "s");
    expect(wrong({ route: { matchers: ["nonsense"] } })).toThrow('"nonsense" is no matcher');
    expect(wrong({ receivers: [{ url_file: "/elsewhere" }] })).toThrow("url_file /elsewhere is no channel's secret");
  });
});
