/** Pulumi's own diff, out of the same document as the summary: what it would do to which resource, and which inputs are others. Pure. */
import { type Change, type Fate } from "./digest";
import { typeOf } from "../urn";
import { said } from "./workloads";

const marks: Record<Change, string> = { create: "+", update: "~", delete: "-", replace: "±", same: " " };

/** What Pulumi writes for a value that is known only when it is done. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** @returns a line a resource, and below it a line an input that is another one. Values that are secret stay so: Pulumi writes none. */
export function diffLines(fates: readonly Fate[]): string[] {
  return fates
    .filter(({ urn, change }) => change !== "same" && !/^airpath:/.test(typeOf(urn)))
    .flatMap((fate) => [
      `${marks[fate.change]} ${said(fate.urn)}`,
      ...(fate.change === "update" || fate.change === "replace" ? inputs(fate) : []),
    ]);
}

function inputs({ before, after, step }: Fate): string[] {
  const paths = Object.keys(step.detailedDiff ?? {});
  const chosen = paths.length > 0 ? paths : [...(step.replaceReasons ?? []), ...(step.diffReasons ?? [])];
  return [...new Set(chosen)].map((path) => {
    const forced = (step.replaceReasons ?? []).some(
      (reason) => path === reason || path.startsWith(`${reason}[`) || path.startsWith(`${reason}.`),
    );
    const [from, to] = [before, after].map((state) => shown(at(state?.inputs, path)));
    return `    ${path}: ${from} → ${to}${forced ? " (replaces)" : ""}`;
  });
}

/** @param path as Pulumi writes it: `labels[2].value`, `data["a.b"]` */
export function at(value: unknown, path: string): unknown {
  const keys = [...path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, plain]) => quoted ?? index ?? plain ?? "",
  );
  return keys.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    value,
  );
}

function shown(value: unknown): string {
  if (value === undefined) return "none";
  if (value === unknown) return "known when it is done";
  const text = typeof value === "string" ? value : JSON.stringify(value).replaceAll(unknown, "…");
  const lines = text.split("\n").length;
  if (lines > 1) return `${lines} lines`;
  return text.length > 70 ? `${text.slice(0, 69)}…` : text;
}
