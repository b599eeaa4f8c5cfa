import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ImageSpec } from "./workload";

/** The repository: contexts are relative to it. */
export const root = join(__dirname, "../..");

/** One regular file of a build context. */
export interface SourceFile {
  /** Relative to the context, with "/": "pipeline/main.liq". */
  path: string;
  content: Buffer;
  executable: boolean;
}

/**
 * Reads the files that an image is made of.
 * @param context folder
 * @param sources files or folders in it
 * @returns every file, sorted by path. Tests (`*.test.ts`) are never part of an image.
 * @throws when a source does not exist, naming it
 */
export function readSources(context: string, sources: string[]): SourceFile[] {
  const files = sources.flatMap((source) => walk(context, source));
  return files
    .filter((path) => !path.endsWith(".test.ts"))
    .sort()
    .map((path) => ({
      path,
      content: readFileSync(join(context, path)),
      executable: (statSync(join(context, path)).mode & 0o100) !== 0,
    }));
}

function walk(context: string, path: string): string[] {
  const stat = statSync(join(context, path), { throwIfNoEntry: false });
  if (!stat) {
    throw new Error(
      `${context}: source "${path}" does not exist; allowed: files and folders of the context; fix: correct the image's sources`,
    );
  }
  if (stat.isFile()) return [path];
  return readdirSync(join(context, path)).flatMap((name) => walk(context, `${path}/${name}`));
}

/** SHA-256 over names, modes and contents, in hex; the order of files does not matter, their boundaries do. */
export function hashSources(files: SourceFile[], salt: string[] = []): string {
  const hash = createHash("sha256");
  for (const text of salt) hash.update(`${text.length}:${text}`);
  for (const { path, content, executable } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path.length}:${path}${executable ? "x" : "-"}${content.length}:`).update(content);
  }
  return hash.digest("hex");
}

/** What an image is made of, and how it is called for that. */
export interface ImageContent {
  files: SourceFile[];
  /** SHA-256, in hex, of its files and of what it starts from. */
  contentHash: string;
  /** "airpath/engine:1f0c…". */
  tag: string;
}

/** @param start content hash of the image that it starts from, or the reference of the Debian image */
export function imageContent(
  { name, context, sources }: Pick<ImageSpec, "name" | "context" | "sources">,
  start: string,
): ImageContent {
  const files = readSources(join(root, context), sources);
  const contentHash = hashSources(files, [start]);
  return { files, contentHash, tag: `airpath/${name}:${contentHash.slice(0, 12)}` };
}

/** In hex, as `sha256sum` writes it. */
export const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

/** A short name for content: the first twelve hex digits of its SHA-256. */
export function shortHash(...texts: string[]): string {
  return hashSources([], texts).slice(0, 12);
}

/** @returns what `sha256sum --check` reads: of each file the SHA-256 and the path, sorted by path. */
export function manifest(files: readonly { path: string; text: string }[]): string {
  return [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, text }) => `${sha256(text)}  ${path}\n`)
    .join("");
}
