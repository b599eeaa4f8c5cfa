/** Who is told, and by which channel: what a stack's configuration says, without secrets. */

/** The secrets that a channel needs, by their names in `airpath:secrets`. */
export const receiverSecrets = {
  webhook: "alerts/webhook-url",
  slack: "alerts/slack-url",
  pagerduty: "alerts/pagerduty-key",
  email: "alerts/smtp-password",
  heartbeat: "alerts/heartbeat-url",
} as const;

export type Channel = keyof typeof receiverSecrets;

export interface Receivers {
  /** A POST of Alertmanager's JSON; its URL is a secret. */
  webhook?: boolean;
  /** Slack's incoming webhook; its URL is a secret. */
  slack?: { channel: string };
  /** PagerDuty's Events API v2; its routing key is a secret. */
  pagerduty?: boolean;
  /** SMTP with TLS; its password is a secret. `smarthost` is "HOST:PORT". */
  email?: { to: string; from: string; smarthost: string; username: string };
  /** Called once a minute while alerts are evaluated and delivered; its URL is a secret. Its absence is the alarm. */
  heartbeat?: boolean;
}

/** Channels that are configured, in a fixed order. */
export const channels = (receivers: Receivers): Channel[] =>
  (Object.keys(receiverSecrets) as Channel[]).filter((channel) => receivers[channel]);
