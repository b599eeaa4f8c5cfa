/** What a backup holds, and whether what is read back is what was written. Pure. */
import { z } from "zod";
import { sha256 } from "../../../components/workload/content-hash";
import { Failure } from "../../verb";

/** Inside the archive, beside the files that it names. */
export const manifestName = "manifest.json";

const manifest = z.object({
  format: z.literal(1),
  stack: z.string(),
  /** When it was made, ISO 8601. */
  made: z.string(),
  /** The commit that the clone was at. */
  commit: z.string(),
  /** By which Docker plugin the stack's resources were made: under the other one all would be replaced. Absent: it has none. */
  plugin: z.enum(["official", "built"]).optional(),
  /** How many resources the state holds. */
  resources: z.int(),
  /** SHA-256 in hex by name. */
  files: z.record(z.string(), z.string()),
});

export type Manifest = z.infer<typeof manifest>;

const digests = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [name, sha256(content)]));

export const manifestOf = (
  about: Omit<Manifest, "format" | "files">,
  files: Readonly<Record<string, string>>,
): Manifest => ({ format: 1, ...about, files: digests(files) });

const another = "name a file that make backup wrote";

/**
 * @param archive names the file in what is said of it
 * @param read content by name; undefined: it is not in the archive
 * @returns the manifest, and every file that it names
 * @throws Failure when it is no backup, one of another stack, or not whole
 */
export function readBackup(
  archive: string,
  stack: string,
  read: (name: string) => string | undefined,
): { manifest: Manifest; files: Record<string, string> } {
  const found = parsed(read(manifestName));
  if (!found)
    throw new Failure(`${archive} is no backup of a stack: it holds no ${manifestName} that can be read`, another);
  if (found.stack !== stack)
    throw new Failure(
      `${archive} is a backup of stack "${found.stack}", and not of "${stack}"`,
      `make restore STACK=${found.stack}`,
    );
  const files = Object.entries(found.files).map(([name, digest]) => {
    const content = read(name);
    if (content === undefined || sha256(content) !== digest)
      throw new Failure(
        `${archive} is not whole: ${name} ${content === undefined ? "is missing" : "is not what was written"}`,
        "take another backup; nothing was changed",
      );
    return [name, content] as const;
  });
  return { manifest: found, files: Object.fromEntries(files) };
}

function parsed(text: string | undefined): Manifest | undefined {
  try {
    return manifest.parse(JSON.parse(text ?? ""));
  } catch {
    return undefined;
  }
}
