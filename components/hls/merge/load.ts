/** For tests: njs's modules as nginx runs them, the same text, with what nginx gives them in their place. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** @param given what njs has and Node has not, by name: modules and globals */
export function loadNjs<T>(path: string, given: Record<string, unknown> = {}): T {
  const loaded = new Map<string, unknown>();
  const load = (file: string): unknown => {
    if (!loaded.has(file)) {
      const scope: Record<string, unknown> = { ...given };
      const body = readFileSync(file, "utf8")
        .replace(/^import (\w+) from "(.*)";$/gm, (_, name: string, from: string) => {
          if (from.startsWith(".")) scope[name] = load(join(dirname(file), from));
          return "";
        })
        .replace("export default", "return");
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is our own, and what nginx runs
      const run = new Function(...Object.keys(scope), body) as (...values: unknown[]) => unknown;
      loaded.set(file, run(...Object.values(scope)));
    }
    return loaded.get(file);
  };
  return load(path) as T;
}
