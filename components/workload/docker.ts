/**
 * The Docker renderer: one machine, one private network. A workload becomes one container; with sidecars it becomes a group around a
 * small container that holds the network, so that either can restart without the other losing its connections.
 *
 * Files reach a read-only container through a volume, into which a container that is never started carries them.
 * `spreadGroup` and `placement` have no meaning on one machine; they are rendered as labels, so that nothing declared is lost. Connections are refused by
 * nobody there: one network is all the privacy that Docker has, a job without connections has none, and published ports bind where the stack says.
 */
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { baseImage } from "./container";
import { containerName } from "./container-names";
import {
  type Bindings,
  checkSight,
  containerArgs,
  hardening,
  labels,
  observedFolders,
  ports,
} from "./docker-container";
import { carryFiles, whateverItsLabels } from "./docker-files";
import { buildImage } from "./docker-image";
import { containersPath, type ConfigFile, type ContainerSpec, type Image, type ImageSpec } from "./workload";
import type { Job, ObservedContainer, RunOptions, Runtime, Workload } from "./workload";

export interface DockerRuntimeArgs {
  /** Begins every name on the host: "airpath-local". */
  prefix: string;
  /** The Debian image that images without a base start from. */
  debian: string;
  bindings: Bindings;
}

export class DockerRuntime extends pulumi.ComponentResource implements Runtime {
  private readonly network: docker.Network;
  private readonly base: Image;
  /** What runs, in the order in which it was declared. */
  private readonly observed: Observed[] = [];

  constructor(
    name: string,
    private readonly args: DockerRuntimeArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airpath:workload:DockerRuntime", name, {}, opts);
    this.network = new docker.Network(
      `${name}-network`,
      { name: args.prefix, labels: labels(this.owner({})) },
      { parent: this },
    );
    this.base = buildImage(baseImage, args.debian, { parent: this });
    this.registerOutputs({ network: this.network.name });
  }

  image(spec: ImageSpec, options: RunOptions): Image {
    return buildImage({ ...spec, base: spec.base ?? this.base }, this.args.debian, options);
  }

  run(workload: Workload, options: RunOptions): pulumi.Resource {
    checkSight(workload);
    return new DockerWorkload(workload, this.place(), options);
  }

  job(job: Job, options: RunOptions): pulumi.Output<pulumi.Resource> {
    const { prefix } = this.args;
    const opts = { parent: options.parent, dependsOn: options.dependsOn };
    const own = labels(this.owner(job.labels));
    const laid = [...(job.files ?? []), ...(job.secretFiles ?? []).map(asSecret)];
    const carried = { name: job.name, prefix, image: job.image, files: laid, inPlace: false, labels: own };
    const files = carryFiles(carried, opts);
    const container = new docker.Container(
      job.name,
      {
        ...hardening,
        name: files ? pulumi.interpolate`${prefix}-${job.name}-${files.hash}` : `${prefix}-${job.name}`,
        image: job.image.reference,
        user: "1000:1000",
        entrypoints: job.command.slice(0, 1),
        command: job.command.slice(1),
        ...(job.network === "private" ? { networksAdvanced: [{ name: this.network.name }] } : { networkMode: "none" }),
        ...(job.environment && { envs: environmentList(job.environment) }),
        tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=64m,uid=1000,gid=1000,mode=0700" },
        memory: job.resources.memoryMebibytes,
        memorySwap: job.resources.memoryMebibytes,
        labels: own,
        volumes: files?.volumes ?? [],
        // It runs to its end, and `up` reads what it said.
        mustRun: false,
        attach: true,
        logs: true,
        restart: "no",
      },
      { ...opts, dependsOn: files ? [files.carrier, ...(options.dependsOn ?? [])] : options.dependsOn },
    );
    return pulumi.all([container.exitCode, container.containerLogs]).apply(([code, logs]) => {
      if (code !== 0)
        throw new Error(
          `${job.name} failed with exit code ${code}, so nothing that depends on it was touched (make reload asks it again):\n${logs}`,
        );
      return container;
    });
  }

  connect(): void {
    // Every workload is on the one network already.
  }

  private owner(record: Record<string, string>): Record<string, string> {
    return { ...record, "airpath.stack": this.args.prefix };
  }

  private place(): Place {
    const { prefix, bindings } = this.args;
    const { network, base, observed } = this;
    return { prefix, bindings, network, base, observed, owner: (record) => this.owner(record) };
  }
}

type Observed = Omit<ObservedContainer, "id"> & { id: pulumi.Output<string> };

/** An id changes with its container: then the list is laid anew, and nothing else. */
const listOf = (observed: readonly Observed[]): ConfigFile => ({
  path: containersPath,
  content: pulumi.all(observed.map(({ id }) => id)).apply((ids) => {
    const list = observed.map(({ labels: own, ...each }, index): ObservedContainer => {
      const sorted = Object.fromEntries(Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1)));
      return { ...each, id: ids[index]!, labels: sorted };
    });
    return JSON.stringify(list, undefined, 1);
  }),
});

