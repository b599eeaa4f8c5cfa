/** Objects of a cluster, as far as they are compared. Pure. */
import { spaced } from "../../urn";

export type Fields = Readonly<Record<string, unknown>>;

/** What the API server writes down of everybody who has set fields: which, when, and by what program. */
export interface Holder {
  manager: string;
  /** "status", "scale" …: by which door. */
  subresource?: string;
  time?: string;
  fieldsV1?: Fields;
}

export interface ClusterObject extends Fields {
  apiVersion: string;
  kind: string;
  metadata: Fields & {
    name: string;
    /** Absent: of no namespace. */
    namespace?: string;
    labels?: Readonly<Record<string, string>>;
    annotations?: Readonly<Record<string, string>>;
    deletionTimestamp?: string;
    ownerReferences?: readonly unknown[];
    managedFields?: readonly Holder[];
  };
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @returns what tells it from every other object, whatever version it is asked for in: "apps/Deployment/airpath-prod/front-1" */
export const keyOf = ({ apiVersion, kind, metadata }: ClusterObject): string =>
  [groupOf(apiVersion), kind, metadata.namespace ?? "", metadata.name].join("/");

/** @returns as kubectl takes kinds, whatever others are called alike: "Deployment.v1.apps" */
export const resourceOf = ({ apiVersion, kind }: Pick<ClusterObject, "apiVersion" | "kind">): string =>
  [kind, apiVersion.split("/").at(-1), groupOf(apiVersion)].join(".");

const groupOf = (apiVersion: string): string => (apiVersion.includes("/") ? apiVersion.split("/")[0]! : "");

/** @returns as people call it: "rivage, engine a: deployment engine-rivage-a" */
export function whoOf({ kind, metadata: { name, labels = {} } }: Pick<ClusterObject, "kind" | "metadata">): string {
  const { station, engine } = labels;
  const whose = [...(station ? [station] : []), ...(station && engine ? [`engine ${engine}`] : [])].join(", ");
  return `${whose && `${whose}: `}${spaced(kind)} ${name}`;
}

/** Names of workloads, by which pods belong to them. */
export const workloadOf = ({ metadata }: ClusterObject): string | undefined => metadata.labels?.["airpath.workload"];
