/**
 * How files get into a pod: plain ones in ConfigMaps, secret ones in a Secret, laid together as one projected volume.
 *
 * For a container that is replaced with its files, these objects are named by their content and never change: the old pod keeps the old files to its
 * end, whatever becomes of it meanwhile. For one that takes up changed files they keep their names, and the kubelet lays what is new over what is old
 * (within its sync period, a minute or so), with the manifest that `supervise` follows.
 *
 * Servers' files, and many at once, are packed: an object holds 1 MiB at most, and Pulumi writes the whole state, each object's files three times
 * in it, after every step.
 */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { gzipSync } from "fflate";
import { checkFilePlace } from "./container";
import { manifest, shortHash } from "./content-hash";
import { type MountedFiles, mountedPacked, mountedPlain } from "./kubernetes-mounts";
import { type ConfigFile, configFolder, manifestPath } from "./workload";

export interface LaidFiles {
  /** Begins the objects' names: the workload's, and a sidecar's after it. */
  name: string;
  /** The container's name in the pod. */
  container: string;
  namespace: pulumi.Input<string>;
  labels: Record<string, string>;
  files: readonly ConfigFile[];
  secretFiles: readonly ConfigFile[];
  /** Whether the container takes up changed files while it runs. */
  inPlace: boolean;
}

/** What an object may hold is 1 MiB; the rest is for its own words. */
export const mostBytes = 1_000_000;
/** What more than this says nobody reads in a preview. */
const mostPlainBytes = 64 * 1024;

/** Owner and group may read; the group is the container's user's own. */
const secretMode = 0o440;

/** One file as it stands in its object. */
interface Entry {
  key: string;
  /** Under the folder where the object is laid. */
  path: string;
  /** Base64 where `packed`. */
  value: pulumi.Input<string>;
  packed: boolean;
}

/** Text as base64 of gzip. Not Node's own, whose bytes differ from version to version: what is packed anew must be what it was. */
export const pack = (text: string): string =>
  Buffer.from(gzipSync(Buffer.from(text), { level: 9, mtime: 0 })).toString("base64");

/** @returns the file's key in its object: "hls/rivage/rivage.m3u8" → "hls__rivage__rivage.m3u8" */
export function fileKey(owner: string, path: string): string {
  checkFilePlace(owner, path);
  const key = relative(path).replaceAll("/", "__");
  if (/^[-._A-Za-z0-9]{1,250}$/.test(key)) return key;
  throw new Error(
    `workload "${owner}": file ${path} cannot be a key of a ConfigMap; allowed: letters, digits, "-", "_", "." and "/"; fix: rename it`,
  );
}

const relative = (path: string): string => path.slice(configFolder.length + 1);

function entry(owner: string, { path, content }: ConfigFile, packed: boolean): Entry {
  const [key, own] = [fileKey(owner, path), relative(path)];
  // The manifest is read to know whether to unpack.
  if (!packed || path === manifestPath) return { key, path: own, value: content, packed: false };
  const value = typeof content === "string" ? pack(content) : pulumi.output(content).apply(pack);
  return { key: `${key}.gz`, path: `${own}.gz`, value, packed };
}

const bytesOf = (content: pulumi.Input<string>): number =>
  typeof content === "string" ? Buffer.byteLength(content) : 0;

/** What counts of a value in an object: base64 is only how it is written down. */
const sizeOf = (value: pulumi.Input<string>, packed: boolean): number => bytesOf(value) * (packed ? 3 / 4 : 1);

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

const tooLarge = (owner: string, what: string, bytes: number) =>
  new Error(
    `workload "${owner}": ${what} has ${bytes} bytes; allowed: ${mostBytes}, what a Kubernetes object may hold; fix: divide it, or give the workload less to carry`,
  );

function checkKeys(owner: string, files: readonly ConfigFile[]): void {
  const seen = new Map<string, string>();
  for (const { path } of files) {
    const key = fileKey(owner, path);
    const other = seen.get(key);
    if (other !== undefined)
      throw new Error(
        `workload "${owner}": files ${other} and ${path} would have one key, ${key}; allowed: each its own; fix: rename one`,
      );
    seen.set(key, path);
  }
}

