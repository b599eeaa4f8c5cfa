/**
 * What a Prometheus Operator that the cluster has takes from the namespace: the same targets, rules and routes as our own Prometheus and Alertmanager
 * would have, and dashboards for Grafana's sidecar. Pure. Why static targets: docs/decisions/a-prometheus-operator.md.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { Links } from "../../alerts/links";
import { type RuleGroup, ruleGroups } from "../../alerts/rules";
import { dashboardJson, dashboards } from "../../dashboards";
import { contextOf } from "../../dashboards/dashboard";
import type { FleetPlan, ScrapeTarget } from "../../station-inventory/plan-types";
import { adminUser } from "../icecast/config";
import type { DeclaredObject } from "../workload/kubernetes-objects";
import { alertmanagerModel } from "./alertmanager";
import { operatorRoutes } from "./alertmanager-operator";
import { type JobSettings, jobSettings, scrapeIntervalSeconds, scrapeTimeoutSeconds } from "./config";
import { type Channel, channels, type Receivers } from "./receivers";

export interface OperatorArgs {
  /** Where its Prometheus and Alertmanager stand. */
  namespace: string;
  /** By which these choose what is theirs. */
  labels: Readonly<Record<string, string>>;
  /** Ours: each alert says it, since a namespace's routes get only alerts that do. */
  ownNamespace: string;
}

type Labels = OperatorArgs["labels"];

const scrapeSecret = "airpath-scrape";
const channelSecrets = "airpath-channels";

const monitoringApi = (version: "v1" | "v1alpha1") => `monitoring.coreos.com/${version}`;

/** How a job is scraped, as a ScrapeConfig spells it. */
function spelled({ path, username, honorLabels, intervalSeconds, timeoutSeconds }: JobSettings = {}) {
  const credential = (key: string) => ({ name: scrapeSecret, key });
  return {
    scrapeInterval: `${intervalSeconds ?? scrapeIntervalSeconds}s`,
    scrapeTimeout: `${timeoutSeconds ?? scrapeTimeoutSeconds}s`,
    ...(path === undefined ? {} : { metricsPath: path }),
    ...(honorLabels === undefined ? {} : { honorLabels }),
    ...(username === undefined
      ? {}
      : { basicAuth: { username: credential("username"), password: credential("password") } }),
  };
}

/** @returns the credentials that targets ask for */
export const scrapeCredentials = (password: pulumi.Input<string>): DeclaredObject => ({
  apiVersion: "v1",
  kind: "Secret",
  name: scrapeSecret,
  secrets: { username: adminUser, password },
});

const workloadAndPort = (address: string) => address.split(":") as [string, string];

/** @returns one for each kind of target: addresses are whole, since who asks stands in another namespace; labels are as on our own Prometheus */
export function scrapeConfigs(
  { prometheus: { targets }, settings: { domain } }: Pick<FleetPlan, "prometheus" | "settings">,
  labels: Labels,
): DeclaredObject[] {
  const whole = ({ address, labels: own }: ScrapeTarget) => {
    const [workload, port] = workloadAndPort(address);
    return { targets: [`${workload}${domain}:${port}`], labels: { instance: address, ...own } };
  };
  return [...new Set(targets.map(({ job }) => job))].map((job) => ({
    apiVersion: monitoringApi("v1alpha1"),
    kind: "ScrapeConfig",
    name: `airpath-${job}`,
    labels,
    spec: {
      jobName: job,
      ...spelled(jobSettings[job]),
      staticConfigs: targets.filter((target) => target.job === job).map(whole),
    },
  }));
}

/** @returns what the operator's programs reach: each target, and the receiver that is told */
export const reached = ({ prometheus, alertSink }: Pick<FleetPlan, "prometheus" | "alertSink">) => [
  ...prometheus.targets.map(({ address }) => {
    const [workload, port] = workloadAndPort(address);
    return { workload, port: Number(port) };
  }),
  { workload: alertSink.name, port: alertSink.port },
];

/** @returns one for each file of rules */
export const prometheusRules = (
  plan: FleetPlan,
  links: Links,
  { labels, ownNamespace }: OperatorArgs,
): DeclaredObject[] =>
  Object.entries(ruleGroups(plan, links)).map(([name, groups]) => ({
    apiVersion: monitoringApi("v1"),
    kind: "PrometheusRule",
    name: `airpath-${name}`,
    labels,
    spec: { groups: groups.map((group) => ({ ...group, rules: group.rules.map(placed(ownNamespace)) })) },
  }));

type Rule = RuleGroup["rules"][number];

const placed =
  (namespace: string) =>
  (rule: Rule): Rule =>
    rule.alert === undefined ? rule : { ...rule, labels: { ...rule.labels, namespace } };

/** @returns who is told of what, and what is kept quiet; secrets by reference */
export function alertmanagerObject(
  { alertSink, settings: { domain } }: Pick<FleetPlan, "alertSink" | "settings">,
  receivers: Receivers,
  labels: Labels,
): DeclaredObject {
  const model = alertmanagerModel({ alertSink: { ...alertSink, name: `${alertSink.name}${domain}` } }, receivers);
  const spec = operatorRoutes(model, channelSecrets);
  return { apiVersion: monitoringApi("v1alpha1"), kind: "AlertmanagerConfig", name: "airpath", labels, spec };
}

/** @returns each channel's secret in one object; none where no channel is configured */
export function channelSecretsObject(
  receivers: Receivers,
  secretOf: (channel: Channel) => pulumi.Input<string>,
): DeclaredObject[] {
  const all = channels(receivers);
  if (all.length === 0) return [];
  const secrets = Object.fromEntries(all.map((channel) => [channel, secretOf(channel)]));
  return [{ apiVersion: "v1", kind: "Secret", name: channelSecrets, secrets }];
}

/** @returns one for each dashboard, with the label that Grafana's sidecar looks for */
export const dashboardMaps = (plan: FleetPlan, links: Links): DeclaredObject[] =>
  dashboards(contextOf(plan, links.runbooks)).map((dashboard) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    name: `${dashboard.uid}-dashboard`,
    labels: { grafana_dashboard: "1" },
    data: { [`${dashboard.uid}.json`]: dashboardJson(dashboard) },
  }));
