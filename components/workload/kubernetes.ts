/**
 * The Kubernetes renderer: one namespace. A workload becomes a Deployment of one pod, with sidecars as containers of it, a Service called as it is, and
 * what it needs of ConfigMaps, Secrets, claims and further Services; a job becomes a Job that is called by its content. Image builds are none of its
 * business. Nothing is reached that neither a published port nor `connect` names.
 */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { baseImage } from "./container";
import { type Asking, asks, callsToCluster } from "./kubernetes-account";
import { isOnEveryNode, runAgent } from "./kubernetes-agent";
import { shortHash } from "./content-hash";
import { layFiles } from "./kubernetes-files";
import { type ImageSource, pullJob, releasedImage } from "./kubernetes-images";
import { jobLabels, jobSpec } from "./kubernetes-job";
import { agentNamespace, contentName, label, mainContainer } from "./kubernetes-names";
import { admitted, allowNames, connectionPolicies, denyAll, type Home } from "./kubernetes-network";
import { declareObject, type DeclaredObject } from "./kubernetes-objects";
import { type PodSettings, workloadLabels } from "./kubernetes-pod";
import type { Exposures } from "./kubernetes-services";
import { exported, isExported, leadingTo, otherSite, type Sites } from "./kubernetes-sites";
import { type Place, runWorkload, unawaited } from "./kubernetes-workload";
import type { Connection, Image, ImageSpec, Job, RunOptions, Runtime, Workload } from "./workload";

export interface KubernetesRuntimeArgs {
  /** All is in it: "airpath-prod". */
  namespace: string;
  /** Whether the namespace, and what counts for all in it, is declared here and goes with it, or by another stack. */
  ownsNamespace: boolean;
  /** Which cluster this is: its API server's address, and the context of the kubeconfig in use that leads there. */
  cluster: { server: string; context: string };
  images: ImageSource;
  /** Secrets of the namespace, made by somebody else, with which the registry gives images away. */
  imagePullSecrets: readonly string[];
  /** In how many zones nodes stand. */
  zones: number;
  /** See `PodSettings`. */
  cpuReserved: number;
  /** Class of persistent volumes; absent: the cluster's default. */
  storageClass?: string;
  /** Absent: this cluster holds all of it. */
  sites?: Sites;
  exposures: Exposures;
  /** See `Place`. */
  awaitRollouts: boolean;
}

/** Before what has no class, after what the cluster itself needs. */
const priority = 1_000_000;

export class KubernetesRuntime extends pulumi.ComponentResource implements Runtime {
  /** Of each workload that a load balancer lets people in to: the address that the cluster gave that one; none yet where it is asked in vain. */
  readonly addresses: Record<string, pulumi.Output<string | undefined>> = {};
  private readonly place: Place;
  private readonly spreadGroups = new Set<string>();
  private readonly workloads: Workload[] = [];
  /** Names of workloads and jobs that run by this runtime. */
  private readonly own = new Set<string>();
  /** What those observe that ask the API server, by name. */
  private readonly asking = new Map<string, Asking>();
  private agentPlace?: Place;

  constructor(
    name: string,
    private readonly args: KubernetesRuntimeArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airpath:workload:KubernetesRuntime", name, {}, opts);
    const provider = this.provider(name);
    this.place = {
      settings: this.podSettings(),
      exposures: args.exposures,
      storageClass: args.storageClass,
      awaitRollouts: args.awaitRollouts,
      exposed: (workload, address) => (this.addresses[workload] = address),
      ...(args.ownsNamespace ? this.found(provider) : { namespace: args.namespace, options: { provider } }),
    };
    if (args.ownsNamespace) {
      this.policy("deny-all", denyAll);
      this.policy("allow-names", allowNames);
    }
    this.registerOutputs({ namespace: args.namespace });
  }

  /** Whoever runs an image of a registry waits until the cluster was given it. */
  image(spec: ImageSpec): Image {
    const image = releasedImage({ ...spec, base: spec.base ?? this.base() }, this.args.images);
    if (!("registry" in this.args.images)) return image;
    const proof = this.job(pullJob(spec.name, image), { parent: this });
    return { ...image, reference: proof.apply(() => image.reference) };
  }

