/**
 * A platform over several clusters, as one of them sees it. What stands in another has the same name here: a Service that leads there, so that no
 * configuration knows of sites. What stands here is exported by the Multi-Cluster Services API (sigs.k8s.io/mcs-api), which a mesh between the clusters
 * carries out: namespaces of one name are one, and who is exported answers at NAME.NAMESPACE.svc.DOMAIN in all of them. Pure.
 */
import type * as kubernetes from "@pulumi/kubernetes";
import type { SitesPlan } from "../../station-inventory/plan-types";
import type { DeclaredObject } from "./kubernetes-objects";

export interface Sites {
  /** Which of them this cluster is. */
  own: string;
  /** Workload → its site; what is not among them stands in each. */
  of: SitesPlan["of"];
  /** From which addresses pods of each site call, in CIDR notation, by site. */
  networks: Readonly<Record<string, readonly string[]>>;
  /** By which all of them call what is exported: "clusterset.local". */
  domain: string;
}

/** @returns the other site that it stands in; undefined: it is here, or in each */
export function otherSite(sites: Sites | undefined, workload: string): string | undefined {
  const site = sites?.of[workload];
  return site === sites?.own ? undefined : site;
}

/** @returns whether others call it here: what stands in each is called by its own site alone */
export const isExported = (sites: Sites | undefined, workload: string): boolean =>
  sites !== undefined && sites.of[workload] === sites.own;

/** What a workload of another site is here: its name, which leads there. */
export const leadingTo = (
  workload: string,
  namespace: string,
  { domain }: Sites,
): kubernetes.types.input.core.v1.ServiceSpec => ({
  type: "ExternalName",
  externalName: `${workload}.${namespace}.svc.${domain}`,
});

export const exported = (workload: string): DeclaredObject => ({
  apiVersion: "multicluster.x-k8s.io/v1alpha1",
  kind: "ServiceExport",
  name: workload,
});
