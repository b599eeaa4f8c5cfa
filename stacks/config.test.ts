import { localConfig, parseConfig } from "./config";

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
      minimumRedundancy: 2,
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
        "stacks/Pulumi.local.yaml: airpath:relay is no setting; allowed: stations, listenAddress, listenPort, tlsPort, prometheusPort, alertmanagerPort, alertSinkPort, prometheuses, alertmanagers, masters, relays, origins, caches, fronts, listenersPerRelay, mountsPerRelay, revisions, minimumRedundancy, studio, alertReceivers, grafanaUrl, rootSecret, tlsCertificate, grafana, secrets; fix: pulumi config rm airpath:relay",
      ].join("\n"),
    );
  });

  it("takes a revision of any component that can be replaced as it is, and of no other thing", () => {
    const revisions = (value: unknown) => parse({ "airpath:revisions": JSON.stringify(value) }).revisions;
    expect(revisions({ engine: 2, "hls-origin": "new" })).toEqual({ engine: "2", "hls-origin": "new" });
    expect(() => revisions({ engines: "2" })).toThrow("allowed: words of up to 63 letters");
    expect(() => revisions({ engine: "" })).toThrow("allowed: words of up to 63 letters");
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
