import * as pulumi from "@pulumi/pulumi";
import { readRunbooks } from "../alerts/runbooks";
import { Fleet } from "../components/fleet";
import type { AlertingArgs } from "../components/monitoring/monitoring";
import { Secrets } from "../components/secrets";
import { KubernetesRuntime } from "../components/workload/kubernetes";
import { line } from "../station-inventory/mistake";
import type { FleetPlan } from "../station-inventory/plan-types";
import { clusterOutputs } from "./cluster-outputs";
import { digestOf, exposuresOf, namespaceOf, planOf } from "./cluster-plan";
import { type ClusterConfig, clusterConfig, operatorConfig, type PlainClusterConfig } from "./config";
import { ConfigError, parseConfig, plainSettings } from "./parse-config";
import { declaredOf } from "./declared";
import { forSites, forStations, secretsForSites, secretsForStations, settingsSaid } from "./handed-over";
import { checkLogPrograms } from "./log-programs";
import { chooseCluster, type Cluster, readKubeconfig } from "./kubeconfig";
import { checkNodePorts } from "./node-ports";
import { imageSource } from "./release";
import { addressFor, atSite, siteStacks, sitesSeenFrom } from "./sites";
import { siteStack } from "./stack-name";
import { stacksOf } from "./station-stacks";

/** From which cluster a stack names to one that is reached. */
type ChooseCluster = (wanted: PlainClusterConfig["cluster"]) => Cluster;

/** The one that the kubeconfig in use leads to, and no other. */
const guarded =
  (stack: string): ChooseCluster =>
  (wanted) =>
    chooseCluster(stack, readKubeconfig(), wanted);

/** The whole platform in a Kubernetes cluster, or what of it stands in its first site. */
export function onKubernetes(stack: string, choose: ChooseCluster = guarded(stack)): Record<string, unknown> {
  const raw = pulumi.runtime.allConfig();
  const config = parseConfig(clusterConfig, stack, raw);
  const outputs = declarePlatform(stack, config, undefined, choose);
  const sites = siteStacks(stack, config);
  return {
    ...{ ...outputs, [settingsSaid]: plainSettings(raw) },
    ...(config.stationsPerStack === undefined ? {} : { [secretsForStations]: forStations(config) }),
    ...(sites.length === 0 ? {} : { siteStacks: sites, [secretsForSites]: forSites(config) }),
  };
}

/**
 * The same fleet as on one machine, without the simulated studio. Divided, without its stations.
 * @param site absent: the first, which is the platform's own stack
 */
export function declarePlatform(
  whole: string,
  config: ClusterConfig,
  site?: string,
  choose: ChooseCluster = guarded(whole),
) {
  const { plan, cluster, outputs } = inCluster(whole, config, site, choose);
  checkLogPrograms(plan);
  const runtime = new KubernetesRuntime("kubernetes", { ...cluster, ownsNamespace: true });
  const secrets = new Secrets(pulumi.secret(config.rootSecret), pulumi.secret(config.secrets));
  const certificate = pulumi.secret(config.tlsCertificate);
  new Fleet("fleet", {
    ...{ plan, runtime, secrets, studio: false },
    stations: config.stationsPerStack ? [] : plan.stations,
    platform: { certificate, alerting: alertingOf(config, plan, runtime, cluster.namespace) },
  });
  const own = { ...outputs, addresses: runtime.addresses };
  const { stationsPerStack } = config;
  if (stationsPerStack === undefined) return own;
  return { ...own, stationStacks: stacksOf(siteStack({ whole, site }), plan.stations, stationsPerStack) };
}

/**
 * What every stack of a platform says alike: the plan of all of it, its site's cluster, the outputs.
 * @param site absent: the first
 */
export function inCluster(
  whole: string,
  config: PlainClusterConfig,
  site?: string,
  choose: ChooseCluster = guarded(whole),
) {
  checkNodePorts(whole, config.nodePorts);
  checkOperator(whole, config);
  const namespace = namespaceOf(whole);
  const plan = planOf(config, namespace);
  const exposures = exposuresOf(config);
  const { imagePullSecrets, zones, cpuReserved, storageClass, awaitRollouts } = config;
  const cluster = {
    ...{ namespace, imagePullSecrets, zones, cpuReserved, storageClass, exposures, awaitRollouts },
    cluster: choose(atSite(whole, config, site).cluster),
    images: imageSource(config.imageRegistry),
    sites: sitesSeenFrom(plan.sites, config, site),
  };
  const declared = declaredOf(plan, config.minimumRedundancy);
  const address = (workload: string) => addressFor(config, plan.sites, workload);
  const own = clusterOutputs(plan, namespace, digestOf(plan), address, exposures);
  return { plan, cluster, outputs: { ...own, declared } };
}

const alertingOf = (
  { alertReceivers, grafanaUrl, monitoring, operator }: ClusterConfig,
  { alertSink }: Pick<FleetPlan, "alertSink">,
  runtime: KubernetesRuntime,
  ownNamespace: string,
): AlertingArgs => ({
  receivers: alertReceivers,
  // Operators forward a port of theirs to the receiver, which serves the runbooks.
  links: { runbooks: `${alertSink.url}runbooks/`, dashboards: grafanaUrl },
  runbooks: readRunbooks(),
  ...(monitoring === "operator"
    ? { operator: { ...operatorConfig.parse(operator ?? {}), ownNamespace, runtime } }
    : {}),
});

/** @throws ConfigError where what is said of an operator would be heeded by nobody */
function checkOperator(
  stack: string,
  { monitoring, operator }: Pick<PlainClusterConfig, "monitoring" | "operator">,
): void {
  if (operator === undefined || monitoring === "operator") return;
  throw new ConfigError(
    line({
      place: `stacks/Pulumi.${stack}.yaml: airpath:operator`,
      got: `is set, and airpath:monitoring is ${monitoring}`,
      allowed: "with airpath:monitoring operator alone",
      fix: "pulumi config set airpath:monitoring operator, or pulumi config rm airpath:operator",
    }),
  );
}
