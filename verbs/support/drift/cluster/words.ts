/** Differences as they are told: where, what it was, what it is. What may be secret is told by name alone. Pure. */
import { isFields } from "./objects";
import type { Path, Step } from "./paths";

const said = (step: Step): string => {
  if (typeof step === "number") return `[${step}]`;
  return typeof step === "string" ? `.${step}` : `[${Object.values(step.by).join("/")}]`;
};

/** In order: each takes what the one before has left. */
const plainer: [pattern: RegExp, words: string][] = [
  [/^(?:data|binaryData)\./, "file "],
  [/^metadata\.(label|annotation)s\./, "$1 "],
  [/^spec\.template\.metadata\.(label|annotation)s\./, "its pods' $1 "],
  [/^spec\.(?:template\.spec\.)?/, ""],
  [/^containers\[([^\]]*)\]/, "container $1"],
  [/^initContainers\[([^\]]*)\]/, "first container $1"],
  [/^ephemeralContainers\[([^\]]*)\]/, "debugging container $1"],
  [/^(.*container [^.]*)\./, "$1: "],
  [/\benv\[([^\]]*)\](?:\.value)?$/, "environment $1"],
];

/** @returns "container main: image", "label station", "file hls/rivage/rivage.m3u8" */
export function placeOf(path: Path): string {
  const text = path.map(said).join("").replace(/^\./, "");
  const words = plainer.reduce((left, [pattern, word]) => left.replace(pattern, word), text);
  // Keys of objects have no slashes, see components/workload/kubernetes-entries.ts.
  return words.startsWith("file ") ? words.replaceAll("__", "/").replace(/\.gz$/, "") : words;
}

const longest = 80;

function valueOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 1 ? "1 entry" : `${value.length} entries`;
  if (isFields(value)) return `{${Object.keys(value).join(", ")}}`;
  const text = String(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const isHidden = (place: string): boolean => /^file |\benvironment /.test(place);

/** @returns of what was declared: "replicas 1 → 0" */
export function changed(path: Path, was: unknown, is: unknown): string {
  const place = placeOf(path);
  if (is === undefined) return `${place} is gone`;
  if (isHidden(place)) return `${place} holds something else than was declared`;
  return `${place} ${valueOf(was)} → ${valueOf(is)}`;
}

/** @returns of what nobody declared: "label mine was set to yes" */
export function added(path: Path, is: unknown): string {
  const place = placeOf(path);
  if (place === "paused" && is === true) return "its rollouts are paused";
  return typeof is === "object" || isHidden(place) ? `${place} was added` : `${place} was set to ${valueOf(is)}`;
}

/** @param by who did it, where that is known */
export const signed = (how: string, by: string | undefined): string => (by === undefined ? how : `${how} (${by})`);