const items = (entries: readonly Entry[], mode?: number) =>
  entries.map(({ key, path }) => ({ key, path, ...(mode === undefined ? {} : { mode }) }));

const valuesOf = (entries: readonly Entry[]) => Object.fromEntries(entries.map(({ key, value }) => [key, value]));

/** A ConfigMap's fields: text, and what is none. */
function dataOf(entries: readonly Entry[]) {
  const [data, binaryData] = [
    valuesOf(entries.filter((each) => !each.packed)),
    valuesOf(entries.filter((each) => each.packed)),
  ];
  return {
    ...(Object.keys(data).length > 0 ? { data } : {}),
    ...(Object.keys(binaryData).length > 0 ? { binaryData } : {}),
  };
}

/** Registers what holds the files. @returns what to mount; undefined where there are none */
export function layFiles(laid: LaidFiles, opts: pulumi.CustomResourceOptions): MountedFiles | undefined {
  const { name, namespace, labels, files, secretFiles, inPlace } = laid;
  const all = [...files, ...secretFiles];
  if (all.length === 0) return undefined;
  const packed = inPlace || all.reduce((sum, { content }) => sum + bytesOf(content), 0) > mostPlainBytes;
  const contents = pulumi.all(all.map(({ content }) => content));
  const paths = all.map(({ path }) => path);
  const listed: ConfigFile[] = inPlace
    ? [
        {
          path: manifestPath,
          content: contents.apply((texts) => manifest(paths.map((path, index) => ({ path, text: texts[index]! })))),
        },
      ]
    : [];
  // The manifest says of secrets what their SHA-256 is: it stands with them.
  const secret = secretFiles.length > 0 ? [...secretFiles, ...listed] : [];
  const plain = secretFiles.length > 0 ? files : [...files, ...listed];
  checkKeys(name, [...plain, ...secret]);
  // A hash over contents of full entropy: it tells that a secret has changed, never what it is.
  const hash = pulumi.unsecret(contents.apply((texts) => shortHash(...paths, ...texts)));
  const called = (suffix: string) => (inPlace ? `${name}-${suffix}` : pulumi.interpolate`${name}-${suffix}-${hash}`);
  const metadata = (suffix: string) => ({ name: called(suffix), namespace, labels });
  const fixed = inPlace ? {} : { immutable: true };
  const entries = (of: readonly ConfigFile[]) => of.map((file) => entry(name, file, packed));

  const maps = inGroups(name, entries(plain)).map((group, index) => {
    const suffix = index === 0 ? "files" : `files-${index + 1}`;
    const map = new kubernetes.core.v1.ConfigMap(
      `${name}-${suffix}`,
      { metadata: metadata(suffix), ...dataOf(group), ...fixed },
      opts,
    );
    return { configMap: { name: map.metadata.name, items: items(group) } };
  });
  const secrets = secret.length === 0 ? [] : [laySecret(name, entries(secret), metadata("secrets"), fixed, opts)];
  return (packed ? mountedPacked : mountedPlain)(laid.container, [...maps, ...secrets]);
}

function laySecret(
  name: string,
  entries: readonly Entry[],
  metadata: kubernetes.types.input.meta.v1.ObjectMeta,
  fixed: { immutable?: boolean },
  opts: pulumi.CustomResourceOptions,
) {
  const data = pulumi.secret(
    pulumi.all(valuesOf(entries)).apply((values) => {
      const bytes = entries.reduce((sum, { key, packed }) => sum + sizeOf(values[key]!, packed), 0);
      if (bytes > mostBytes) throw tooLarge(name, "its secret files together", bytes);
      const base64 = ({ key, packed }: Entry) => (packed ? values[key]! : Buffer.from(values[key]!).toString("base64"));
      return Object.fromEntries(entries.map((each) => [each.key, base64(each)]));
    }),
  );
  const secret = new kubernetes.core.v1.Secret(`${name}-secrets`, { metadata, type: "Opaque", data, ...fixed }, opts);
  return { secret: { name: secret.metadata.name, items: items(entries, secretMode) } };
}
