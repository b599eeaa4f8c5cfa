/** preprod where a Prometheus Operator watches, given to an API server that has the operator's definitions. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { type KubernetesObject, manifestsOf } from "../../stacks/manifests";
import { clusterDefinitions } from "../../toolchain/cluster-definitions";
import { ControlPlane } from "./support/control-plane";
import { type Given, preprodSettings, refusedOf } from "./support/given";

describe("every object of preprod with monitoring: operator", () => {
  let plane: ControlPlane;
  let objects: KubernetesObject[];

  beforeAll(async () => {
    plane = await ControlPlane.startApi();
    const all = (await clusterDefinitions("Prometheus Operator")).map(
      (file) => parse(readFileSync(file, "utf8")) as Given,
    );
    expect(await refusedOf(plane, all)).toEqual([]);
    await plane.until("the operator's kinds are served", 60, async () => {
      const answers = await Promise.all(
        ["v1/prometheusrules", "v1alpha1/scrapeconfigs", "v1alpha1/alertmanagerconfigs"].map((kind) =>
          plane.ask("GET", `/apis/monitoring.coreos.com/${kind}`),
        ),
      );
      return answers.every(({ status }) => status === 200);
    });
    const channels = ["webhook-url", "slack-url", "pagerduty-key", "smtp-password", "heartbeat-url"];
    objects = await manifestsOf("preprod", {
      ...preprodSettings(),
      "airpath:monitoring": "operator",
      "airpath:operator": JSON.stringify({ labels: { release: "stack" } }),
      "airpath:alertReceivers": JSON.stringify({
        webhook: true,
        slack: { channel: "#air" },
        pagerduty: true,
        email: { to: "a@example.org", from: "b@example.org", smarthost: "mail.example.org:587", username: "u" },
        heartbeat: true,
      }),
      "airpath:secrets": JSON.stringify(Object.fromEntries(channels.map((name) => [`alerts/${name}`, "of-a-test"]))),
    });
  });
  afterAll(() => plane?.stop());

  it("is taken, with every field known to the operator's definitions", async () => {
    const kinds = new Set(objects.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(["ScrapeConfig", "PrometheusRule", "AlertmanagerConfig"]));
    expect(objects.map(({ metadata }) => metadata.name)).not.toContain("prometheus-1");
    expect(await refusedOf(plane, objects)).toEqual([]);
  });

  it("where one with a field too many, or a rule that is none, is refused", async () => {
    const named = (kind: string) => objects.find((each) => each.kind === kind)!;
    const scrape = named("ScrapeConfig");
    const wrong = [
      { ...scrape, metadata: { ...scrape.metadata, name: "wrong" }, spec: { ...scrape.spec, metrics_path: "/m" } },
      { ...named("PrometheusRule"), spec: { groups: [{ name: "a", rules: [{ alert: "A" }] }] } },
    ];
    expect(await refusedOf(plane, wrong)).toEqual([
      expect.stringContaining('unknown field "spec.metrics_path"'),
      expect.stringContaining("spec.groups[0].rules[0].expr: Required"),
    ]);
  });
});
