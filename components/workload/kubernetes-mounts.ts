/** Pure: where a container of a pod finds its files. */
import type * as kubernetes from "@pulumi/kubernetes";
import type { Unwrap } from "@pulumi/pulumi";
import { configFolder } from "./workload";

type Volume = kubernetes.types.input.core.v1.Volume & { name: string };
type Source = kubernetes.types.input.core.v1.VolumeProjection;

export interface MountedFiles {
  volumes: Volume[];
  mounts: Unwrap<kubernetes.types.input.core.v1.VolumeMount>[];
  /** What the image's entry point must know. */
  environment: Record<string, string>;
}

const packedFolder = `${configFolder}-packed`;
/** Owner and group may read, others too; a secret's source says less. */
const plainMode = 0o444;

const projected = (name: string, sources: Source[]): Volume => ({
  name,
  projected: { defaultMode: plainMode, sources },
});

/** Files as they are, laid at `configFolder`. */
export function mountedPlain(container: string, sources: Source[]): MountedFiles {
  const name = `${container}-config`;
  return {
    volumes: [projected(name, sources)],
    mounts: [{ name, mountPath: configFolder, readOnly: true }],
    environment: {},
  };
}

/** Packed files beside `configFolder`: `supervise` unpacks them there, in memory, at the start and when they change. */
export function mountedPacked(container: string, sources: Source[]): MountedFiles {
  const [name, packed] = [`${container}-config`, `${container}-packed`];
  return {
    volumes: [projected(packed, sources), { name, emptyDir: { medium: "Memory", sizeLimit: "32Mi" } }],
    mounts: [
      { name: packed, mountPath: packedFolder, readOnly: true },
      { name, mountPath: configFolder },
    ],
    environment: { AIRPATH_PACKED: packedFolder },
  };
}
