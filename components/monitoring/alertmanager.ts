/**
 * What Alertmanager does with an alert: to whom, together with which others, and what keeps it quiet. Pure.
 *
 * Critical alerts call somebody; of webradios, and all warnings, they are written to the team; info is only shown. Everything also arrives at the
 * local receiver.
 */
import { join } from "node:path/posix";
import { stringify } from "yaml";
import type { FleetPlan } from "../../station-inventory/plan-types";
import type { StationKind } from "../../station-inventory/schema";
import { configFolder } from "../workload/workload";
import { type Channel, channels, type Receivers, receiverSecrets } from "./receivers";

export const alertmanagerPath = join(configFolder, "alertmanager.yml");
export const alertmanagerDataPath = "/var/lib/airpath/alertmanager";
/** Where a channel's secret lies. */
export const channelSecretPath = (channel: Channel): string =>
  join(configFolder, "secrets", receiverSecrets[channel].replace("/", "-"));

/** Kinds of station whose silence gets nobody out of bed. */
const quietKinds: readonly StationKind[] = ["webradio"];

// Until the other alerts of the same cause are there: rules look every 5 s, and "all down" comes within three looks.
export const groupWaitSeconds = 20;
// Whoever has been told of a group hears of what joins it, no sooner.
const groupIntervalMinutes = 2;
const repeatHours = 4;
// Under what the usual heartbeat service allows for a minute's beat.
const heartbeatSeconds = 60;

type Config = Record<string, unknown>;

/** @returns alertmanager.yml; secrets are named by file and stand nowhere in it. */
export const alertmanagerConfig = (plan: Pick<FleetPlan, "alertSink">, receivers: Receivers): string =>
  stringify(alertmanagerModel(plan, receivers), { lineWidth: 0, aliasDuplicateObjects: false });

/** The same as an object. */
export function alertmanagerModel({ alertSink }: Pick<FleetPlan, "alertSink">, receivers: Receivers): Config {
  const has = (channel: Channel): boolean => channels(receivers).includes(channel);
  const sink = `http://${alertSink.name}:${alertSink.port}/`;
  return {
    global: { resolve_timeout: "5m" },
    route: route(has("heartbeat")),
    inhibit_rules: inhibitions,
    receivers: [
      // Its limit keeps one flood of alerts from making the receiver read megabytes.
      { name: "sink", webhook_configs: [{ url: sink, send_resolved: true, max_alerts: 500 }] },
      { name: "page", ...page(receivers) },
      { name: "team", ...team(receivers) },
      ...(has("heartbeat") ? [heartbeat] : []),
    ],
  };
}

const route = (withHeartbeat: boolean): Config => ({
  receiver: "sink",
  // What one dead server takes along is one subject, or one station: one notification, not eighty.
  group_by: ["severity", "subject", "host"],
  group_wait: `${groupWaitSeconds}s`,
  group_interval: `${groupIntervalMinutes}m`,
  repeat_interval: `${repeatHours}h`,
  routes: [
    ...(withHeartbeat
      ? [
          {
            receiver: "heartbeat",
            matchers: ['alertname="Watchdog"'],
            group_wait: "0s",
            group_interval: `${heartbeatSeconds}s`,
            repeat_interval: `${heartbeatSeconds}s`,
          },
        ]
      : []),
    { receiver: "sink", matchers: ['alertname="Watchdog"'] },
    { receiver: "sink", continue: true },
    { receiver: "team", matchers: ['severity="critical"', `kind=~"${quietKinds.join("|")}"`], ...perStation },
    // What is heard is told station by station; what stations share, once.
    { receiver: "page", matchers: ['severity="critical"', 'subject=~"audio|slo"'], ...perStation },
    { receiver: "page", matchers: ['severity="critical"'] },
    { receiver: "team", matchers: ['severity="warning"'], repeat_interval: "24h" },
  ],
});

const perStation = { group_by: ["severity", "subject", "station"] };

/**
 * A cause keeps its consequences quiet. A label that both lack counts as equal: each rule therefore asks both sides to have what must be equal.
 */
