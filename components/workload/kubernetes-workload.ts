import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { accountFor, asks } from "./kubernetes-account";
import { filesOf } from "./kubernetes-entries";
import { layFiles } from "./kubernetes-files";
import { checkNames, containersOf, label, memory } from "./kubernetes-names";
import type { MountedFiles } from "./kubernetes-mounts";
import { claimName, type PodSettings, podTemplate, workloadLabels } from "./kubernetes-pod";
import { rolloutSeconds } from "./kubernetes-probes";
import { type Exposures, outsideAudiences, privateService, publishedService } from "./kubernetes-services";
import type { RunOptions, Workload } from "./workload";

/** What a workload is placed in. */
export interface Place {
  settings: PodSettings;
  /** The namespace's name, known once it is there. */
  namespace: pulumi.Input<string>;
  exposures: Exposures;
  /** Absent: the cluster's own default. */
  storageClass?: string;
  /** Whether `up` waits until a workload has rolled out. Without it, what must follow one after the other does not. */
  awaitRollouts: boolean;
  /** Called with the address of each load balancer: unknown, or undefined, until the cluster has given it one. */
  exposed: (workload: string, address: pulumi.Output<string | undefined>) => void;
  /** Of everything: provider, and where the namespace is declared here too, that its end is theirs. */
  options: pulumi.CustomResourceOptions;
}

/** Pulumi goes on as soon as the object is there. */
export const unawaited = { "pulumi.com/skipAwait": "true" };

/**
 * One pod, made again wherever there is room. A Deployment for all of them, those with persistent volumes too: with one replica a StatefulSet's order
 * and identity buy nothing, and it would wait for a lost node to come back. The old pod ends before the new one starts (`Recreate`): two of one name
 * would feed one mount, or write to one volume.
 *
 * Its objects stand under whoever declares the workload: a component of its own for each would be one more object to write down at each step.
 * @returns the Deployment
 */
export function runWorkload(workload: Workload, place: Place, options: RunOptions): pulumi.Resource {
  checkNames(workload);
  checkSight(workload);
  const labels = workloadLabels(workload, place.settings);
  const made: Made = {
    workload,
    place,
    metadata: (name, annotations) => ({
      name,
      namespace: place.namespace,
      labels,
      ...(annotations ? { annotations } : {}),
    }),
    opts: { ...place.options, parent: options.parent },
  };
  reach(made);
  const account = asks(workload.observes) ? accountFor(workload, workload.observes, place, labels, options.parent) : [];
  const files = layFiles(
    { name: workload.name, namespace: place.namespace, labels },
    filesOf(workload),
    // What runs takes them up: its turn comes for them too.
    { ...made.opts, dependsOn: options.dependsOn },
  );
  return deploy(made, files, [...claimVolumes(made), ...account, ...(options.dependsOn ?? [])]);
}

/** @throws where a workload would see what a restricted pod cannot: it would take a namespace whose pods may do anything on their node. */
function checkSight({ name, observes }: Workload): void {
  if (observes === undefined || observes === "cluster") return;
  throw new Error(
    `workload "${name}": observes "${observes}" is for one machine; allowed in a cluster: "machine", "logs", "cluster"; ` +
      "fix: declare it on Docker alone, a cluster's kubelets tell of containers themselves",
  );
}

interface Made {
  workload: Workload;
  place: Place;
  metadata: (name: string, annotations?: Record<string, string>) => kubernetes.types.input.meta.v1.ObjectMeta;
  opts: pulumi.CustomResourceOptions;
}

/** Its address, and what lets people in. */
function reach({ workload, place, metadata, opts }: Made): void {
  const service = (name: string, spec: kubernetes.types.input.core.v1.ServiceSpec | undefined) =>
    // Seen: each awaited service costs ten seconds.
    spec && new kubernetes.core.v1.Service(name, { metadata: metadata(name, unawaited), spec }, opts);
  service(workload.name, privateService(workload));
  for (const audience of outsideAudiences) {
    const made = service(
      `${workload.name}-${audience}`,
      publishedService(workload, audience, place.exposures[audience]),
    );
    if (made && place.exposures[audience].kind === "LoadBalancer")
      place.exposed(workload.name, made.status.apply(addressOf));
  }
}

const addressOf = (status?: kubernetes.types.output.core.v1.ServiceStatus): string | undefined => {
  const [first] = status?.loadBalancer?.ingress ?? [];
  return first?.hostname ?? first?.ip;
};

function claimVolumes({ workload, place, metadata, opts }: Made): pulumi.Resource[] {
  return containersOf(workload).flatMap((spec) =>
    (spec.volumes ?? [])
      .filter(({ kind }) => kind === "persistent")
      .map(({ name: volume, mebibytes }) => {
        const name = claimName(workload.name, spec.name, volume);
        return new kubernetes.core.v1.PersistentVolumeClaim(
          name,
          {
            // Bound when the pod is placed, and not before.
            metadata: metadata(name, unawaited),
            spec: {
              accessModes: ["ReadWriteOnce"],
              ...(place.storageClass === undefined ? {} : { storageClassName: place.storageClass }),
              resources: { requests: { storage: memory(mebibytes) } },
            },
          },
          opts,
        );
      }),
  );
}

function deploy(
  { workload, place, metadata, opts }: Made,
  files: ReadonlyMap<string, MountedFiles>,
  dependsOn: readonly pulumi.Input<pulumi.Resource>[],
): pulumi.Resource {
  const seconds = rolloutSeconds(containersOf(workload));
  return new kubernetes.apps.v1.Deployment(
    workload.name,
    {
      metadata: metadata(workload.name, place.awaitRollouts ? undefined : unawaited),
      spec: {
        replicas: 1,
        revisionHistoryLimit: 2,
        progressDeadlineSeconds: seconds,
        strategy: { type: "Recreate" },
        selector: { matchLabels: { [label.workload]: workload.name } },
        template: podTemplate(workload, files, place.settings),
      },
    },
    { ...opts, dependsOn: [...dependsOn], customTimeouts: { create: `${seconds}s`, update: `${seconds}s` } },
  );
}
