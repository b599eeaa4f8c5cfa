/** What is declared for programs of the cluster's own that look for it: an operator, a sidecar. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

export interface DeclaredObject {
  apiVersion: string;
  kind: string;
  name: string;
  labels?: Readonly<Record<string, string>>;
  /** Of a kind that an operator defines. */
  spec?: object;
  /** Of a ConfigMap. */
  data?: Readonly<Record<string, string>>;
  /** Of a Secret, by key. */
  secrets?: Readonly<Record<string, pulumi.Input<string>>>;
}

export function declareObject(
  { apiVersion, kind, name, labels, spec, data, secrets }: DeclaredObject,
  own: { namespace: pulumi.Input<string>; labels: Record<string, string> },
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const metadata = { name, namespace: own.namespace, labels: { ...labels, ...own.labels } };
  if (secrets) {
    const encoded = pulumi
      .all({ ...secrets })
      .apply((all) => Object.fromEntries(Object.entries(all).map(([key, value]) => [key, base64(value)])));
    return new kubernetes.core.v1.Secret(name, { metadata, type: "Opaque", data: pulumi.secret(encoded) }, opts);
  }
  if (data) return new kubernetes.core.v1.ConfigMap(name, { metadata, data: { ...data } }, opts);
  // A rule and a route may share a name; their kinds tell them apart.
  const called = `${name}-${kind.toLowerCase()}`;
  return new kubernetes.apiextensions.CustomResource(called, { apiVersion, kind, metadata, spec }, opts);
}

const base64 = (value: string): string => Buffer.from(value).toString("base64");