interface Place {
  prefix: string;
  bindings: Bindings;
  network: docker.Network;
  base: Image;
  observed: Observed[];
  owner: (record: Record<string, string>) => Record<string, string>;
}

const environmentList = (environment: NonNullable<Job["environment"]>) =>
  Object.entries(environment)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => pulumi.interpolate`${name}=${value}`);

class DockerWorkload extends pulumi.ComponentResource {
  constructor(
    private readonly workload: Workload,
    private readonly place: Place,
    options: RunOptions,
  ) {
    super(
      "airpath:workload:DockerWorkload",
      workload.name,
      {},
      { parent: options.parent, dependsOn: options.dependsOn },
    );
    const { name, sidecars = [] } = workload;
    const holder = sidecars.length > 0 ? this.holdNetwork() : undefined;
    for (const sidecar of sidecars) this.container(containerName(name, sidecar.name), sidecar, this.joined(holder));
    this.container(name, workload, holder ? this.joined(holder) : this.attached(name));
    this.registerOutputs({ name });
  }

  /** The container whose network a group shares: it does nothing, so nothing can make it die. */
  private holdNetwork(): docker.Container {
    const { name } = this.workload;
    const own = containerName(name, "network");
    return new docker.Container(
      own,
      {
        ...hardening,
        ...this.attached(name),
        name: `${this.place.prefix}-${own}`,
        image: this.place.base.reference,
        user: "1000:1000",
        entrypoints: ["tini", "--", "sleep", "infinity"],
        labels: labels(this.labels("network")),
        memory: 16,
        memorySwap: 16,
        restart: "unless-stopped",
        mustRun: true,
      },
      { parent: this },
    );
  }

  private container(name: string, spec: ContainerSpec, network: Partial<docker.ContainerArgs>): docker.Container {
    const { prefix, observed } = this.place;
    const ownLabels = labels(this.labels(name));
    // Sidecars see what is their own and nothing else.
    const observes = spec === this.workload ? this.workload.observes : undefined;
    const list = observes === "containers" ? [listOf([...observed])] : [];
    const files = [...(spec.files ?? []), ...list, ...(spec.secretFiles ?? []).map(asSecret)];
    const inPlace = spec.reload !== undefined;
    const carried = carryFiles(
      { name, prefix, image: spec.image, files, inPlace, labels: labels(this.identity(name)) },
      { parent: this },
    );
    const kept = (spec.volumes ?? [])
      .filter(({ kind }) => kind !== "memory")
      .map((volume) => ({
        volumeName: this.persistent(name, volume.name).name,
        containerPath: volume.path,
      }));
    const container = new docker.Container(
      name,
      {
        ...containerArgs(spec, observes),
        ...network,
        name: `${prefix}-${name}`,
        image: spec.image.reference,
        labels: ownLabels,
        volumes: [...(carried?.volumes ?? []), ...kept, ...observedFolders(observes)],
        stopTimeout: this.workload.gracePeriodSeconds,
        destroyGraceSeconds: this.workload.gracePeriodSeconds,
      },
      { parent: this, dependsOn: carried ? [carried.carrier] : [], deleteBeforeReplace: true },
    );
    const { name: workload, labels: own } = this.workload;
    observed.push({ id: container.id, name, workload, labels: own });
    return container;
  }

  private persistent(container: string, volume: string): docker.Volume {
    const name = `${container}-${volume}`;
    return new docker.Volume(
      name,
      { name: `${this.place.prefix}-${name}`, labels: labels(this.identity(container)) },
      { parent: this, ...whateverItsLabels },
    );
  }

  private attached(alias: string): Partial<docker.ContainerArgs> {
    const { network, bindings } = this.place;
    return {
      hostname: alias,
      networksAdvanced: [{ name: network.name, aliases: [alias] }],
      ports: ports(this.workload.ports, bindings),
    };
  }

  private joined(holder: docker.Container | undefined): Partial<docker.ContainerArgs> {
    return holder ? { networkMode: pulumi.interpolate`container:${holder.id}` } : {};
  }

  /** What never changes while it has its name. */
  private identity(container: string): Record<string, string> {
    return this.place.owner({ "airpath.workload": this.workload.name, "airpath.container": container });
  }

  private labels(container: string): Record<string, string> {
    const { labels: own, spreadGroup, placement } = this.workload;
    return this.place.owner({
      ...own,
      ...this.identity(container),
      ...(spreadGroup ? { "airpath.spread-group": spreadGroup } : {}),
      ...Object.fromEntries(Object.entries(placement ?? {}).map(([key, value]) => [`airpath.placement.${key}`, value])),
    });
  }
}

function asSecret(file: ConfigFile): ConfigFile {
  return { ...file, content: pulumi.secret(file.content) };
}
