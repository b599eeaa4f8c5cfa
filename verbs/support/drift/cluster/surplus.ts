/** What stands in a stack's namespaces and nobody declared. Pure. */
import type { Finding } from "../ground";
import { isHeard, keeps } from "./kinds";
import { type ClusterObject, keyOf, whoOf } from "./objects";

/** Whoever means something to stand beside the stack says why, at the object itself. */
export const beside = "airpath.beside";

export interface Surplus {
  object: ClusterObject;
  /** Whether it carries our label: ours, or copied from ours. */
  ours: boolean;
}

/** Made and unmade by a controller, after what owns it. */
const isChild = ({ metadata }: ClusterObject): boolean => (metadata.ownerReferences ?? []).length > 0;

/**
 * @param known keys of all that the states of the platform's stacks have
 * @param namespace the platform's, which is the value of our label too
 */
export function surplusIn(objects: readonly ClusterObject[], known: ReadonlySet<string>, namespace: string): Surplus[] {
  return objects
    .filter(
      (object) => !known.has(keyOf(object)) && !isChild(object) && object.metadata.deletionTimestamp === undefined,
    )
    .map((object) => ({ object, ours: object.metadata.labels?.["airpath.stack"] === namespace }))
    .filter(({ object, ours }) => ours || isBeside(object));
}

const isBeside = (object: ClusterObject): boolean =>
  object.metadata.namespace !== undefined && isHeard(object) && !(beside in (object.metadata.annotations ?? {}));

/** @param kubectl a command on it, to be typed */
export function surplusFinding(
  { object, ours }: Surplus,
  kubectl: (object: ClusterObject, ...words: string[]) => string,
): Finding {
  const who = whoOf(object);
  const remove = kubectl(object, "delete");
  if (!ours) {
    const meant = kubectl(object, "annotate", `${beside}=WHY`);
    return {
      who,
      how: "is none of ours: somebody made it beside the stack",
      more: `${remove}; where it is meant: ${meant}`,
    };
  }
  const how = isMade(object) ? "is no controller's: it is one too many" : "is in no state: it is one too many";
  return keeps(object)
    ? { who, how, more: `nothing removes it by itself: look into it, then ${remove}` }
    : { who, how };
}

/** By controllers, where nobody interferes. */
export const isMade = ({ kind }: ClusterObject): boolean => kind === "Pod" || kind === "ReplicaSet";
