/** Whether one resource waits for another: by what it names as dependencies, and by what it stands under. Pure. */
import type { Fate, PreviewState } from "./digest";

export class Order {
  private readonly waitsFor = new Map<string, readonly string[]>();
  private readonly reached = new Map<string, ReadonlySet<string>>();

  constructor(fates: readonly Fate[]) {
    // A child is registered when its parent is, and a parent when all that it depends on is done.
    for (const { urn, after, before } of fates) {
      const { parent, dependencies } = after ?? before ?? ({} as PreviewState);
      this.waitsFor.set(urn, [...(parent ? [parent] : []), ...(dependencies ?? [])]);
    }
  }

  /** @returns everything that a resource waits for, however far */
  before(urn: string): ReadonlySet<string> {
    const known = this.reached.get(urn);
    if (known) return known;
    const found = new Set<string>();
    const open = [...(this.waitsFor.get(urn) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(...(this.waitsFor.get(next) ?? []));
    }
    this.reached.set(urn, found);
    return found;
  }

  /** Whether all of the second waits for all of the first. */
  inTurn(first: readonly string[], second: readonly string[]): boolean {
    return second.every((urn) => {
      const waits = this.before(urn);
      return first.every((each) => waits.has(each));
    });
  }
}

/**
 * @param things each with its resources
 * @returns them in the order in which they come; undefined: nothing orders two of them
 */
export function turns<T>(
  things: readonly T[],
  resources: (thing: T) => readonly string[],
  order: Order,
): T[] | undefined {
  const sorted = [...things].sort((a, b) => (order.inTurn(resources(a), resources(b)) ? -1 : 1));
  const ordered = sorted.slice(1).every((thing, index) => order.inTurn(resources(sorted[index]!), resources(thing)));
  return ordered ? sorted : undefined;
}