export const inhibitions: readonly Config[] = [
  inhibit(["HostDown"], { alertname: { not: "HostDown" } }, ["host"]),
  inhibit(["AllEnginesDown"], { subject: "audio|delivery|pipeline|redundancy", alertname: { not: "AllEnginesDown" } }, [
    "station",
  ]),
  inhibit(["EngineDown"], { subject: "audio|delivery|pipeline", alertname: { not: "EngineDown" } }, [
    "station",
    "engine",
  ]),
  inhibit(["EngineDown"], { alertname: "TargetDown" }, ["station", "engine"]),
  inhibit(["AllInputsDown"], { alertname: "StationOnSafeBlank|InputDown|OneInputLeft|EngineOnSafeBlank" }, ["station"]),
  inhibit(["StationOnSafeBlank"], { alertname: "LoudnessOutOfRange|SwitchingTooOften" }, ["station"]),
  ...["Master", "Relay", "Origin", "Cache", "Front"].flatMap((name) => [
    inhibit([`All${name}sDown`, `One${name}Left`], { alertname: `${name}Down` }, ["component"]),
  ]),
  // None of a kind: what each station says of it adds nothing. There is one such alert at most, so nothing need be equal.
  inhibit(
    ["AllRelaysDown", "AllMastersDown"],
    { alertname: "StreamsOnSilence|EngineNotPublishing|ListenersFalling" },
    [],
  ),
  inhibit(
    ["AllOriginsDown"],
    { alertname: "PlaylistStale|PlaylistStaleAtOrigin|RenditionNotUploaded|SegmentsMissing" },
    [],
  ),
  inhibit(["StationOnSafeBlank", "OutputBlank", "PlaylistStale"], { alertname: "StreamNotHeard" }, ["station"]),
  // The same thing said louder.
  inhibit(
    ["StationOnSafeBlank", "PlaylistStale", "OneEngineLeft"],
    { severity: "warning", subject: "audio|delivery|redundancy", alertname: { not: "InputDown" } },
    ["station"],
  ),
  inhibit(["ErrorBudgetBurnsFast"], { alertname: "ErrorBudgetBurnsSlowly|ErrorBudgetSpent" }, ["station", "protocol"]),
];

function inhibit(
  causes: readonly string[],
  target: Readonly<Record<string, string | { not: string }>>,
  equal: readonly string[],
): Config {
  const present = equal.map((label) => `${label}=~".+"`);
  const matchers = Object.entries(target).map(([label, value]) =>
    typeof value === "string" ? `${label}=~"${value}"` : `${label}!="${value.not}"`,
  );
  return {
    source_matchers: [`alertname=~"${causes.join("|")}"`, ...present],
    target_matchers: [...matchers, ...present],
    ...(equal.length > 0 ? { equal: [...equal] } : {}),
  };
}

const title = "{{ .Status | toUpper }}: {{ range .Alerts }}{{ .Annotations.summary }} {{ end }}";
const text = "{{ range .Alerts }}{{ .Annotations.description }}\n{{ .Annotations.runbook_url }}\n{{ end }}";

/** Gets somebody out of bed. */
function page({ webhook, pagerduty, email, slack }: Receivers): Config {
  return {
    ...(pagerduty
      ? {
          pagerduty_configs: [
            { routing_key_file: channelSecretPath("pagerduty"), description: title, details: { alerts: text } },
          ],
        }
      : {}),
    ...(webhook ? { webhook_configs: [{ url_file: channelSecretPath("webhook") }] } : {}),
    // Where nobody is on call, the team's channels are all there is.
    ...(pagerduty || webhook ? {} : written({ email, slack })),
  };
}

/** Is read in the morning. */
const team = ({ email, slack }: Receivers): Config => written({ email, slack });

function written({ email, slack }: Pick<Receivers, "email" | "slack">): Config {
  return {
    ...(slack
      ? {
          slack_configs: [
            { api_url_file: channelSecretPath("slack"), channel: slack.channel, title, text, send_resolved: true },
          ],
        }
      : {}),
    ...(email
      ? {
          email_configs: [
            {
              to: email.to,
              from: email.from,
              smarthost: email.smarthost,
              auth_username: email.username,
              auth_password_file: channelSecretPath("email"),
              headers: { Subject: title },
              text,
              send_resolved: true,
            },
          ],
        }
      : {}),
  };
}

const heartbeat: Config = {
  name: "heartbeat",
  webhook_configs: [{ url_file: channelSecretPath("heartbeat"), send_resolved: false }],
};

/** @returns the command line: one member of the cluster, which finds the others by name. */
export function alertmanagerCommand({ alertmanager }: Pick<FleetPlan, "alertmanager">, url: string): string[] {
  return [
    "prometheus-alertmanager",
    `--config.file=${alertmanagerPath}`,
    `--storage.path=${alertmanagerDataPath}`,
    `--web.external-url=${url}`,
    `--cluster.listen-address=0.0.0.0:${alertmanager.clusterPort}`,
    ...alertmanager.servers.map(({ name }) => `--cluster.peer=${name}:${alertmanager.clusterPort}`),
    "--log.format=json",
  ];
}
