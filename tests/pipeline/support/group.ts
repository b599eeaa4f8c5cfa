/** One workload of the seam as Docker containers: the main one, and its sidecars in the same network. What happens to it, tests decide. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { livenessEnvironment, tmpfs } from "../../../components/workload/docker-container";
import { configFolder, type ContainerSpec, type Workload } from "../../../components/workload/workload";
import { run } from "../../../verbs/support/command";

type Spec = pulumi.Unwrap<ContainerSpec>;

/** Where the containers of one rig belong. */
export interface Place {
  /** Begins every name: "airpath-rig-4711". */
  prefix: string;
  /** Labels and so marks for removal whatever the rig makes: "airpath.rig=4711". */
  label: string;
  network: string;
  /** On this machine; files for the containers lie here. */
  folder: string;
  /** Holds a group's network: any image with tini. */
  base: string;
}

export const docker = (...args: string[]): Promise<string> => run("docker", args);

/** @returns IPv4 address of a container on the one network that it is on */
export const addressOf = async (container: string): Promise<string> =>
  (await docker("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container)).trim();

export class Group {
  private ip = "";

  /** @param workload as the components declare it */
  constructor(
    readonly workload: pulumi.Unwrap<Workload>,
    private readonly place: Place,
  ) {}

  /** Container names, main first: "airpath-rig-4711-engine-rivage-a", "…-srt-gate". */
  get containers(): string[] {
    return [this.main, ...(this.workload.sidecars ?? []).map(({ name }) => this.sidecar(name))];
  }

  get main(): string {
    return `${this.place.prefix}-${this.workload.name}`;
  }

  sidecar(name: string): string {
    return `${this.main}-${name}`;
  }

  /** IPv4 address on the rig's network, reachable from this machine. */
  get address(): string {
    return this.ip;
  }

  url(port: number, path: string): string {
    return `http://${this.ip}:${port}${path}`;
  }

  /** Makes the containers and starts them. Sidecars come first, as on a stack. */
  async up(): Promise<void> {
    const { name } = this.workload;
    const holder = `${this.main}-network`;
    const { label, network, base } = this.place;
    const attached = [`--network=${network}`, `--network-alias=${name}`, `--hostname=${name}`];
    const held = ["--read-only", "--cap-drop=ALL", "--no-healthcheck", "--entrypoint=tini"];
    await docker(
      "run",
      "--detach",
      "--name",
      holder,
      "--label",
      label,
      ...attached,
      ...held,
      base,
      "--",
      "sleep",
      "infinity",
    );
    this.ip = await addressOf(holder);
    for (const sidecar of this.workload.sidecars ?? []) await this.create(this.sidecar(sidecar.name), sidecar);
    await this.create(this.main, this.workload);
    await docker("start", ...[...this.containers].reverse());
  }

  /** Replaces the main container by a new one, as an update does: only persistent volumes stay, and `withVolumes` not even they. */
  async replace({ withVolumes = false } = {}): Promise<void> {
    await docker("rm", "--force", this.main);
    const kept = (this.workload.volumes ?? []).filter(({ kind }) => kind !== "memory");
    if (withVolumes) for (const { name } of kept) await docker("volume", "rm", `${this.main}-${name}`);
    await this.create(this.main, this.workload);
    await docker("start", this.main);
  }

  private async create(name: string, spec: Spec): Promise<void> {
    const { label } = this.place;
    const environment = { ...spec.environment, ...livenessEnvironment(spec.liveness) };
    const kept = (spec.volumes ?? []).filter(({ kind }) => kind !== "memory");
    const options = [
      ...["--name", name, "--label", label, "--network", `container:${this.main}-network`],
      ...["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges:true", "--user=1000:1000"],
      // The rig asks /readiness itself; liveness is the image's own, as on a stack.
      ...["--no-healthcheck", "--restart=no", `--stop-timeout=${this.workload.gracePeriodSeconds}`],
      ...[`--memory=${spec.resources.memoryMebibytes}m`, `--memory-swap=${spec.resources.memoryMebibytes}m`],
      `--cpu-shares=${Math.max(2, Math.round(spec.resources.cpu * 1024))}`,
      ...Object.entries(environment).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
      ...Object.entries(tmpfs(spec.volumes ?? [])).flatMap(([path, how]) => ["--tmpfs", `${path}:${how}`]),
      ...kept.flatMap((volume) => ["--volume", `${name}-${volume.name}:${volume.path}`]),
      ...["--volume", `${this.lay(name, spec)}:${configFolder}:ro`],
    ];
    for (const volume of kept) await docker("volume", "create", "--label", label, `${name}-${volume.name}`);
    await docker("create", ...options, spec.image.reference, ...(spec.command ?? []));
  }

  /** @returns the folder that holds the container's files */
  private lay(name: string, { files = [], secretFiles = [] }: Spec): string {
    const folder = join(this.place.folder, name);
    mkdirSync(folder, { recursive: true });
    for (const { path, content } of [...files, ...secretFiles]) {
      const target = join(folder, path.slice(configFolder.length));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
      chmodSync(target, 0o644);
    }
    return folder;
  }
}
