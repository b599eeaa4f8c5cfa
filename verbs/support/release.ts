/** Brings images to a registry, and writes down what became of them there: stacks in clusters take them from that. */
import { join } from "node:path";
import { registryPattern } from "../../stacks/config";
import type { Release } from "../../stacks/release";
import { baseImageRef, writeWhole } from "../../toolchain/record";
import { repository } from "../../toolchain/paths";
import { Failure, UsageError } from "../verb";
import { run } from "./command";
import { list } from "./docker";

const file = join(repository, "stacks", "release.json");

/**
 * @returns where to push to; undefined where nothing is to be pushed
 * @throws UsageError when it is not said where
 */
export function pushTarget({ PUSH, REGISTRY }: NodeJS.ProcessEnv): string | undefined {
  if (!PUSH) return undefined;
  if (REGISTRY && registryPattern.test(REGISTRY)) return REGISTRY;
  throw new UsageError(
    `REGISTRY is "${REGISTRY ?? ""}"; allowed: HOST[:PORT][/PATH], as airpath:imageRegistry has it; fix: make artifact PUSH=1 REGISTRY=registry.example`,
  );
}

/** Pushes every image of ours that this machine holds, by the name of its content. */
export async function pushRelease(registry: string): Promise<void> {
  const tags = (await list(["image", "ls", "--filter", "reference=airpath/*", "--format", "{{.Repository}}:{{.Tag}}"]))
    .map(contentTag)
    .filter((tag) => tag !== undefined);
  const digests: Record<string, string> = {};
  for (const tag of tags) {
    const target = `${registry}/airpath/${tag}`;
    await run("docker", ["tag", `airpath/${tag}`, target]);
    await run("docker", ["push", "--quiet", target]);
    const known = await run("docker", ["image", "inspect", "--format", "{{json .RepoDigests}}", target]);
    digests[tag] = digestAt(target, JSON.parse(known) as string[]);
  }
  writeWhole(file, releaseText({ debian: baseImageRef(), digests }));
}

/** @returns "engine:1f0c…", for images that are named by their content; the machine's Debian image is none. */
export const contentTag = (name: string): string | undefined =>
  /^airpath\/((?!debian:)[a-z0-9-]+:[0-9a-f]{12})$/.exec(name)?.[1];

/** @throws Failure when the registry gave none */
export function digestAt(target: string, known: readonly string[]): string {
  const repositoryName = target.slice(0, target.lastIndexOf(":"));
  const found = known.find((each) => each.startsWith(`${repositoryName}@`));
  if (found) return found.slice(repositoryName.length + 1);
  throw new Failure(
    `${target} has no digest after its push (Docker knows: ${known.join(", ") || "none"})`,
    "push it again",
  );
}

/** In the order of names, so that a commit shows what has changed. */
export function releaseText({ debian, digests }: Release): string {
  const sorted = Object.fromEntries(Object.entries(digests).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ debian, digests: sorted }, null, 2)}\n`;
}
