/** What an artifact's files are held against. */
import { createHash } from "node:crypto";
import { createReadStream, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Subject {
  /** A file's name. */
  name: string;
  /** Hexadecimal. */
  sha256: string;
}

/**
 * Writes provenance.json, which binds all that the folder holds, and SHA256SUMS of all that and of the provenance: who signs that file vouches for every other one.
 * @param provenanceOf what is said of the files
 */
export async function seal(folder: string, provenanceOf: (subjects: Subject[]) => unknown): Promise<void> {
  const subjects = await checksums(folder, readdirSync(folder).sort());
  writeFileSync(join(folder, "provenance.json"), `${JSON.stringify(provenanceOf(subjects), null, 2)}\n`);
  const all = [...subjects, ...(await checksums(folder, ["provenance.json"]))];
  writeFileSync(join(folder, "SHA256SUMS"), all.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(""));
}

const checksums = (folder: string, names: readonly string[]): Promise<Subject[]> =>
  Promise.all(names.map(async (name) => ({ name, sha256: await sha256Of(join(folder, name)) })));

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
