/** @returns things by what they have in common, in order of first sight */
export function groupBy<T>(all: readonly T[], by: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const group = groups.get(by(each));
    if (group) group.push(each);
    else groups.set(by(each), [each]);
  }
  return groups;
}

export const grouped = <T>(all: readonly T[], by: (each: T) => string): T[][] => [...groupBy(all, by).values()];
