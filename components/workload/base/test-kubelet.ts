/** For tests: files as a kubelet lays them. */
import { lstatSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Files in a folder of their own, which becomes `folder`'s all at once; each name in `folder` is a link into whichever is its own then. */
export function layAsKubelet(folder: string, version: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, `..${version}`, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  linkInPlace(`..${version}`, join(folder, "..data"));
  for (const top of new Set(Object.keys(files).map((name) => name.split("/")[0]!)))
    if (!isLink(join(folder, top))) linkInPlace(join("..data", top), join(folder, top));
}

const isLink = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

function linkInPlace(target: string, path: string): void {
  symlinkSync(target, `${path}_tmp`);
  renameSync(`${path}_tmp`, path);
}
