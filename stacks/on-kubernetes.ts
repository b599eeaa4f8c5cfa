import * as pulumi from "@pulumi/pulumi";
import { readRunbooks } from "../alerts/runbooks";
import { Fleet } from "../components/fleet";
import type { AlertingArgs } from "../components/monitoring/monitoring";
import { Secrets } from "../components/secrets";
import { shortHash } from "../components/workload/content-hash";
import { KubernetesRuntime } from "../components/workload/kubernetes";
import type { Exposures } from "../components/workload/kubernetes-services";
import { parseInventory } from "../station-inventory/inventory";
import { planFleet } from "../station-inventory/plan";
import type { FleetPlan } from "../station-inventory/plan-types";
import { selectStations } from "../station-inventory/selection";
import { stationFiles } from "../station-inventory/stations";
import { clusterOutputs } from "./cluster-outputs";
import { type ClusterConfig, clusterConfig, parseConfig } from "./config";
import { chooseCluster, readKubeconfig } from "./kubeconfig";
import { imageSource } from "./release";

/** The whole platform in a Kubernetes cluster: the same fleet as on one machine, without the simulated studio. */
export function onKubernetes(stack: string): Record<string, unknown> {
  const config = parseConfig(clusterConfig, stack, pulumi.runtime.allConfig());
  const namespace = `airpath-${stack}`;
  const cluster = chooseCluster(stack, readKubeconfig(), config.cluster);
  const plan = planOf(config, namespace);
  const exposures = exposuresOf(config);
  const { imagePullSecrets, zones, storageClass, awaitRollouts } = config;
  const images = imageSource(config.imageRegistry);
  const runtime = new KubernetesRuntime("kubernetes", {
    ...{ namespace, cluster, images, imagePullSecrets, zones, storageClass, exposures, awaitRollouts },
  });
  const secrets = new Secrets(pulumi.secret(config.rootSecret), pulumi.secret(config.secrets));
  const certificate = pulumi.secret(config.tlsCertificate);
  new Fleet("fleet", { plan, runtime, secrets, certificate, studio: false, alerting: alertingOf(config, plan) });
  return { ...clusterOutputs(plan, namespace, shortHash(JSON.stringify(plan)), config.address, exposures) };
}

function planOf(config: ClusterConfig, namespace: string): FleetPlan {
  const inventory = parseInventory(stationFiles, { minimumRedundancy: config.minimumRedundancy });
  return planFleet(selectStations(inventory, config.stations), {
    ...config,
    listenAddress: config.address,
    domain: `.${namespace}.svc.${config.clusterDomain}`,
    usePublicNames: true,
  });
}

const exposuresOf = ({ exposure, nodePorts: ranges, loadBalancerPorts: ports }: ClusterConfig): Exposures => {
  const by = (kind: ClusterConfig["exposure"]["listeners"]) =>
    kind === "NodePort" ? ({ kind, ranges } as const) : ({ kind, ports, ranges } as const);
  return { listeners: by(exposure.listeners), studios: by(exposure.studios) };
};

const alertingOf = (
  { alertReceivers, grafanaUrl }: ClusterConfig,
  { alertSink }: Pick<FleetPlan, "alertSink">,
): AlertingArgs => ({
  receivers: alertReceivers,
  // Operators forward a port of theirs to the receiver, which serves the runbooks.
  links: { runbooks: `${alertSink.url}runbooks/`, dashboards: grafanaUrl },
  runbooks: readRunbooks(),
});
