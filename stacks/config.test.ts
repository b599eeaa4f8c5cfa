import { localConfig, parseConfig } from "./config";

const parse = (raw: Record<string, string>) => parseConfig(localConfig, "local", raw);

describe("the configuration of the stack local", () => {
  it("needs nothing", () => {
    expect(parse({ "docker:host": "unix:///elsewhere" })).toEqual({
      stations: "demo",
      listenAddress: "127.0.0.1",
      icecastPort: 8000,
      hlsPort: 8080,
      prometheusPort: 9090,
      minimumRedundancy: 2,
      studio: true,
      secrets: {},
    });
  });

  it("takes any subset of stations", () => {
    expect(parse({ "airpath:stations": '["rivage"]' }).stations).toEqual(["rivage"]);
    expect(parse({ "airpath:stations": "fleet" }).stations).toBe("fleet");
  });

  it("says every mistake at once, with place, got, allowed and fix", () => {
    expect(() =>
      parse({ "airpath:icecastPort": "70000", "airpath:listenAddress": "here", "airpath:relay": "1" }),
    ).toThrow(
      [
        'stacks/Pulumi.local.yaml: airpath:listenAddress is "here"; allowed: an IP address of this machine, or 0.0.0.0; fix: pulumi config set airpath:listenAddress …, or rm it for the default',
        "stacks/Pulumi.local.yaml: airpath:icecastPort is 70000; allowed: a TCP port, 1-65535; fix: pulumi config set airpath:icecastPort …, or rm it for the default",
        "stacks/Pulumi.local.yaml: airpath:relay is no setting; allowed: stations, listenAddress, icecastPort, hlsPort, prometheusPort, minimumRedundancy, studio, rootSecret, runbooksUrl, grafana, secrets; fix: pulumi config rm airpath:relay",
      ].join("\n"),
    );
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
  });
});
