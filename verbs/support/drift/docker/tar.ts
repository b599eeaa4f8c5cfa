/** Pure: which files an archive holds, as `docker cp CONTAINER:FOLDER -` writes it, by digest. */
import { sha256 } from "../../../../components/workload/content-hash";
import type { FoundFile } from "./found";

const block = 512;

/**
 * @param archive a tar, ustar or PAX
 * @param root folder that the archive's first name stands for: "/etc/airpath" for "airpath/…"
 * @returns regular files, by path
 */
export function filesInTar(archive: Buffer, root: string): FoundFile[] {
  const files: FoundFile[] = [];
  let longName: string | undefined;
  for (let at = 0; at + block <= archive.length && archive[at] !== 0;) {
    const header = archive.subarray(at, at + block);
    const size = octal(header, 124, 12);
    const content = archive.subarray(at + block, at + block + size);
    at += block + Math.ceil(size / block) * block;
    const kind = String.fromCharCode(header[156] ?? 0);
    if (kind === "x") {
      longName = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content.toString("utf8"))?.[1];
      continue;
    }
    const prefix = text(header, 345, 155);
    const name = longName ?? (prefix ? `${prefix}/` : "") + text(header, 0, 100);
    longName = undefined;
    if (kind !== "0" && kind !== "\0") continue;
    files.push({
      path: `${root}/${name.slice(name.indexOf("/") + 1)}`,
      sha256: sha256(content),
      changed: new Date(octal(header, 136, 12) * 1000),
    });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const text = (header: Buffer, from: number, length: number): string =>
  header.toString("utf8", from, from + length).replace(/\0.*$/s, "");

const octal = (header: Buffer, from: number, length: number): number =>
  parseInt(text(header, from, length).trim() || "0", 8);
