/** What a stack's state says should be in a cluster. Pure. */
import type { Deployment, StateResource } from "../../pulumi";
import { typeOf } from "../../urn";
import { opened } from "../state";
import { type ClusterObject, keyOf } from "./objects";

export interface DeclaredObject {
  urn: string;
  /** As it was given to the API server. Secrets are open: it stays in this process. */
  object: ClusterObject;
  /** By whom: the API server keeps apart what each has set. */
  manager: string;
}

type ObjectResource = StateResource & { inputs: Record<string, unknown> };

const isObject = (resource: StateResource): resource is ObjectResource =>
  /^kubernetes:/.test(typeOf(resource.urn)) && resource.custom === true && resource.inputs !== undefined;

const objectOf = ({ inputs }: ObjectResource): ClusterObject => opened(inputs) as ClusterObject;

/** @param state exported with secrets @returns in its order, in which what is needed stands before who needs it */
export const declaredObjects = ({ deployment: { resources = [] } }: Deployment): DeclaredObject[] =>
  resources
    .filter(isObject)
    .filter((resource) => !resource.delete)
    .map((resource) => ({
      urn: resource.urn,
      object: objectOf(resource),
      manager: String(resource.outputs?.__fieldManager),
    }));

/** @returns keys of all that a state knows: what it has yet to remove too, and what an `up` that was cut off may have made */
export function knownIn({ deployment }: Deployment): string[] {
  const pending = (deployment.pending_operations ?? []).map(({ resource }) => resource);
  return [...(deployment.resources ?? []), ...pending].filter(isObject).map((resource) => keyOf(objectOf(resource)));
}

/** @returns the stacks in which a divided platform's stations are, as it was last brought up */
export const stationStacksIn = ({ deployment: { resources = [] } }: Deployment): string[] =>
  resources.flatMap(({ type, outputs }) =>
    type === "pulumi:pulumi:Stack" ? ((outputs?.stationStacks ?? []) as string[]) : [],
  );

/** @returns what an `up` is changing, or was when it was cut off */
export const pendingIn = ({ deployment: { pending_operations = [] } }: Deployment): string[] =>
  pending_operations.map(({ resource }) => resource.urn);
