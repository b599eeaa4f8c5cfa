import { clusterConfig, localConfig } from "./config";
import { parseConfig } from "./parse-config";

const parse = (raw: Record<string, string>) => parseConfig(localConfig, "local", raw);

describe("the configuration of the stack local", () => {
  it("needs nothing", () => {
    expect(parse({ "docker:host": "unix:///elsewhere" })).toEqual({
      stations: "demo",
      listenAddress: "127.0.0.1",
      listenPort: 8000,
      tlsPort: 8443,
      prometheusPort: 9090,
      alertmanagerPort: 9093,
      alertSinkPort: 9099,
      pushgatewayPort: 9098,
      prometheuses: 2,
      alertmanagers: 2,
      masters: 2,
      relays: 2,
      origins: 2,
      caches: 2,
      fronts: 2,
      listenersPerRelay: 5000,
      mountsPerRelay: 1000,
      revisions: {},
      canaries: [],
      stationsAtOnce: 10,
      listenerAddresses: "masked",
      minimumRedundancy: 2,
      machineMetrics: true,
      studio: true,
      alertReceivers: {},
      grafanaUrl: "http://127.0.0.1:3000/",
      secrets: {},
    });
  });

  it("takes any subset of stations", () => {
    expect(parse({ "airpath:stations": '["rivage"]' }).stations).toEqual(["rivage"]);
    expect(parse({ "airpath:stations": "fleet" }).stations).toBe("fleet");
  });

  it("says every mistake at once, with place, got, allowed and fix", () => {
    expect(() =>
      parse({ "airpath:listenPort": "70000", "airpath:listenAddress": "here", "airpath:relay": "1" }),
    ).toThrow(
      [
        'stacks/Pulumi.local.yaml: airpath:listenAddress is "here"; allowed: an IP address of this machine, or 0.0.0.0; fix: pulumi config set airpath:listenAddress …, or rm it for the default',
        "stacks/Pulumi.local.yaml: airpath:listenPort is 70000; allowed: a TCP port, 1-65535; fix: pulumi config set airpath:listenPort …, or rm it for the default",
        "stacks/Pulumi.local.yaml: airpath:relay is no setting; allowed: stations, listenAddress, listenPort, tlsPort, prometheusPort, alertmanagerPort, alertSinkPort, pushgatewayPort, prometheuses, alertmanagers, masters, relays, origins, caches, fronts, listenersPerRelay, mountsPerRelay, revisions, canaries, stationsAtOnce, listenerAddresses, minimumRedundancy, machineMetrics, studio, alertReceivers, grafanaUrl, rootSecret, tlsCertificate, grafana, logs, secrets; fix: pulumi config rm airpath:relay",
      ].join("\n"),
    );
  });

  it("takes a revision of any component that can be replaced as it is, and of no other thing", () => {
    const revisions = (value: unknown) => parse({ "airpath:revisions": JSON.stringify(value) }).revisions;
    expect(revisions({ engine: 2, "hls-origin": "new" })).toEqual({ engine: "2", "hls-origin": "new" });
    expect(() => revisions({ engines: "2" })).toThrow("allowed: words of up to 63 letters");
    expect(() => revisions({ engine: "" })).toThrow("allowed: words of up to 63 letters");
  });

  it("tells a number out of its range where it stands", () => {
    const logs = (value: unknown) => () => parse({ "airpath:logs": JSON.stringify(value) });
    const whole = '{"days": 14, "gibibytes": 10, "port": 9428}, any of them; fix: pulumi config set airpath:logs …';
    expect(logs({ days: 0 })).toThrow(`local.yaml: airpath:logs.days is 0; allowed: 1 or more in ${whole}`);
    expect(logs({ port: 70000 })).toThrow(`airpath:logs.port is 70000; allowed: 65535 or less in ${whole}`);
    expect(logs({ days: "x" })).toThrow(`airpath:logs is an object; allowed: ${whole}`);
  });

  it("takes a Grafana that is there, and does not repeat its token where that is wrong", () => {
    const grafana = { url: "https://grafana.example", auth: "token", prometheusUrl: "http://prometheus:9090" };
    expect(parse({ "airpath:grafana": JSON.stringify(grafana) }).grafana).toEqual(grafana);
    expect(() => parse({ "airpath:grafana": JSON.stringify({ ...grafana, url: "x" }) })).toThrow(
      "airpath:grafana is a secret of another form",
    );
  });

  it("never repeats a secret", () => {
    expect(() => parse({ "airpath:rootSecret": "123456" })).toThrow("airpath:rootSecret is a secret of another form");
    const half = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    expect(() => parse({ "airpath:tlsCertificate": half })).toThrow(
      "airpath:tlsCertificate is a secret of another form; allowed: a certificate, those that vouch for it, and its private key, in PEM, as a Pulumi secret",
    );
    const whole = `${half}-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n`;
    expect(parse({ "airpath:tlsCertificate": whole }).tlsCertificate).toBe(whole);
  });
});

