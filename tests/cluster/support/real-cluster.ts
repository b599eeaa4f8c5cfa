/** A cluster whose nodes run pods, all of it on this machine: control plane, name server, nodes, images, volumes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { kill } from "node:process";
import { fileSettings } from "../../../stacks/stack-file";
import type { FleetPlan } from "../../../station-inventory/plan-types";
import { clusterTool } from "../../../toolchain/cluster-tools";
import { baseImageRef } from "../../../toolchain/record";
import { execute, run } from "../../../verbs/support/command";
import { ControlPlane, type KubernetesObject, staysAndIsReady } from "./control-plane";
import { machineAddress, NodeNetwork } from "./node-network";
import { RealNode, volumeFolder } from "./real-node";
import { Registry, registryUser } from "./registry";
import { Released } from "./released";
import { provideVolumes } from "./surroundings";

const pause = "airpath/pause:test";
const volumes = 8;

/** As preprod's images name it. */
const registryName = fileSettings("preprod")["airpath:imageRegistry"]!;

/** Of the secret with which it gives images away. */
export const pullSecret = "registry";

export class RealCluster {
  private constructor(
    readonly plane: ControlPlane,
    readonly nodes: readonly RealNode[],
    readonly registry: Registry,
    readonly released: Released,
  ) {}

  /**
   * @param count nodes, each in a zone of its own
   * @param plan whose images their registry has
   * @throws when something that pods need is not on this machine, with the fix
   */
  static async start(count: number, plan: FleetPlan): Promise<RealCluster> {
    const own: { network?: NodeNetwork } = {};
    const plane = await ControlPlane.startFor(machineAddress, async (processes) => {
      own.network = await NodeNetwork.start(processes);
    });
    const nodes: RealNode[] = [];
    try {
      const registry = await Registry.start(plane.processes, plane.folder, [machineAddress]);
      const released = await Released.push(plan, registry, join(plane.folder, "released"));
      const cluster = new RealCluster(plane, nodes, registry, released);
      await cluster.serveNames();
      await cluster.leadToApiServer();
      await provideVolumes(plane, volumes, volumeFolder);
      const archive = join(plane.folder, "pause.tar");
      await savePause(archive);
      for (let number = 1; number <= count; number++) {
        const settings = {
          ...{ number, zone: `zone-${number}`, kubeconfig: plane.kubeconfig, kubeletClient: plane.kubeletClient },
          pause: { name: pause, archive },
          registry: {
            name: registryName,
            address: registry.at(machineAddress),
            certificate: registry.certificate,
          },
        };
        nodes.push(await RealNode.start(plane.processes, own.network!, settings, plane.folder, volumes));
      }
      await plane.nodesReady(count, 300);
      return cluster;
    } catch (error) {
      await end(plane, nodes);
      throw error;
    }
  }

  stop = (): Promise<void> => end(this.plane, this.nodes);

  /** Lays the registry's password, or another one, into a namespace, by the command of docs/kubernetes.md. */
  async mayPull(namespace: string, password = this.registry.password): Promise<void> {
    await run(clusterTool("kubectl"), [
      ...["--kubeconfig", this.plane.kubeconfig, "--namespace", namespace],
      ...["create", "secret", "docker-registry", pullSecret, `--docker-server=${registryName}`],
      ...[`--docker-username=${registryUser}`, `--docker-password=${password}`],
    ]);
  }

  /** The API server itself says nothing of where it is: it would name an address of the machine's, and refuses loopback. */
  private async leadToApiServer(): Promise<void> {
    await this.plane.create("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", {
      metadata: { name: "kubernetes", labels: { "kubernetes.io/service-name": "kubernetes" } },
      addressType: "IPv4",
      ports: [{ name: "https", port: Number(new URL(this.plane.server).port), protocol: "TCP" }],
      endpoints: [{ addresses: [machineAddress] }],
    });
  }

  /** On the machine, as the pod of the namespace in which policies look for it. */
  private async serveNames(): Promise<void> {
    const { plane } = this;
    const file = join(plane.folder, "Corefile");
    writeFileSync(
      file,
      `.:53 {
  bind ${machineAddress}
  errors
  kubernetes cluster.local {
    kubeconfig ${plane.kubeconfig} test
  }
}
`,
    );
    plane.processes.start("coredns", clusterTool("coredns"), ["-conf", file]);
    const pods = "/api/v1/namespaces/kube-system/pods";
    const metadata = { name: "coredns" };
    const containers = [{ name: "main", image: "none" }];
    // No node takes it.
    const spec = { schedulerName: "nobody", automountServiceAccountToken: false, containers };
    await plane.create(pods, { metadata, spec });
    const status = { phase: "Running", podIP: machineAddress, podIPs: [{ ip: machineAddress }] };
    await plane.replace(`${pods}/coredns/status`, { metadata, spec, status });
  }

