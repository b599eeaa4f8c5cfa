/** Brings images to a registry, and writes down what became of them there: stacks in clusters take them from that. */
import { registryPattern } from "../../stacks/config";
import { type Release, releaseFile } from "../../stacks/release";
import { baseImageRef, writeWhole } from "../../toolchain/record";
import { Failure, UsageError } from "../verb";
import { execute, run } from "./command";
import { list } from "./docker";

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

/** @returns every image of ours that this machine holds, by the name of its content: "engine:1f0c…" */
export const heldImages = async (): Promise<string[]> =>
  (await list(["image", "ls", "--filter", "reference=airpath/*", "--format", "{{.Repository}}:{{.Tag}}"]))
    .map(contentTag)
    .filter((tag) => tag !== undefined);

/**
 * Pushes images, and writes down their digests: what was written before stands until all of them are there.
 * @param tags as `heldImages` has them
 * @param env by which Docker's command finds who is logged in
 * @throws Failure with what could not be pushed, and why
 */
export async function pushRelease(
  registry: string,
  tags: readonly string[],
  file = releaseFile,
  env = process.env,
): Promise<void> {
  const digests: Record<string, string> = {};
  for (const tag of tags) digests[tag] = await push(tag, registry, env);
  writeWhole(file, releaseText({ debian: baseImageRef(), digests }));
}

/** @returns the digest that the registry gave; the registry's name for the image is not left behind. */
async function push(tag: string, registry: string, env: NodeJS.ProcessEnv): Promise<string> {
  const target = `${registry}/airpath/${tag}`;
  await run("docker", ["tag", `airpath/${tag}`, target]);
  try {
    const { code, stderr } = await execute("docker", ["push", "--quiet", target], { env });
    if (code !== 0) throw refusal(target, stderr);
    const known = await run("docker", ["image", "inspect", "--format", "{{json .RepoDigests}}", target]);
    return digestAt(target, JSON.parse(known) as string[]);
  } finally {
    await run("docker", ["image", "rm", target]);
  }
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

/** What Docker says of a push, what that means, and the fix. The first that fits. */
const refusals: [RegExp, string, (host: string) => string][] = [
  [
    /HTTP response to HTTPS client/,
    "it speaks no TLS",
    (host) => `give it TLS, or name ${host} among "insecure-registries" in Docker's daemon.json`,
  ],
  [
    /x509:/,
    "Docker does not trust its certificate",
    (host) => `lay the certificate of who vouches for it at /etc/docker/certs.d/${host}/ca.crt`,
  ],
  [
    /no basic auth credentials|unauthorized|authentication required/,
    "it wants another login than it has, or any at all",
    (host) => `docker login ${host}`,
  ],
  [
    /denied|insufficient_scope|forbidden/i,
    "whoever is logged in may not push there",
    (host) => `docker login ${host} as somebody who may, or correct the path in REGISTRY=`,
  ],
  [
    /name unknown|repository .*not (exist|found)/i,
    "it has no such repository, and makes none by itself",
    () => "make that repository in the registry, or correct the path in REGISTRY=",
  ],
  [
    /no such host|connection refused|no route to host|unreachable|timeout|deadline exceeded|EOF/i,
    "nothing answers there",
    (host) => `see that Docker reaches ${host}, or correct REGISTRY=`,
  ],
];

/**
 * Pure.
 * @param target "registry.example/airpath/engine:1f0c…"
 * @param said Docker's own words
 */
export function refusal(target: string, said: string): Failure {
  const words = said.trim().split("\n").at(-1) ?? "";
  const [, what, fix] = refusals.find(([pattern]) => pattern.test(said)) ?? [
    undefined,
    "Docker ended badly",
    () => "mend what Docker says",
  ];
  const [host = ""] = target.split("/");
  return new Failure(
    `${target} could not be pushed: ${what} (${words || "no word"}); stacks/release.json is as it was`,
    `${fix(host)}; then make artifact PUSH=1 once more, which goes on from here`,
  );
}