  run(workload: Workload, options: RunOptions): pulumi.Resource {
    const { name, observes } = workload;
    if (otherSite(this.args.sites, name) !== undefined) return this.lead(workload, options);
    this.own.add(name);
    if (asks(observes)) this.asking.set(name, observes);
    if (isOnEveryNode(observes))
      return runAgent(workload, observes === "logs" ? (this.agentPlace ??= this.beside()) : this.place, options);
    this.disrupt(workload.spreadGroup);
    this.workloads.push(workload);
    if (isExported(this.args.sites, name)) this.declare([exported(name)], options);
    return runWorkload(workload, this.place, options);
  }

  job(job: Job, options: RunOptions): pulumi.Output<pulumi.Resource> {
    const { place } = this;
    // Whoever is not here is not replaced here.
    if (job.about !== undefined && otherSite(this.args.sites, job.about) !== undefined)
      return this.urn.apply(() => this);
    this.own.add(job.name);
    const opts = { ...place.options, parent: options.parent, dependsOn: options.dependsOn };
    const own = { namespace: place.namespace, labels: jobLabels(job, place.settings) };
    const laid = {
      container: mainContainer,
      files: job.files ?? [],
      secretFiles: job.secretFiles ?? [],
      inPlace: false,
    };
    const files = layFiles({ ...own, name: job.name }, [laid], opts);
    const spec = jobSpec(job, files.get(mainContainer), place.settings);
    // Whatever is declared of it is in its name: another declaration is another Job, made and awaited before the old one goes.
    const hash = pulumi.unsecret(pulumi.output(spec).apply((declared) => shortHash(JSON.stringify(declared))));
    const made = new kubernetes.batch.v1.Job(
      job.name,
      {
        metadata: {
          ...own,
          name: hash.apply((content) => contentName(job.name, content)),
          // One that failed is run again by the next `up`, which cannot change it.
          annotations: { "pulumi.com/replaceUnready": "true" },
        },
        spec,
      },
      opts,
    );
    return made.urn.apply(() => made);
  }

  /** Both ends of a connection have it among theirs: the other one's is declared where that one runs. */
  connect(connections: readonly Connection[], options: RunOptions): void {
    const { namespace, cluster, sites } = this.args;
    const isAgent = (name: string) => this.asking.get(name) === "logs";
    const home = (name: string): Home => {
      const site = otherSite(sites, name);
      if (site !== undefined) return { networks: sites!.networks[site]! };
      return { namespace: isAgent(name) ? agentNamespace(namespace) : namespace };
    };
    const all = [
      ...connections,
      ...[...this.asking].flatMap(([name, observes]) => callsToCluster(name, observes, cluster)),
    ];
    for (const { owners, spec } of connectionPolicies(all, this.workloads, this.own, home)) {
      const [first] = owners;
      this.policy(`${first}-connections`, spec, options.parent, isAgent(first!) ? this.agentPlace : this.place);
    }
  }

  /** Objects for programs of the cluster's own, beside what runs. */
  declare(objects: readonly DeclaredObject[], options: RunOptions): void {
    const { namespace, options: own } = this.place;
    for (const object of objects)
      declareObject(object, { namespace, labels: this.owned() }, { ...own, parent: options.parent });
  }

  /** Lets in who stands in another namespace of the cluster: to these ports of these workloads, and to nothing else. */
  admit(namespace: string, reached: readonly { workload: string; port: number }[], options: RunOptions): void {
    for (const { port, spec } of admitted(namespace, reached)) this.policy(`admit-${port}`, spec, options.parent);
  }

  /** What stands in another site has its name here all the same. */
  private lead(workload: Workload, { parent }: RunOptions): pulumi.Resource {
    const { namespace, options, settings } = this.place;
    const { name } = workload;
    const metadata = { name, namespace, labels: workloadLabels(workload, settings), annotations: unawaited };
    const spec = leadingTo(name, this.args.namespace, this.args.sites!);
    return new kubernetes.core.v1.Service(name, { metadata, spec }, { ...options, parent });
  }

