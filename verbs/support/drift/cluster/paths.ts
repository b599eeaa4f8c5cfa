/** Ways into objects of a cluster. In lists that the API server keeps by key, elements are known by it and not by their place. Pure. */
import { type Fields, isFields } from "./objects";

/** Of an element, what tells it from the others: { name: "main" }. */
export interface Element {
  by: Fields;
}

/** A field, an element of a list that is kept by key, a place in any other list. */
export type Step = string | Element | number;
export type Path = readonly Step[];

/** By what elements of lists are known, by the lists' fields (x-kubernetes-list-map-keys); all other lists are one value each. */
const keyed = new Set([
  ...["containers", "initContainers", "ephemeralContainers", "env", "ports", "volumes", "volumeMounts"],
  "imagePullSecrets",
]);

const isElement = (step: Step): step is Element => typeof step === "object";

const names = (list: readonly unknown[]): unknown[] => list.map((each) => (isFields(each) ? each.name : undefined));

/** @param path of the lists @returns whether each element of both has a name that no other has */
export function isKeyed(path: Path, ...lists: readonly unknown[][]): boolean {
  const field = path.at(-1);
  if (typeof field !== "string" || !keyed.has(field)) return false;
  return lists.every((list) => {
    const known = names(list);
    return known.every((name) => typeof name === "string") && new Set(known).size === known.length;
  });
}

export const named = (element: unknown): Element => ({ by: { name: (element as Fields).name } });

export const matches = (element: unknown, { by }: Element): boolean =>
  isFields(element) && Object.entries(by).every(([key, value]) => element[key] === value);

/** @returns what is there; undefined: nothing */
export function at(value: unknown, path: Path): unknown {
  return path.reduce((found, step) => {
    if (isElement(step)) return Array.isArray(found) ? found.find((each) => matches(each, step)) : undefined;
    if (typeof step === "number") return Array.isArray(found) ? (found[step] as unknown) : undefined;
    return isFields(found) ? found[step] : undefined;
  }, value);
}

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0;

/** @returns a copy without what is there, and without what holds nothing any more and is not in `kept` either */
export function without(value: unknown, [step, ...rest]: Path, kept: unknown): unknown {
  if (step === undefined) return undefined;
  const [there, keptThere] = [at(value, [step]), at(kept, [step])];
  if (there === undefined) return value;
  const left = without(there, rest, keptThere);
  const goes = left === undefined || (isEmpty(left) && keptThere === undefined);
  if (Array.isArray(value)) return value.flatMap((each) => (each !== there ? [each] : goes ? [] : [left]) as unknown[]);
  const { [step as string]: _, ...others } = value as Fields;
  return goes ? others : { ...others, [step as string]: left };
}
