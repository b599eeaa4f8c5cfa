/** What a cluster has before a stack of ours comes. */
import type { ControlPlane } from "./control-plane";

/**
 * Volumes of a class "test", for claims to take: nobody makes any here.
 * @param folder on the node where its pod is; default: one that is nowhere, for nodes that only pretend
 */
export async function provideVolumes(
  plane: ControlPlane,
  count: number,
  folder = (index: number): string => `/nowhere/${index}`,
): Promise<void> {
  await plane.create("/apis/storage.k8s.io/v1/storageclasses", {
    kind: "StorageClass",
    metadata: { name: "test" },
    provisioner: "kubernetes.io/no-provisioner",
    volumeBindingMode: "WaitForFirstConsumer",
  });
  for (let index = 1; index <= count; index++)
    await plane.create("/api/v1/persistentvolumes", {
      kind: "PersistentVolume",
      metadata: { name: `volume-${index}` },
      spec: {
        capacity: { storage: "10Gi" },
        accessModes: ["ReadWriteOnce"],
        storageClassName: "test",
        hostPath: { path: folder(index) },
      },
    });
}
