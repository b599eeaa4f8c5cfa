/** How one object of ours differs, and what gives it back as it was declared. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { Finding } from "../ground";
import { comparable, type Difference, differences } from "./compare";
import type { DeclaredObject } from "./declared";
import { holderOf, type Strange, strangeIn } from "./fields";
import { type ClusterObject, type Fields, isFields, whoOf } from "./objects";
import { at, isKeyed, named, type Path, without } from "./paths";
import { added, changed, signed } from "./words";

export interface Deviation {
  declared: DeclaredObject;
  /** Absent: it is gone. */
  live?: ClusterObject;
  /** Of what was declared. */
  differs: Difference[];
  /** Of what was not. */
  strange: Strange[];
}

/** @returns undefined where all is as declared */
export function deviationOf(declared: DeclaredObject, live: ClusterObject | undefined): Deviation | undefined {
  if (!live) return { declared, differs: [], strange: [] };
  const [own, there] = [comparable(declared.object), comparable(live)];
  const differs = differences(own, there);
  const strange = strangeIn(live, own, there);
  const goes = live.metadata.deletionTimestamp !== undefined;
  return differs.length + strange.length > 0 || goes ? { declared, live, differs, strange } : undefined;
}

/** @returns each thing that differs of it, and by whom where that is known */
export function findingsOf({ declared: { urn, object }, live, differs, strange }: Deviation): Finding[] {
  const finding = (how: string): Finding => ({ who: whoOf(object), how, urn });
  if (!live) return [finding("is gone")];
  const there = comparable(live);
  const { deletionTimestamp } = live.metadata;
  return [
    ...(deletionTimestamp === undefined
      ? []
      : [
          {
            ...finding("is being deleted"),
            more: "its finalizers say who holds it; once it has gone, make drift REPAIR=1",
          },
        ]),
    ...differs.map(({ path, was, is }) => finding(signed(changed(path, was, is), holderOf(live, there, path)))),
    ...strange.map(({ path, by }) => finding(signed(added(path, at(there, path)), by))),
  ];
}

/** @returns what is compared of it as it has to be: what is declared, without what is strange, and what the cluster itself has filled in as it is */
export function restored({ declared: { object }, live, strange }: Deviation): Fields {
  const own = comparable(object);
  const left = strange.reduce<unknown>((value, { path }) => without(value, path, own), comparable(live!));
  return laidOver(own, left) as Fields;
}

function laidOver(declared: unknown, live: unknown, path: Path = []): unknown {
  if (live === undefined) return declared;
  if (isFields(declared) && isFields(live)) {
    const own = Object.entries(declared).map(([field, value]) => [
      field,
      laidOver(value, live[field], [...path, field]),
    ]);
    return { ...live, ...(Object.fromEntries(own) as Fields) };
  }
  if (Array.isArray(declared) && Array.isArray(live)) {
    if (isKeyed(path, declared, live)) return laidByName(declared, live, path);
    if (declared.length === live.length)
      return declared.map((own, place) => laidOver(own, live[place], [...path, place]));
  }
  return declared;
}

/** In the order in which they are: another order would be another pod. */
function laidByName(declared: readonly unknown[], live: readonly unknown[], path: Path): unknown[] {
  const there = live.map((each) => {
    const own = at(declared, [named(each)]);
    return own === undefined ? each : laidOver(own, each, [...path, named(each)]);
  });
  return [...there, ...declared.filter((own) => at(live, [named(own)]) === undefined)];
}

export interface Patch {
  op: "add" | "remove";
  path: string;
  value?: unknown;
}

/** @returns a JSON patch (RFC 6902) that gives it back */
export function patchOf(deviation: Deviation): Patch[] {
  const [before, after] = [comparable(deviation.live!), restored(deviation)];
  const [{ metadata: own, ...fields }, { metadata: others, ...rest }] = [before, after];
  return [...patched("/metadata", own, others), ...patched("", fields, rest)];
}

function patched(under: string, before: unknown, after: unknown): Patch[] {
  const [own, others] = [before as Fields, after as Fields];
  return [...new Set([...Object.keys(own), ...Object.keys(others)])]
    .filter((field) => !isDeepStrictEqual(own[field], others[field]))
    .map((field) => {
      const path = `${under}/${field}`;
      return field in others ? { op: "add", path, value: others[field] } : { op: "remove", path };
    });
}
