/** From resources to what people call by name: which workloads a preview touches, and how. Pure; the same for Docker and for a cluster. */
import { type Fate, type PreviewState } from "./digest";
import { kindOf, nameOf, spaced, typeOf } from "../urn";

export type How = "new" | "removed" | "replaced" | "takes up files" | "changed";

export interface Touched {
  /** "engine-rivage-a". */
  workload: string;
  component: string;
  station?: string;
  /** "a". */
  engine?: string;
  /** Those of one group stand in for one another: a station's id, "front". */
  group?: string;
  how: How;
  /** Resources of what serves that are interrupted: there before, and replaced or rolled. */
  interrupted: string[];
}

export type Labels = Readonly<Record<string, string>>;

/** Docker's list, or Kubernetes' record with that of the pods. */
export function labelsIn(state: PreviewState | undefined): Labels {
  const { labels, metadata, spec } = (state?.inputs ?? {}) as {
    labels?: unknown;
    metadata?: { labels?: Labels };
    spec?: { template?: { metadata?: { labels?: Labels } } };
  };
  if (Array.isArray(labels))
    return Object.fromEntries((labels as { label: string; value: string }[]).map(({ label, value }) => [label, value]));
  return { ...spec?.template?.metadata?.labels, ...metadata?.labels };
}

const container = "docker:index/container:Container";

/** A file carrier is never started. */
const isFiles = (urn: string): boolean =>
  nameOf(urn).endsWith("-files") || /^kubernetes:core\/v1:(ConfigMap|Secret)$/.test(typeOf(urn));

/** Whether a resource is what serves: a job runs to its end, and belongs to no workload. */
export const serves = ({ urn, before, after }: Pick<Fate, "urn" | "before" | "after">): boolean =>
  /^kubernetes:apps\/v1:(Deployment|StatefulSet|DaemonSet)$/.test(typeOf(urn)) ||
  (typeOf(urn) === container && !isFiles(urn) && "airpath.container" in labelsIn(after ?? before));

const workloadOf = (fate: Fate): string | undefined => labelsIn(fate.after ?? fate.before)["airpath.workload"];

/** @returns every workload of which something changes, in the order of the program; jobs are none */
export function touchedIn(fates: readonly Fate[]): Touched[] {
  const byWorkload = new Map<string, Fate[]>();
  for (const fate of fates) {
    const workload = workloadOf(fate);
    if (workload !== undefined) byWorkload.set(workload, [...(byWorkload.get(workload) ?? []), fate]);
  }
  return [...byWorkload].flatMap(([workload, own]) => {
    const serving = own.filter(serves);
    const how = howOf(own, serving);
    if (how === undefined || serving.length === 0) return [];
    // Labels of who it is stand on what serves; a carrier's only say whose it is.
    const labels = Object.assign({}, ...serving.map(({ before, after }) => labelsIn(after ?? before))) as Labels;
    const { component = "other", station, engine } = labels;
    const group = labels["airpath.spread-group"];
    return [
      {
        ...{ workload, component, how, interrupted: interruptedIn(serving) },
        ...(station !== undefined && { station }),
        ...(engine !== undefined && { engine }),
        ...(group !== undefined && { group }),
      },
    ];
  });
}

const rolls = ({ urn, change }: Fate): boolean =>
  change === "replace" || (change === "update" && typeOf(urn) !== container);

/** What is made new beside others that stay interrupts nobody; what goes, or is made again, does. */
const interruptedIn = (serving: readonly Fate[]): string[] =>
  serving.filter((fate) => fate.before && (rolls(fate) || fate.change === "delete")).map(({ urn }) => urn);

function howOf(own: readonly Fate[], serving: readonly Fate[]): How | undefined {
  if (own.every(({ change }) => change === "same")) return undefined;
  if (serving.every(({ change }) => change === "create")) return "new";
  if (serving.every(({ change }) => change === "delete")) return "removed";
  if (serving.some((fate) => rolls(fate) || fate.change === "create" || fate.change === "delete")) return "replaced";
  const others = own.filter(({ change }) => change !== "same");
  return others.every(({ urn }) => isFiles(urn)) ? "takes up files" : "changed";
}

/** "container engine-rivage-a": a resource as people call it. */
export const said = (urn: string): string => `${spaced(kindOf(urn))} ${nameOf(urn)}`;
