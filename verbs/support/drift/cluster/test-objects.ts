/** Objects as a state has them and as the API server shows them, for tests. */
import type { DeclaredObject } from "./declared";
import type { ClusterObject, Fields } from "./objects";
import { matches, type Path } from "./paths";

export const own = "pulumi-kubernetes-0123abcd";

/** @param more over the Deployment of an engine of rivage */
export const engine = (letter: string, more: Fields = {}): ClusterObject => {
  const name = `engine-rivage-${letter}`;
  const labels = { "airpath.stack": "airpath-prod", "airpath.workload": name, station: "rivage", engine: letter };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "airpath-prod", labels },
    spec: {
      replicas: 1,
      progressDeadlineSeconds: 370,
      template: {
        metadata: { labels: { ...labels, "airpath.spread-group": "rivage" } },
        spec: {
          containers: [
            { name: "main", image: "engine:1", args: ["liquidsoap"], env: [{ name: "AIRPATH_FILES", value: "1" }] },
            { name: "publisher", image: "engine:1", ports: [{ name: "http", containerPort: 80, protocol: "TCP" }] },
          ],
          volumes: [{ name: "tmp", emptyDir: {} }],
        },
      },
      ...more,
    },
  };
};

export const declaredAs = (object: ClusterObject): DeclaredObject => ({
  urn: `urn:pulumi:prod::airpath::kubernetes:${object.apiVersion}:${object.kind}::${object.metadata.name}`,
  object,
  manager: own,
});

/** @returns how the API server writes down that these are held: { "f:spec": { "f:replicas": {} } } */
export function held(paths: readonly Path[]): Fields {
  const fields: Record<string, unknown> = {};
  for (const path of paths) {
    let inside = fields;
    for (const step of path) {
      const key = typeof step === "object" ? `k:${JSON.stringify(step.by)}` : `f:${step}`;
      inside[key] ??= typeof step === "object" ? { ".": {} } : {};
      inside = inside[key] as Record<string, unknown>;
    }
  }
  return fields;
}

/** What the API server shows of it, after somebody has set `paths`. */
export function shown(object: ClusterObject, paths: readonly Path[] = [], manager = "kubectl-edit"): ClusterObject {
  const time = "2026-11-29T14:08:58Z";
  const managedFields = [
    { manager: own, operation: "Apply", time, fieldsV1: { "f:spec": { "f:replicas": {} } } },
    { manager: "kube-controller-manager", subresource: "status", time, fieldsV1: { "f:status": {} } },
    ...(paths.length > 0 ? [{ manager, operation: "Update", time, fieldsV1: held(paths) }] : []),
  ];
  const metadata = { ...object.metadata, uid: "1", resourceVersion: "7", generation: 1, managedFields };
  return { ...object, metadata, status: { availableReplicas: 1 } };
}

/** @returns a copy in which a value is another one; undefined: it is gone */
export function changedAt<T>(value: T, [step, ...rest]: Path, to: unknown): T {
  if (step === undefined) return to as T;
  if (typeof step !== "string") return changedIn((value ?? []) as unknown[], step, rest, to) as T;
  const { [step]: there, ...others } = (value ?? {}) as Record<string, unknown>;
  const left = changedAt(there, rest, to);
  return (left === undefined ? others : { ...(value as object), [step]: left }) as T;
}

function changedIn(list: readonly unknown[], step: Exclude<Path[number], string>, rest: Path, to: unknown): unknown[] {
  const place = typeof step === "number" ? step : list.findIndex((each) => matches(each, step));
  const left = changedAt(list[place], rest, to);
  if (place < 0) return [...list, left];
  return list.flatMap((each, index) => (index !== place ? [each] : left === undefined ? [] : [left]));
}
