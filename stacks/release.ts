import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ImageSource, Release } from "../components/workload/kubernetes-images";
import { readRecord } from "../toolchain/record";
import { versions } from "../toolchain/versions";
import { ConfigError } from "./parse-config";

export type { Release };

/** What `make artifact PUSH=1` writes: which content of which image a registry holds, and under which digest. */
export const releaseFile = join(__dirname, "release.json");

const release = z.strictObject({
  debian: z.string().min(1),
  digests: z.record(z.string(), z.string().regex(/^sha256:[0-9a-f]{64}$/)),
});

/** @throws ConfigError when there is none, or something else */
export function readRelease(file = releaseFile): Release {
  const found = existsSync(file) ? release.safeParse(parsed(readFileSync(file, "utf8"))) : undefined;
  if (found?.success) return found.data;
  throw new ConfigError(
    `stacks/release.json ${found ? "is no list of digests" : "is missing"}; allowed: what was pushed to airpath:imageRegistry; fix: make artifact PUSH=1`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where a stack's images come from: a registry, or nodes that hold what this machine built. */
export const imageSource = (registry: string | undefined): ImageSource =>
  registry === undefined
    ? { debian: readRecord().baseImage?.ref ?? versions.debian.image }
    : { registry, release: readRelease() };
