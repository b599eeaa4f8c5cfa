/**
 * What somebody has set of an object and nobody has declared, and who it was. Pure. The API server keeps for each field who set it last (managedFields); what
 * nobody holds it has filled in itself, or an admission did.
 */
import { type ClusterObject, type Fields, type Holder, isFields } from "./objects";
import { at, type Element, type Path } from "./paths";

export interface Strange {
  path: Path;
  /** "kubectl-set at 2026-11-29 14:08 UTC". */
  by: string;
}

/** The cluster's own programs: its control plane, in one or several, its nodes, what makes volumes and load balancers. */
const clusters = /^kube-|^kubel|controller-manager$|^csi-|load-balancer-controller$|^(k3s|rke2|k0s)$/;
/** Begins the names of the provider, which has another for each object. Under it alone, the provider takes over as its own what was set (fixCSAFieldManagers). */
export const ownManager = "pulumi-kubernetes";

const isStrange = ({ manager, subresource }: Holder): boolean =>
  subresource !== "status" && !clusters.test(manager) && !manager.startsWith(ownManager);

const strangers = ({ metadata }: ClusterObject): Holder[] => (metadata.managedFields ?? []).filter(isStrange);

const saidOf = ({ manager, time }: Holder): string =>
  time === undefined ? manager : `${manager} at ${time.slice(0, 16).replace("T", " ")} UTC`;

/** `kubectl rollout restart` marks pods so; that they were made again once more changes nothing of them, and to take it back would make them again. */
const restarted = "kubectl.kubernetes.io/restartedAt";

/** Clouds and their controllers write down what they have done under a domain of theirs; by hand it is kubectl that does. */
const isNote = ({ manager }: Holder, path: Path): boolean => {
  const [metadata, , name] = path;
  return metadata === "metadata" && typeof name === "string" && name.includes("/") && !manager.startsWith("kubectl");
};

/** @param declared comparable @param live likewise, as `object` is */
export function strangeIn(object: ClusterObject, declared: Fields, live: Fields): Strange[] {
  return strangers(object).flatMap((holder) =>
    undeclared(holder.fieldsV1 ?? {}, declared, live, [])
      .filter((path) => path.at(-1) !== restarted && !isNote(holder, path))
      .map((path) => ({ path, by: saidOf(holder) })),
  );
}

/** @returns who holds a field, where it is none of ours and none of the cluster's */
export function holderOf(object: ClusterObject, live: Fields, path: Path): string | undefined {
  const holder = strangers(object).find(({ fieldsV1 }) => fieldsV1 && holds(fieldsV1, live, path));
  return holder && saidOf(holder);
}

/** "f:image": a field. 'k:{"name":"main"}': an element. ".": the thing itself, and "v:", of a set of plain values, are nothing to go into. */
const stepIn = (key: string): string | Element | undefined => {
  if (key.startsWith("f:")) return key.slice(2);
  return key.startsWith("k:") ? { by: JSON.parse(key.slice(2)) as Fields } : undefined;
};

const inside = (fields: Fields): [step: string | Element, fields: Fields][] =>
  Object.entries(fields).flatMap(([key, below]) => {
    const step = stepIn(key);
    return step === undefined || !isFields(below) ? [] : [[step, below]];
  });

function undeclared(fields: Fields, declared: unknown, live: unknown, path: Path): Path[] {
  return inside(fields).flatMap(([step, below]): Path[] => {
    const [own, there, here] = [at(declared, [step]), at(live, [step]), [...path, step]];
    // What is held and not there is none of what is compared.
    if (there === undefined) return [];
    const isValue = inside(below).length === 0;
    if (own === undefined && (isValue || typeof step !== "string")) return [here];
    // Some fields with fields in them are held as one value: selectors are.
    if (isValue && isFields(own) && isFields(there))
      return Object.keys(there).flatMap((field) => (field in own ? [] : [[...here, field]]));
    return undeclared(below, own, there, here);
  });
}

function holds(fields: Fields, live: unknown, [step, ...rest]: Path): boolean {
  const below = inside(fields);
  if (step === undefined || below.length === 0) return true;
  const there = at(live, [step]);
  const found = below.find(([each]) => (typeof each === "string" ? each === step : at([there], [each]) !== undefined));
  return found !== undefined && holds(found[1], there, rest);
}
