/** What no change may do by accident. Pure: from the resources of a preview, and from what the stack last ran, to reasons. */
import type { Declared } from "../../../stacks/declared";
import { type Fate, type PreviewState } from "./digest";
import { kindOf, nameOf, typeOf } from "../urn";
import { Order, turns } from "./order";
import { labelsIn, said, serves, type Touched } from "./workloads";

export interface Refusal {
  /** What ALLOW takes: the name of a station, a group or a resource. */
  name: string;
  /** Of the policy, where it is one of its rules; ALLOW takes its name too, for all that it tells of. */
  rule?: string;
  reason: string;
}

/** @returns every reason why a change is not to be brought up as it is */
export const refusalsIn = (
  fates: readonly Fate[],
  touched: readonly Touched[],
  before: Declared | undefined,
  after: Declared | undefined,
): Refusal[] => [
  ...tooFewEngines(before, after),
  ...stateful(fates, touched),
  ...atOnce(fates, touched),
  ...renamed(fates),
];

const rule = "engines a station at least";

/** By the rule that the stack last ran with: a change that lowers the rule and makes use of it is two decisions. */
function tooFewEngines(before: Declared | undefined, after: Declared | undefined): Refusal[] {
  if (!after) return [];
  const least = Number(before?.platform[rule] ?? after.platform[rule] ?? 2);
  return Object.entries(after.stations)
    .filter(([, { engines }]) => engines.length < least)
    .map(([station, { engines }]) => ({
      name: station,
      reason: `${station} would be left with ${engines.length === 1 ? "one engine" : `${engines.length} engines`} (${[...engines].join(" ")}), and the stack runs with ${least} or more a station`,
    }));
}

/** What holds something that nobody can make again, or on which everything hangs, and why. */
const precious: [type: RegExp, why: string][] = [
  [/^docker:index\/volume:Volume$/, "what it holds would be gone"],
  [/^docker:index\/network:Network$/, "every container would leave it at once"],
  [/^kubernetes:core\/v1:PersistentVolumeClaim$/, "what it holds would be gone"],
  [/^kubernetes:apps\/v1:StatefulSet$/, "its pods would go before the new ones are there"],
  [/^kubernetes:core\/v1:Namespace$/, "everything in it would be gone"],
  [/^aws:s3\/bucket:Bucket$/, "what it holds would be gone"],
  [/^aws:cloudfront\/distribution:Distribution$/, "listeners' addresses would lead nowhere meanwhile"],
];

function stateful(fates: readonly Fate[], touched: readonly Touched[]): Refusal[] {
  const leaving = new Set(touched.filter(({ how }) => how === "removed").map(({ workload }) => workload));
  return fates
    .filter(({ change, before }) => (change === "replace" || change === "delete") && !before?.retainOnDelete)
    .flatMap(({ urn, change, before }) => {
      const why = precious.find(([type]) => type.test(typeOf(urn)))?.[1];
      const act = change === "replace" ? "replaced" : "deleted";
      if (before?.protect) return [{ name: nameOf(urn), reason: `${said(urn)} is protected, and would be ${act}` }];
      if (why === undefined || /-files$/.test(nameOf(urn))) return [];
      // An engine's own volume holds the operator's choice, which goes with the engine.
      const { "airpath.workload": owner = "" } = labelsIn(before);
      if (change === "delete" && /^engine-/.test(owner) && leaving.has(owner)) return [];
      return [{ name: nameOf(urn), reason: `${said(urn)} would be ${act}: ${why}` }];
    });
}

/** Those that stand in for one another, interrupted without one waiting for the other. */
function atOnce(fates: readonly Fate[], touched: readonly Touched[]): Refusal[] {
  // What goes altogether goes last, after all others; fewer than must be there is another rule's.
  const interrupted = touched.filter(({ how, interrupted: all }) => how === "replaced" && all.length > 0);
  const groups = new Map<string, Touched[]>();
  for (const each of interrupted)
    if (each.group !== undefined) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  const order = new Order(fates.filter(({ after }) => !isUnawaited(after)));
  return [...groups].flatMap(([group, members]) => {
    if (members.length < 2 || turns(members, ({ interrupted: all }) => all, order)) return [];
    const names = members.map(({ workload }) => workload).join(" and ");
    return [{ name: group, reason: `${names} would be replaced at once: nothing makes one wait for the other` }];
  });
}

/** Pulumi goes on at once, so that nothing waits for it. */
const isUnawaited = (state: PreviewState | undefined): boolean => {
  const { metadata } = (state?.inputs ?? {}) as { metadata?: { annotations?: Record<string, string> } };
  const served = state !== undefined && serves({ urn: state.urn, after: state });
  return served && metadata?.annotations?.["pulumi.com/skipAwait"] === "true";
};

/** What is deleted under one name and made under another, though it is one thing where it runs. */
function renamed(fates: readonly Fate[]): Refusal[] {
  const made = new Map<string, string>();
  for (const { urn, change, after } of fates) {
    const own = change === "create" ? identity(urn, after) : undefined;
    if (own !== undefined) made.set(own, urn);
  }
  return fates.flatMap(({ urn, change, before }) => {
    const own = change === "delete" ? identity(urn, before) : undefined;
    const other = own === undefined ? undefined : made.get(own);
    if (other === undefined) return [];
    return [
      {
        name: nameOf(urn),
        reason: `${said(urn)} is ${urn === other ? "itself" : `called ${urnTail(other)}`} now, and would be made a second time before the first is deleted; an alias keeps it`,
      },
    ];
  });
}

/** Two resources of one name may stand under different parents. */
const urnTail = (urn: string): string => urn.split("::").slice(2).join("::");

/** By what a thing is known where it runs. */
function identity(urn: string, state: PreviewState | undefined): string | undefined {
  const { name, metadata } = (state?.inputs ?? {}) as {
    name?: unknown;
    metadata?: { name?: string; namespace?: string };
  };
  if (!/^(docker|kubernetes|aws):/.test(typeOf(urn))) return undefined;
  if (metadata?.name !== undefined) return `${kindOf(urn)} ${metadata.namespace} ${metadata.name}`;
  return typeof name === "string" ? `${typeOf(urn)} ${name}` : undefined;
}
