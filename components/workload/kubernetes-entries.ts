/** Pure: files of a pod's containers as entries of the objects that hold them. */
import * as pulumi from "@pulumi/pulumi";
import { gzipSync } from "fflate";
import { checkFilePlace } from "./container";
import { manifest } from "./content-hash";
import { containersOf, mainContainer } from "./kubernetes-names";
import { type ConfigFile, configFolder, manifestPath, type Workload } from "./workload";

/** What a container of a workload reads. */
export interface ContainerFiles {
  /** Its name in the pod. */
  container: string;
  files: readonly ConfigFile[];
  secretFiles: readonly ConfigFile[];
  /** Whether it takes up changed files while it runs. */
  inPlace: boolean;
}

/** @returns the files of every container of a workload's pod */
export const filesOf = (workload: Workload): ContainerFiles[] =>
  containersOf(workload).map(({ name: container, files = [], secretFiles = [], reload }) => ({
    ...{ container, files, secretFiles, inPlace: reload !== undefined },
  }));

/** One file as it stands in its object. */
export interface Entry {
  container: string;
  key: string;
  /** Under the folder where the container finds it. */
  path: string;
  /** Base64 where `packed`. */
  value: pulumi.Input<string>;
  packed: boolean;
  secret: boolean;
}

/** What an object may hold is 1 MiB; the rest is for its own words. */
export const mostBytes = 1_000_000;
/** What more than this says nobody reads in a preview. */
const mostPlainBytes = 64 * 1024;

/** Text as base64 of gzip. Not Node's own, whose bytes differ from version to version: what is packed anew must be what it was. */
export const pack = (text: string): string =>
  Buffer.from(gzipSync(Buffer.from(text), { level: 9, mtime: 0 })).toString("base64");

const relative = (path: string): string => path.slice(configFolder.length + 1);

/** @returns the file's key in its object: "hls/rivage/rivage.m3u8" → "hls__rivage__rivage.m3u8", a sidecar's own "origins__haproxy.cfg" */
export function fileKey(owner: string, path: string, container = mainContainer): string {
  checkFilePlace(owner, path);
  const parts = relative(path).split("/");
  const key = (container === mainContainer ? parts : [container, ...parts]).join("__");
  if (/^[-._A-Za-z0-9]{1,250}$/.test(key)) return key;
  throw new Error(
    `workload "${owner}": file ${path} cannot be a key of a ConfigMap; allowed: letters, digits, "-", "_", "." and "/"; fix: rename it`,
  );
}

const bytesOf = (content: pulumi.Input<string>): number =>
  typeof content === "string" ? Buffer.byteLength(content) : 0;

/** What counts of a value in an object: base64 is only how it is written down. */
export const sizeOf = (value: pulumi.Input<string>, packed: boolean): number => bytesOf(value) * (packed ? 3 / 4 : 1);

/** @returns the container's files, and for one that follows them the manifest that tells `supervise` what they are */
export function entriesOf(owner: string, laid: ContainerFiles): Entry[] {
  const { container, files, secretFiles, inPlace } = laid;
  const all = [...files, ...secretFiles];
  const packed = inPlace || all.reduce((sum, { content }) => sum + bytesOf(content), 0) > mostPlainBytes;
  const entry =
    (secret: boolean) =>
    ({ path, content }: ConfigFile): Entry => {
      const plain = { container, key: fileKey(owner, path, container), path: relative(path), secret };
      // The manifest is read to know whether to unpack.
      if (!packed || path === manifestPath) return { ...plain, value: content, packed: false };
      const value = typeof content === "string" ? pack(content) : pulumi.output(content).apply(pack);
      return { ...plain, key: `${plain.key}.gz`, path: `${plain.path}.gz`, value, packed };
    };
  // It says of secrets what their SHA-256 is: it stands with them.
  const list = entry(secretFiles.length > 0);
  return [
    ...files.map(entry(false)),
    ...secretFiles.map(entry(true)),
    ...(inPlace && all.length > 0 ? [list({ path: manifestPath, content: manifestOf(all) })] : []),
  ];
}

const manifestOf = (files: readonly ConfigFile[]): pulumi.Output<string> =>
  pulumi
    .all(files.map(({ content }) => content))
    .apply((texts) => manifest(files.map(({ path }, index) => ({ path, text: texts[index]! }))));

/** @returns entries in as few groups as fit an object each, in order; what is not known yet counts nothing here. */
export function inGroups(owner: string, entries: readonly Entry[]): Entry[][] {
  const groups: Entry[][] = [];
  let room = 0;
  for (const each of entries) {
    const bytes = sizeOf(each.value, each.packed);
    if (bytes > mostBytes) throw tooLarge(owner, `file ${configFolder}/${each.path}`, bytes);
    if (bytes > room || groups.length === 0) {
      groups.push([]);
      room = mostBytes;
    }
    groups.at(-1)!.push(each);
    room -= bytes;
  }
  return groups;
}

export const tooLarge = (owner: string, what: string, bytes: number) =>
  new Error(
    `workload "${owner}": ${what} has ${bytes} bytes; allowed: ${mostBytes}, what a Kubernetes object may hold; fix: divide it, or give the workload less to carry`,
  );

/** @throws when two files of the same kind of object would have one key, naming both */
export function checkKeys(owner: string, entries: readonly Entry[]): void {
  const seen = new Map<string, string>();
  for (const { key, path, secret } of entries) {
    const own = `${secret ? "secret" : "plain"} ${key}`;
    const other = seen.get(own);
    if (other !== undefined)
      throw new Error(
        `workload "${owner}": files ${configFolder}/${other} and ${configFolder}/${path} would have one key, ${key}; allowed: each its own; fix: rename one`,
      );
    seen.set(own, path);
  }
}
