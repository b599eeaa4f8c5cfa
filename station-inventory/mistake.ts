/** What is wrong with an inventory, told so that one can mend it: place, what was got, what is allowed, the fix. */
export interface Mistake {
  /** `stations/rivage.ts: "rivage".inputs[1].port` */
  place: string;
  /** What stands there, as a predicate: `is 9`, `is missing`, `0 is taken by inputs[0]`. */
  got: string;
  allowed: string;
  fix: string;
}

const shownMistakes = 200;
const shownLength = 60;

/** @returns `stations/rivage.ts: "rivage".inputs[1].port is 9; allowed: …; fix: …` */
export const line = ({ place, got, allowed, fix }: Mistake): string =>
  `${place} ${got}; allowed: ${allowed}; fix: ${fix}`;

/** All mistakes of one inventory, one a line. */
export class InventoryError extends Error {
  constructor(readonly mistakes: readonly Mistake[]) {
    const lines = mistakes.slice(0, shownMistakes).map(line);
    const rest = mistakes.length - lines.length;
    super([...lines, ...(rest > 0 ? [`… and ${rest} more`] : [])].join("\n"));
    this.name = "InventoryError";
  }
}

/** @returns any value as one would write it, short, whatever it holds. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value !== "string" || value.length <= shownLength) return JSON.stringify(value);
  return `${JSON.stringify(value.slice(0, shownLength)).slice(0, -1)}… (${value.length} characters)`;
}

/** @returns the candidate that is fewest edits away from what was written, if near enough to be meant. */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = edits(written.slice(0, shownLength).toLowerCase(), candidate.toLowerCase());
    if (distance < (best?.distance ?? Infinity)) best = { candidate, distance };
  }
  return best && best.distance <= Math.max(2, Math.ceil(written.length / 3)) ? best.candidate : undefined;
}

/** Levenshtein's distance. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const kept = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(kept, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
