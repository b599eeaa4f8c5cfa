/**
 * How files get into a pod: plain ones in ConfigMaps, secret ones in a Secret, laid together at `configFolder` as one projected volume.
 *
 * For a container that is replaced with its files, these objects are named by their content and never change: the old pod keeps the old files to its
 * end, whatever becomes of it meanwhile. For one that takes up changed files they keep their names, and the kubelet lays what is new over what is old
 * (within its sync period, a minute or so), with the manifest that `supervise` follows.
 */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { checkFilePlace } from "./container";
import { manifest, shortHash } from "./content-hash";
import { filesVolume, type MountedFiles } from "./kubernetes-pod";
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

/** Owner and group may read; the group is the container's user's own. */
const secretMode = 0o440;
const plainMode = 0o444;

/** @returns the file's key in its object: "hls/rivage/rivage.m3u8" → "hls__rivage__rivage.m3u8" */
export function fileKey(owner: string, path: string): string {
  checkFilePlace(owner, path);
  const key = relative(path).replaceAll("/", "__");
  if (/^[-._A-Za-z0-9]{1,253}$/.test(key)) return key;
  throw new Error(
    `workload "${owner}": file ${path} cannot be a key of a ConfigMap; allowed: letters, digits, "-", "_", "." and "/"; fix: rename it`,
  );
}

const relative = (path: string): string => path.slice(configFolder.length + 1);

/** @returns the files in as few groups as fit an object each, in order; what is not known yet counts nothing here. */
export function inGroups(owner: string, files: readonly ConfigFile[]): ConfigFile[][] {
  const groups: ConfigFile[][] = [];
  let room = 0;
  for (const file of files) {
    const bytes = typeof file.content === "string" ? Buffer.byteLength(file.content) : 0;
    if (bytes > mostBytes) throw tooLarge(owner, file.path, bytes);
    if (bytes > room || groups.length === 0) {
      groups.push([]);
      room = mostBytes;
    }
    groups.at(-1)!.push(file);
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

const record = <T>(owner: string, files: readonly ConfigFile[], value: (content: pulumi.Input<string>) => T) =>
  Object.fromEntries(files.map(({ path, content }) => [fileKey(owner, path), value(content)]));

const items = (owner: string, files: readonly ConfigFile[], mode?: number) =>
  files.map(({ path }) => ({
    key: fileKey(owner, path),
    path: relative(path),
    ...(mode === undefined ? {} : { mode }),
  }));

/** Registers what holds the files. @returns what to mount; undefined where there are none */
export function layFiles(laid: LaidFiles, opts: pulumi.CustomResourceOptions): MountedFiles | undefined {
  const { name, namespace, labels, files, secretFiles, inPlace } = laid;
  const all = [...files, ...secretFiles];
  if (all.length === 0) return undefined;
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

  const maps = inGroups(name, plain).map((group, index) => {
    const suffix = index === 0 ? "files" : `files-${index + 1}`;
    const data = record(name, group, (content) => content);
    const map = new kubernetes.core.v1.ConfigMap(
      `${name}-${suffix}`,
      { metadata: metadata(suffix), data, ...fixed },
      opts,
    );
    return { configMap: { name: map.metadata.name, items: items(name, group) } };
  });
  const secrets = secret.length === 0 ? [] : [{ secret: laySecret(name, secret, metadata("secrets"), fixed, opts) }];
  return {
    volume: {
      name: filesVolume(laid.container),
      projected: { defaultMode: plainMode, sources: [...maps, ...secrets] },
    },
  };
}

function laySecret(
  name: string,
  files: readonly ConfigFile[],
  metadata: kubernetes.types.input.meta.v1.ObjectMeta,
  fixed: { immutable?: boolean },
  opts: pulumi.CustomResourceOptions,
) {
  const data = pulumi.secret(
    pulumi.all(record(name, files, (content) => content)).apply((texts) => {
      const bytes = Object.values(texts).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      if (bytes > mostBytes) throw tooLarge(name, "its secret files together", bytes);
      return Object.fromEntries(
        Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
      );
    }),
  );
  const secret = new kubernetes.core.v1.Secret(`${name}-secrets`, { metadata, type: "Opaque", data, ...fixed }, opts);
  return { name: secret.metadata.name, items: items(name, files, secretMode) };
}
