import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder, repository } from "../toolchain/paths";
import { execute } from "../verbs/support/command";
import { measure, type Measurement } from "./measure";

async function make(verb: string): Promise<void> {
  const { code, stdout, stderr } = await execute("make", [verb], { cwd: repository });
  if (code !== 0) throw new Error(`make ${verb} ended with ${code}:\n${stdout}${stderr}`);
}

/** From a machine that has the tools and Docker's build cache, and nothing of the stack. */
export async function startWithCaches(): Promise<Measurement> {
  await make("clean");
  return measure("make start with caches", "s", 90, 1, () => make("start"));
}

export const startUnchanged = (): Promise<Measurement> =>
  measure("make start, nothing changed", "s", 20, 3, () => make("start"));

/** Without tools, base image and build cache. Debian's packages and Go's modules come from their registries. */
export async function startFromNothing(): Promise<Measurement> {
  await make("clean");
  const cache = cacheFolder();
  const aside = existsSync(cache) ? join(mkdtempSync(join(dirname(cache), "airpath-aside-")), "cache") : undefined;
  if (aside) renameSync(cache, aside);
  try {
    await execute("docker", ["builder", "prune", "--all", "--force"]);
    return await measure("make start from nothing", "s", 720, 1, () => make("start"));
  } finally {
    if (aside) {
      // Go's module cache is read-only.
      if (existsSync(cache)) await execute("chmod", ["-R", "u+w", cache]);
      rmSync(cache, { recursive: true, force: true });
      renameSync(aside, cache);
      rmSync(dirname(aside), { recursive: true, force: true });
    }
  }
}
