/** Asks the API server what is there, through kubectl. Nothing is changed. */
import { Failure } from "../../../verb";
import type { Kubectl } from "../../kubectl";
import { Limit } from "../../limit";
import type { DeclaredObject } from "./declared";
import { clusterWide, type Kind, namespaced } from "./kinds";
import { type ClusterObject, resourceOf } from "./objects";

export interface Found {
  objects: ClusterObject[];
  /** What could not be listed. */
  unseen: Unseen[];
  /** The same in words. */
  untold: string[];
}

/** Kinds in namespaces. */
interface Listed {
  kind: Kind;
  /** Absent: it is of none. */
  namespace?: string;
}

export interface Unseen extends Listed {
  why: string;
}

/** Each is a process of kubectl. */
const atOnce = 4;

/** @param namespaces those of the stack; of what stands elsewhere, only kinds that are declared are listed */
export async function foundNow(
  kubectl: Kubectl,
  namespaces: readonly string[],
  declared: readonly DeclaredObject[],
): Promise<Found> {
  const limit = new Limit(atOnce);
  const lists = listsOf(namespaces, declared);
  const seen = await Promise.all(lists.map((listed) => limit.run(() => list(kubectl, listed))));
  const unseen = seen.flatMap((each) => each.unseen);
  return { objects: seen.flatMap(({ objects }) => objects), unseen, untold: untoldOf(unseen, lists.length) };
}

/** Pure. @returns each list once */
function listsOf(namespaces: readonly string[], declared: readonly DeclaredObject[]): Listed[] {
  const all: Listed[] = [
    ...clusterWide.map((kind) => ({ kind })),
    ...namespaces.flatMap((namespace) => namespaced.map((kind) => ({ kind, namespace }))),
    ...declared.map(({ object }) => listedOf(object)),
  ];
  return [...new Map(all.map((listed) => [wordFor(listed), listed])).values()];
}

const listedOf = ({ apiVersion, kind, metadata: { namespace } }: ClusterObject): Listed => ({
  kind: { apiVersion, kind },
  ...(namespace !== undefined && { namespace }),
});

const wordFor = ({ kind, namespace }: Listed): string => `${resourceOf(kind)} ${namespace ?? ""}`;

/** Pure. @returns whether the list in which an object would be could not be had */
export const isUnseen = (object: ClusterObject, unseen: readonly Unseen[]): boolean =>
  unseen.some((each) => wordFor(each) === wordFor(listedOf(object)));

async function list(kubectl: Kubectl, listed: Listed): Promise<Omit<Found, "untold">> {
  try {
    const objects = await kubectl.list<ClusterObject>(
      [resourceOf(listed.kind), "--show-managed-fields"],
      listed.namespace,
    );
    return { objects, unseen: [] };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { objects: [], unseen: [{ ...listed, why: `${error.message}; fix: ${error.fix}` }] };
  }
}

/** Pure. @param asked how many lists were asked for @returns a line for each reason, with all that it keeps from sight */
export function untoldOf(unseen: readonly Unseen[], asked: number): string[] {
  const reasons = new Map<string, string[]>();
  for (const { kind, why } of unseen) reasons.set(reasonOf(why), [...(reasons.get(reasonOf(why)) ?? []), kind.kind]);
  return [...reasons].map(
    ([reason, kinds]) =>
      `${kinds.length === asked ? "what is in the cluster" : [...new Set(kinds)].join(", ")}: ${reason}`,
  );
}

/** What the API server says of rights names the kind each time. */
function reasonOf(why: string): string {
  const [, user] = /Forbidden.*User "([^"]*)" cannot list/.exec(why) ?? [];
  return user === undefined ? why : `"${user}" may not list them; fix: rights for that (docs/changes.md)`;
}
