/** Backups as files: a tar that is compressed, and that only its owner may read. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Failure } from "../../verb";
import { run } from "../command";
import { type Manifest, manifestName } from "./manifest";

/** Writes it whole or not at all. */
export async function writeArchive(
  archive: string,
  manifest: Manifest,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await inFolder(async (folder) => {
    const all = { ...files, [manifestName]: `${JSON.stringify(manifest, null, 2)}\n` };
    for (const [name, content] of Object.entries(all)) writeFileSync(join(folder, name), content, { mode: 0o600 });
    mkdirSync(dirname(archive), { recursive: true });
    const unfinished = `${archive}.${process.pid}`;
    try {
      writeFileSync(unfinished, "", { mode: 0o600 });
      await run("tar", ["-C", folder, "-czf", unfinished, ...Object.keys(all)]);
      chmodSync(unfinished, 0o600);
      renameSync(unfinished, archive);
    } finally {
      rmSync(unfinished, { force: true });
    }
  });
}

/** @returns content by name, of regular files at the top; undefined for what is not there. @throws Failure when it cannot be read at all */
export async function readArchive(archive: string): Promise<(name: string) => string | undefined> {
  if (!existsSync(archive)) throw new Failure(`FILE is "${archive}", which is not there`, "make restore FILE=…");
  return inFolder(async (folder) => {
    try {
      await run("tar", ["-C", folder, "-xzf", archive, "--no-same-owner", "--no-same-permissions"]);
    } catch (error) {
      const said = error instanceof Error ? error.message.split("\n").at(-1) : String(error);
      throw new Failure(
        `${archive} is no backup, or one that was cut off: ${said}`,
        "name a file that make backup wrote",
      );
    }
    const listed = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    const contents = new Map(listed.map(({ name }) => [name, readFileSync(join(folder, name), "utf8")]));
    return (name: string) => contents.get(name);
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "airpath-backup-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