  /** Configuration and secrets change in place where their objects keep their names; only another cluster is another provider. */
  private provider(name: string): kubernetes.Provider {
    const { server, context } = this.args.cluster;
    return new kubernetes.Provider(
      name,
      { context, clusterIdentifier: server, enableConfigMapMutable: true, enableSecretMutable: true },
      { parent: this },
    );
  }

  /** What must be there first. */
  private found(provider: kubernetes.Provider): Pick<Place, "namespace" | "options"> {
    const namespace = this.createNamespace(this.args.namespace, "restricted", provider);
    const priorityClass = this.createPriorityClass(provider);
    return {
      // The API refuses pods of a class that is not there.
      namespace: pulumi.all([namespace.metadata.name, priorityClass.metadata.name]).apply(([own]) => own),
      // The namespace takes all with it: on the way down nothing has to be asked to go one by one.
      options: { provider, deletedWith: namespace },
    };
  }

  /** For what must see its node, which a restricted pod cannot: a namespace that holds nothing else. */
  private beside(): Place {
    const { provider } = this.place.options;
    const namespace = this.createNamespace(agentNamespace(this.args.namespace), "privileged", provider);
    const place = { ...this.place, namespace: namespace.metadata.name, options: { provider, deletedWith: namespace } };
    this.policy("nodes-deny-all", denyAll, this, place);
    this.policy("nodes-allow-names", allowNames, this, place);
    return place;
  }

  private createNamespace(
    name: string,
    level: "restricted" | "privileged",
    provider: pulumi.ProviderResource | undefined,
  ): kubernetes.core.v1.Namespace {
    const enforced = Object.fromEntries(
      ["enforce", "warn", "audit"].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]),
    );
    return new kubernetes.core.v1.Namespace(
      name,
      { metadata: { name, labels: this.owned(enforced) } },
      { parent: this, provider },
    );
  }

  private createPriorityClass(provider: kubernetes.Provider): kubernetes.scheduling.v1.PriorityClass {
    const { namespace: name } = this.args;
    return new kubernetes.scheduling.v1.PriorityClass(
      name,
      { metadata: { name, labels: this.owned() }, value: priority, description: "On air: others give way." },
      { parent: this, provider },
    );
  }

  private podSettings(): PodSettings {
    const { namespace, zones, cpuReserved, images, imagePullSecrets } = this.args;
    return {
      namespace,
      zones,
      cpuReserved,
      priorityClass: namespace,
      imagePullPolicy: "registry" in images ? "IfNotPresent" : "Never",
      imagePullSecrets,
    };
  }

  /** One of a group may be taken away at a time, by whoever asks first; a group of one may be too, since somebody has to drain its node. */
  private disrupt(group: string | undefined): void {
    if (group === undefined || this.spreadGroups.has(group)) return;
    this.spreadGroups.add(group);
    const { place } = this;
    const selector = { matchLabels: { [label.spreadGroup]: group } };
    new kubernetes.policy.v1.PodDisruptionBudget(
      `spread-${group}`,
      {
        metadata: {
          name: `spread-${group}`,
          namespace: place.namespace,
          labels: this.owned({ [label.spreadGroup]: group }),
          annotations: unawaited,
        },
        spec: { maxUnavailable: 1, selector },
      },
      { ...place.options, parent: this },
    );
  }

  private policy(
    name: string,
    spec: kubernetes.types.input.networking.v1.NetworkPolicySpec,
    parent: pulumi.Resource = this,
    place: Place = this.place,
  ): void {
    new kubernetes.networking.v1.NetworkPolicy(
      name,
      { metadata: { name, namespace: place.namespace, labels: this.owned() }, spec },
      { ...place.options, parent },
    );
  }

  private base(): Image {
    return releasedImage(baseImage, this.args.images);
  }

  private owned(labels: Record<string, string> = {}): Record<string, string> {
    return { ...labels, [label.stack]: this.args.namespace };
  }
}
