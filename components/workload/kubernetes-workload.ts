import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { layFiles } from "./kubernetes-files";
import { checkNames, containersOf, label, mainContainer, memory } from "./kubernetes-names";
import { publishedPolicy } from "./kubernetes-network";
import type { MountedFiles } from "./kubernetes-mounts";
import { claimName, type PodSettings, podTemplate, workloadLabels } from "./kubernetes-pod";
import { rolloutSeconds } from "./kubernetes-probes";
import { type Exposures, outsideAudiences, privateService, publishedService } from "./kubernetes-services";
import type { RunOptions, Workload } from "./workload";

/** What a workload is placed in. */
export interface Place {
  settings: PodSettings;
  /** The namespace's name, known once it is there. */
  namespace: pulumi.Output<string>;
  exposures: Exposures;
  /** Absent: the cluster's own default. */
  storageClass?: string;
  /** Whether `up` waits until a workload has rolled out. Without it, what must follow one after the other does not. */
  awaitRollouts: boolean;
  /** Of everything: provider, and whose end is its end. */
  options: pulumi.CustomResourceOptions;
}

/** Pulumi goes on as soon as the object is there. */
export const unawaited = { "pulumi.com/skipAwait": "true" };

/**
 * One pod, made again wherever there is room. A Deployment for all of them, those with persistent volumes too: with one replica a StatefulSet's order
 * and identity buy nothing, and it would wait for a lost node to come back. The old pod ends before the new one starts (`Recreate`): two of one name
 * would feed one mount, or write to one volume.
 */
export class KubernetesWorkload extends pulumi.ComponentResource {
  private readonly opts: pulumi.CustomResourceOptions;
  private readonly labels: Record<string, string>;

  constructor(
    private readonly workload: Workload,
    private readonly place: Place,
    options: RunOptions,
  ) {
    super(
      "airpath:workload:KubernetesWorkload",
      workload.name,
      {},
      { parent: options.parent, dependsOn: options.dependsOn },
    );
    checkNames(workload);
    this.opts = { ...place.options, parent: this };
    this.labels = workloadLabels(workload, place.settings);
    this.reach();
    this.deploy(this.layFiles(), this.claimVolumes());
    this.registerOutputs({ name: workload.name });
  }

  private metadata(name: string, annotations?: Record<string, string>): kubernetes.types.input.meta.v1.ObjectMeta {
    return { name, namespace: this.place.namespace, labels: this.labels, ...(annotations ? { annotations } : {}) };
  }

  /** Its address, what lets people in, and what lets their packets in. */
  private reach(): void {
    const { workload, place } = this;
    const service = (name: string, spec: kubernetes.types.input.core.v1.ServiceSpec | undefined) =>
      // Seen: each awaited service costs ten seconds.
      spec && new kubernetes.core.v1.Service(name, { metadata: this.metadata(name, unawaited), spec }, this.opts);
    service(workload.name, privateService(workload));
    for (const audience of outsideAudiences)
      service(`${workload.name}-${audience}`, publishedService(workload, audience, place.exposures[audience]));
    const spec = publishedPolicy(workload);
    const name = `${workload.name}-published`;
    if (spec) new kubernetes.networking.v1.NetworkPolicy(name, { metadata: this.metadata(name), spec }, this.opts);
  }

  private layFiles(): Map<string, MountedFiles> {
    const { workload, place } = this;
    const laid = containersOf(this.workload).map((spec) => {
      const files = layFiles(
        {
          name: spec.name === mainContainer ? workload.name : `${workload.name}-${spec.name}`,
          container: spec.name,
          namespace: place.namespace,
          labels: this.labels,
          files: spec.files ?? [],
          secretFiles: spec.secretFiles ?? [],
          inPlace: spec.reload !== undefined,
        },
        this.opts,
      );
      return files ? [[spec.name, files] as const] : [];
    });
    return new Map(laid.flat());
  }

  private claimVolumes(): pulumi.Resource[] {
    const { workload, place } = this;
    return containersOf(this.workload).flatMap((spec) =>
      (spec.volumes ?? [])
        .filter(({ kind }) => kind === "persistent")
        .map(({ name: volume, mebibytes }) => {
          const name = claimName(workload.name, spec.name, volume);
          return new kubernetes.core.v1.PersistentVolumeClaim(
            name,
            {
              // Bound when the pod is placed, and not before.
              metadata: this.metadata(name, unawaited),
              spec: {
                accessModes: ["ReadWriteOnce"],
                ...(place.storageClass === undefined ? {} : { storageClassName: place.storageClass }),
                resources: { requests: { storage: memory(mebibytes) } },
              },
            },
            this.opts,
          );
        }),
    );
  }

  private deploy(files: Map<string, MountedFiles>, dependsOn: pulumi.Resource[]): void {
    const { workload, place } = this;
    const seconds = rolloutSeconds(containersOf(this.workload));
    new kubernetes.apps.v1.Deployment(
      workload.name,
      {
        metadata: this.metadata(workload.name, place.awaitRollouts ? undefined : unawaited),
        spec: {
          replicas: 1,
          revisionHistoryLimit: 2,
          progressDeadlineSeconds: seconds,
          strategy: { type: "Recreate" },
          selector: { matchLabels: { [label.workload]: workload.name } },
          template: podTemplate(workload, files, place.settings),
        },
      },
      { ...this.opts, dependsOn, customTimeouts: { create: `${seconds}s`, update: `${seconds}s` } },
    );
  }
}