  pods = (namespace: string, selector = ""): Promise<KubernetesObject[]> =>
    this.plane.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`);

  /** Those that have not ended: jobs' have, and what a node that is back does not take up again. */
  running = async (namespace: string): Promise<KubernetesObject[]> =>
    (await this.pods(namespace)).filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed");

  nodeOf({ metadata, spec }: KubernetesObject): RealNode {
    const node = this.nodes.find(({ name }) => name === spec?.nodeName);
    if (node === undefined) throw new Error(`${metadata.name} is on no node`);
    return node;
  }

  /**
   * Ends every process of every container of a pod, as a crash.
   * @returns what waits until the cluster has seen that, and has started them again
   */
  kill(namespace: string, pod: KubernetesObject): () => Promise<void> {
    this.signal(pod, "SIGKILL");
    const before = restarts(pod);
    const path = `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}`;
    return () =>
      this.plane.until(`${pod.metadata.name} was started again`, 60, async () => {
        const now = JSON.parse((await this.plane.ask("GET", path)).body) as KubernetesObject;
        return restarts(now).every((count, index) => count > before[index]!);
      });
  }

  /** @returns what a program in a pod is answered there; undefined: nothing, in time */
  async answerTo(pod: KubernetesObject, url: string): Promise<string | undefined> {
    const within = ["--target", `${this.processesOf(pod)[0]}`, "--net"];
    const { code, stdout } = await execute("nsenter", [...within, "curl", "--silent", "--max-time", "3", url]);
    return code === 0 ? stdout : undefined;
  }

  /** @returns what a Prometheus in a pod knows now: labels of each series, and its value */
  async series(pod: KubernetesObject, port: number, query: string): Promise<Record<string, string>[]> {
    const url = new URL(`http://127.0.0.1:${port}/api/v1/query`);
    url.searchParams.set("query", query);
    const answer = await this.answerTo(pod, url.href);
    if (answer === undefined) throw new Error(`${pod.metadata.name} does not answer: ${query}`);
    const { data } = JSON.parse(answer) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    return data.result.map(({ metric, value: [, value] }) => ({ ...metric, value }));
  }

  private processesOf(pod: KubernetesObject): number[] {
    const { group } = this.nodeOf(pod);
    const processes = containersOf(pod).flatMap(({ containerID = "containerd://none" }) =>
      group.processesOf(containerID.replace("containerd://", "")),
    );
    if (processes.length === 0) throw new Error(`nothing of ${pod.metadata.name} runs`);
    return processes;
  }

  /** To every process of every container of a pod. */
  signal(pod: KubernetesObject, signal: NodeJS.Signals): void {
    for (const process of this.processesOf(pod)) {
      try {
        kill(process, signal);
      } catch {
        // It went with the one before it.
      }
    }
  }

  /**
   * Waits until as many pods as there were run and are ready.
   * @throws with those that are not
   */
  async allReady(namespace: string, count: number, seconds: number): Promise<void> {
    let seen = "";
    await this.plane
      .until(`${count} pods are ready`, seconds, async () => {
        const all = await this.running(namespace);
        const waited = all.filter((pod) => !staysAndIsReady(pod));
        seen = `${all.length} pods; not ready: ${waited.map(({ metadata }) => metadata.name).join(", ")}`;
        return all.length === count && waited.length === 0;
      })
      .catch((error: unknown) => {
        throw new Error(`${String(error)}; ${seen}`);
      });
  }
}

const containersOf = ({ status }: KubernetesObject) =>
  (status?.containerStatuses ?? []) as { containerID?: string; restartCount: number }[];

const restarts = (pod: KubernetesObject): number[] => containersOf(pod).map(({ restartCount }) => restartCount);

async function end(plane: ControlPlane, nodes: readonly RealNode[]): Promise<void> {
  for (const node of nodes) await node.lose();
  await plane.stop();
  await execute("docker", ["image", "rm", pause]);
}

async function savePause(archive: string): Promise<void> {
  await run("docker", [
    ...["build", "--quiet", "--tag", pause, "--build-arg", `BASE=${baseImageRef()}`],
    ...["--file", join(__dirname, "pause.Dockerfile"), __dirname],
  ]);
  await run("docker", ["save", "--output", archive, pause]);
}
