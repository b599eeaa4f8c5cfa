import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { toldSeconds } from "../../alerts/rules";
import { scrapeIntervalSeconds } from "./config";
import { alertmanagerCommand, alertmanagerConfig, groupWaitSeconds, inhibitions } from "./alertmanager";
import { prometheusTool } from "../../toolchain/prometheus-tools";
import type { Receivers } from "./receivers";

const server = (name: string) => ({ name, port: 9093, hostPort: 9093, url: "" });
const plan = { alertSink: { name: "alert-sink", port: 9099, hostPort: 9099, url: "" } };
const every: Receivers = {
  webhook: true,
  pagerduty: true,
  heartbeat: true,
  slack: { channel: "#on-air" },
  email: { to: "a@radio.example", from: "b@radio.example", smarthost: "mail.radio.example:587", username: "b" },
};

async function amtool(config: string, ...args: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "airpath-amtool-"));
  try {
    const file = join(folder, "alertmanager.yml");
    writeFileSync(file, config);
    const { stdout } = await promisify(execFile)(
      await prometheusTool("amtool"),
      args.map((arg) => arg.replace("FILE", file)),
    );
    return stdout.trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const routed = (config: string, ...labels: string[]): Promise<string> =>
  amtool(config, "config", "routes", "test", "--config.file=FILE", ...labels);

describe("Alertmanager's configuration", () => {
  it.each<[string, Receivers]>([
    ["every channel", every],
    ["none but the local receiver", {}],
    ["writing only", { slack: { channel: "#on-air" } }],
  ])("is one that amtool takes, with %s", async (_, receivers) => {
    expect(await amtool(alertmanagerConfig(plan, receivers), "check-config", "FILE")).toContain("SUCCESS");
  });

  it("holds no secret, only where each lies", () => {
    const files = [...alertmanagerConfig(plan, every).matchAll(/_file: (\S+)/g)].map(([, file]) => file);
    expect([...new Set(files)].sort()).toEqual([
      "/etc/airpath/secrets/alerts-heartbeat-url",
      "/etc/airpath/secrets/alerts-pagerduty-key",
      "/etc/airpath/secrets/alerts-slack-url",
      "/etc/airpath/secrets/alerts-smtp-password",
      "/etc/airpath/secrets/alerts-webhook-url",
    ]);
  });

  it("calls somebody where nobody is on call by what there is", () => {
    const { receivers } = parse(alertmanagerConfig(plan, { slack: { channel: "#on-air" } })) as {
      receivers: { name: string; slack_configs?: object[] }[];
    };
    expect(receivers.find(({ name }) => name === "page")?.slack_configs).toHaveLength(1);
  });
});

describe("an alert goes", () => {
  it.each([
    [
      "to a person and to the local receiver",
      ["severity=critical", "subject=audio", "station=rivage", "kind=national"],
      "sink,page",
    ],
    ["to a person, of a local station", ["severity=critical", "subject=slo", "kind=local"], "sink,page"],
    ["to a person, of what stations share", ["severity=critical", "subject=redundancy"], "sink,page"],
    ["to the team, of a webradio", ["severity=critical", "subject=audio", "kind=webradio"], "sink,team"],
    ["to the team, as a warning", ["severity=warning", "subject=pipeline", "kind=national"], "sink,team"],
    ["nowhere but the local receiver, as a note", ["severity=info", "subject=slo"], "sink"],
    ["to the heartbeat alone", ["alertname=Watchdog", "severity=info"], "heartbeat"],
  ])("%s", async (_, labels, receivers) => {
    expect(await routed(alertmanagerConfig(plan, every), ...labels)).toBe(receivers);
  });

  it("to the local receiver, the watchdog without a heartbeat", async () => {
    expect(await routed(alertmanagerConfig(plan, {}), "alertname=Watchdog")).toBe("sink");
  });
});

it("an alert that fired for a moment still fires when the group is told", () => {
  expect(toldSeconds).toBeGreaterThan(groupWaitSeconds + 2 * scrapeIntervalSeconds);
});

describe("every inhibition", () => {
  it.each(inhibitions.map((rule) => [String((rule.source_matchers as string[])[0]), rule] as const))(
    "by %s asks both sides for what must be equal",
    (_, rule) => {
      const {
        equal = [],
        source_matchers,
        target_matchers,
      } = rule as {
        equal?: string[];
        source_matchers: string[];
        target_matchers: string[];
      };
      for (const label of equal)
        for (const matchers of [source_matchers, target_matchers]) expect(matchers).toContain(`${label}=~".+"`);
    },
  );
});

it("each member knows the others", () => {
  const servers = [server("alertmanager-1"), server("alertmanager-2")];
  expect(alertmanagerCommand({ alertmanager: { servers, clusterPort: 9094 } }, "http://127.0.0.1:9093/")).toEqual([
    "prometheus-alertmanager",
    "--config.file=/etc/airpath/alertmanager.yml",
    "--storage.path=/var/lib/airpath/alertmanager",
    "--web.external-url=http://127.0.0.1:9093/",
    "--cluster.listen-address=0.0.0.0:9094",
    "--cluster.peer=alertmanager-1:9094",
    "--cluster.peer=alertmanager-2:9094",
    "--log.format=json",
  ]);
});
