import { parse } from "yaml";

import { prometheusCommand, prometheusConfig } from "./config";

const targets = [
  {
    job: "liquidsoap",
    address: "engine-rivage-a:6001",
    labels: { component: "liquidsoap", station: "rivage", engine: "a" },
  },
  { job: "icecast", address: "icecast-master-1:8000", labels: { component: "icecast-master" } },
  {
    job: "liquidsoap",
    address: "engine-rivage-b:6001",
    labels: { component: "liquidsoap", station: "rivage", engine: "b" },
  },
];

const server = (name: string) => ({ name, port: 9093, hostPort: 9093, url: "" });
const config = (list: typeof targets, machine?: string): string =>
  prometheusConfig(
    {
      settings: {},
      prometheus: { servers: [], url: "", targets: list },
      alertmanager: { servers: [server("alertmanager-1"), server("alertmanager-2")], clusterPort: 9094 },
    },
    machine,
  );

describe("prometheusConfig", () => {
  it("is this text", () => {
    expect(config(targets)).toBe(`global:
  scrape_interval: 5s
  scrape_timeout: 4s
  evaluation_interval: 5s
rule_files:
  - /etc/airpath/rules/*.yml
alerting:
  alertmanagers:
    - static_configs:
        - targets:
            - alertmanager-1:9093
            - alertmanager-2:9093
scrape_configs:
  - job_name: liquidsoap
    static_configs:
      - targets:
          - engine-rivage-a:6001
        labels:
          component: liquidsoap
          station: rivage
          engine: a
      - targets:
          - engine-rivage-b:6001
        labels:
          component: liquidsoap
          station: rivage
          engine: b
  - job_name: icecast
    metrics_path: /admin/stats.xsl
    basic_auth:
      username: admin
      password_file: /etc/airpath/secrets/icecast-admin-password
    static_configs:
      - targets:
          - icecast-master-1:8000
        labels:
          component: icecast-master
`);
  });

  it("names the machine where there is one", () => {
    expect(config(targets.slice(1, 2), "local")).toContain("component: icecast-master\n          host: local\n");
  });

  it("keeps labels what they are, whatever they look like", () => {
    const odd = { component: "a: b #c", station: "yes", engine: "1e3\n" };
    const text = config([{ job: "x", address: "h:1", labels: odd }]);
    const read = parse(text) as { scrape_configs: { static_configs: { labels: object }[] }[] };
    expect(read.scrape_configs[0]!.static_configs[0]!.labels).toEqual(odd);
  });
});

describe("prometheusCommand", () => {
  it("keeps samples for so long and so many", () => {
    expect(prometheusCommand({ days: 15, mebibytes: 4096 }, "http://127.0.0.1:9091/")).toEqual([
      "prometheus",
      "--config.file=/etc/airpath/prometheus.yml",
      "--storage.tsdb.path=/var/lib/airpath/prometheus",
      "--storage.tsdb.retention.time=15d",
      "--storage.tsdb.retention.size=4096MiB",
      "--web.external-url=http://127.0.0.1:9091/",
      "--log.format=json",
    ]);
  });
});