describe("the configuration of a stack in a cluster", () => {
  const pem = "-----BEGIN CERTIFICATE-----\nA\n-----BEGIN PRIVATE KEY-----\nA\n";
  const needed = {
    "airpath:cluster": '{"server": "https://192.0.2.1:6443"}',
    "airpath:address": "studios.example",
    "airpath:rootSecret": "5a".repeat(32),
    "airpath:tlsCertificate": pem,
  };
  const parseCluster = (raw: Record<string, string>) => parseConfig(clusterConfig, "prod", { ...needed, ...raw });

  it("needs a cluster, an address, the root secret and a certificate; the rest has defaults", () => {
    expect(parseCluster({})).toMatchObject({
      stations: "fleet",
      cluster: { server: "https://192.0.2.1:6443" },
      zones: 2,
      exposure: { listeners: "LoadBalancer", studios: "NodePort" },
      nodePorts: [],
      loadBalancerPorts: {},
      imagePullSecrets: [],
      clusterDomain: "cluster.local",
      awaitRollouts: true,
      relays: 2,
    });
    expect(() => parseConfig(clusterConfig, "prod", {})).toThrow(
      [
        'stacks/Pulumi.prod.yaml: airpath:cluster is not set; allowed: {"server": "https://…"}, its API server as the kubeconfig has it, and the "context" where several lead there; fix: pulumi config set airpath:cluster …',
        "stacks/Pulumi.prod.yaml: airpath:address is not set; allowed: a host name or an IP address; fix: pulumi config set airpath:address …",
        "stacks/Pulumi.prod.yaml: airpath:rootSecret is not set; allowed: 64 or more hex digits, as a Pulumi secret; fix: pulumi config set --secret airpath:rootSecret …",
        "stacks/Pulumi.prod.yaml: airpath:tlsCertificate is not set; allowed: a certificate, those that vouch for it, and its private key, in PEM, as a Pulumi secret; fix: pulumi config set --secret airpath:tlsCertificate …",
      ].join("\n"),
    );
  });

  it.each([
    ["zones", "0", "is 0; allowed: 1-8"],
    ["exposure", '{"listeners": "Ingress"}', 'allowed: {"listeners", "studios"}, each "LoadBalancer" or "NodePort"'],
    ["nodePorts", '[{"from": 1}]', 'allowed: a list of {"from": 10100, "to": 10199, "nodePort": 30000}'],
    ["imageRegistry", "https://registry.example", "allowed: HOST[:PORT][/PATH], without a scheme"],
    ["studio", "true", "is no setting; allowed: stations, cluster, address"],
    ["listenPort", "80", "is no setting"],
  ])("refuses %s %s", (key, value, said) => {
    expect(() => parseCluster({ [`airpath:${key}`]: value })).toThrow(said);
  });
});
