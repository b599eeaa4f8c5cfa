/**
 * How files get into a pod: plain ones in a ConfigMap, secret ones in a Secret, of which each container is shown its own as one projected volume.
 *
 * Files of containers that are replaced with them lie in objects that never change: the old pod keeps the old files to its end, whatever becomes of it
 * meanwhile. Each has a name that no other had, from the provider: where names come of the content, an `up` that takes back a change which failed makes the
 * old object again, and then removes it as the one that the change had replaced. For those that take up changed files the objects keep their names, and the kubelet lays what is new over what is
 * old (within its sync period, a minute or so), with the manifest that `supervise` follows.
 *
 * Servers' files, and many at once, are packed, and a workload's containers share objects: an object holds 1 MiB at most, and Pulumi writes the whole
 * state, each object's files three times in it, twice for each object that it makes.
 */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  checkKeys,
  type ContainerFiles,
  entriesOf,
  type Entry,
  inGroups,
  mostBytes,
  sizeOf,
  tooLarge,
} from "./kubernetes-entries";
import { type MountedFiles, mountedPacked, mountedPlain } from "./kubernetes-mounts";
import { mainContainer } from "./kubernetes-names";

/** Whose files they are. */
export interface FilesOwner {
  name: string;
  namespace: pulumi.Input<string>;
  labels: Record<string, string>;
}

type Source = kubernetes.types.input.core.v1.VolumeProjection;

/** Owner and group may read; the group is the container's user's own. */
const secretMode = 0o440;

/** Registers what holds the files. @returns what to mount, by container; those without files are not among them */
export function layFiles(
  owner: FilesOwner,
  containers: readonly ContainerFiles[],
  opts: pulumi.CustomResourceOptions,
): Map<string, MountedFiles> {
  const mounted = [false, true].flatMap((inPlace) => {
    const laid = containers.filter(
      (each) => each.inPlace === inPlace && each.files.length + each.secretFiles.length > 0,
    );
    return laid.length === 0 ? [] : layTogether(owner, laid, inPlace, opts);
  });
  return new Map(mounted);
}

function layTogether(
  { name: workload, namespace, labels }: FilesOwner,
  laid: readonly ContainerFiles[],
  inPlace: boolean,
  opts: pulumi.CustomResourceOptions,
): [string, MountedFiles][] {
  const [first] = laid.map(({ container }) => container);
  const name = first === mainContainer ? workload : `${workload}-${first}`;
  const entries = laid.flatMap((each) => entriesOf(workload, each));
  checkKeys(workload, entries);
  const metadata = (suffix: string) => ({ ...(inPlace ? { name: `${name}-${suffix}` } : {}), namespace, labels });
  const fixed = inPlace ? {} : { immutable: true };

  const maps = inGroups(
    workload,
    entries.filter(({ secret }) => !secret),
  ).map((group, index) => {
    const suffix = index === 0 ? "files" : `files-${index + 1}`;
    const map = new kubernetes.core.v1.ConfigMap(
      `${name}-${suffix}`,
      { metadata: metadata(suffix), ...dataOf(group), ...fixed },
      opts,
    );
    return { group, source: (items: Item[]): Source => ({ configMap: { name: map.metadata.name, items } }) };
  });
  const secretEntries = entries.filter(({ secret }) => secret);
  const secrets = secretEntries.length === 0 ? [] : [laySecret(name, secretEntries, metadata("secrets"), fixed, opts)];
  return laid.map(({ container }) => {
    const sources = [...maps, ...secrets].flatMap(({ group, source }) => {
      const own = group.filter((each) => each.container === container);
      return own.length === 0 ? [] : [source(own.map(itemOf))];
    });
    const packed = entries.some((each) => each.container === container && each.packed);
    return [container, (packed ? mountedPacked : mountedPlain)(container, sources)];
  });
}

type Item = kubernetes.types.input.core.v1.KeyToPath;
const itemOf = ({ key, path, secret }: Entry): Item => ({ key, path, ...(secret ? { mode: secretMode } : {}) });

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

function laySecret(
  name: string,
  group: Entry[],
  metadata: kubernetes.types.input.meta.v1.ObjectMeta,
  fixed: { immutable?: boolean },
  opts: pulumi.CustomResourceOptions,
) {
  const data = pulumi.secret(
    pulumi.all(valuesOf(group)).apply((values) => {
      const bytes = group.reduce((sum, { key, packed }) => sum + sizeOf(values[key]!, packed), 0);
      if (bytes > mostBytes) throw tooLarge(name, "its secret files together", bytes);
      const base64 = ({ key, packed }: Entry) => (packed ? values[key]! : Buffer.from(values[key]!).toString("base64"));
      return Object.fromEntries(group.map((each) => [each.key, base64(each)]));
    }),
  );
  const secret = new kubernetes.core.v1.Secret(`${name}-secrets`, { metadata, type: "Opaque", data, ...fixed }, opts);
  return { group, source: (items: Item[]): Source => ({ secret: { name: secret.metadata.name, items } }) };
}
