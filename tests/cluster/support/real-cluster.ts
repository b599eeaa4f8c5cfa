/** A cluster whose nodes run pods, all of it on this machine: control plane, name server, nodes, images, volumes. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kill } from "node:process";
import { manifestsOf } from "../../../stacks/manifests";
import { clusterTool } from "../../../toolchain/cluster-tools";
import { networkPlugins } from "../../../toolchain/network-plugins";
import { baseImageRef } from "../../../toolchain/record";
import { execute, run } from "../../../verbs/support/command";
import { ControlPlane, type KubernetesObject, staysAndIsReady } from "./control-plane";
import { preprodSettings } from "./given";
import { machineAddress, NodeNetwork } from "./node-network";
import { RealNode, volumeFolder } from "./real-node";
import { provideVolumes } from "./surroundings";

const pause = "airpath/pause:test";
const volumes = 8;

export class RealCluster {
  private constructor(
    readonly plane: ControlPlane,
    readonly nodes: readonly RealNode[],
  ) {}

  /** @param count nodes, each in a zone of its own @throws when something that pods need is not on this machine, with the fix */
  static async start(count: number): Promise<RealCluster> {
    await networkPlugins();
    const own: { network?: NodeNetwork } = {};
    const plane = await ControlPlane.startFor(machineAddress, async (processes) => {
      own.network = await NodeNetwork.start(processes);
    });
    const nodes: RealNode[] = [];
    const cluster = new RealCluster(plane, nodes);
    try {
      cluster.serveNames();
      await provideVolumes(plane, volumes, volumeFolder);
      const images = join(plane.folder, "images.tar");
      await saveImages(images);
      for (let number = 1; number <= count; number++) {
        const settings = { number, zone: `zone-${number}`, kubeconfig: plane.kubeconfig, images, pause };
        nodes.push(await RealNode.start(plane.processes, own.network!, settings, plane.folder, volumes));
      }
      await plane.nodesReady(count, 300);
      rmSync(images);
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const node of this.nodes) await node.stop();
    await this.plane.stop();
    await execute("docker", ["image", "rm", pause]);
  }

  private serveNames(): void {
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
  }

  pods = (namespace: string, selector = ""): Promise<KubernetesObject[]> =>
    this.plane.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`);

  nodeOf({ metadata, spec }: KubernetesObject): RealNode {
    const node = this.nodes.find(({ name }) => name === spec?.nodeName);
    if (node === undefined) throw new Error(`${metadata.name} is on no node`);
    return node;
  }

  /** Every process of every container of a pod, as a crash. */
  kill(pod: KubernetesObject): void {
    const { group } = this.nodeOf(pod);
    const containers = (pod.status?.containerStatuses ?? []) as { containerID?: string }[];
    const processes = containers.flatMap(({ containerID = "containerd://none" }) =>
      group.processesOf(containerID.replace("containerd://", "")),
    );
    if (processes.length === 0) throw new Error(`nothing of ${pod.metadata.name} runs`);
    for (const process of processes) kill(process, "SIGKILL");
  }

  /** Waits until as many pods as there were are ready; those that end, and jobs', apart. */
  allReady = (namespace: string, count: number, seconds: number): Promise<void> =>
    this.plane.until(`${count} pods are ready`, seconds, async () => {
      const all = (await this.pods(namespace)).filter(({ status }) => status?.phase !== "Succeeded");
      return all.length === count && all.every(staysAndIsReady);
    });
}

/** Every image that preprod names, and the one that holds a pod's network, in one archive. @throws when this machine has not built one, with the fix */
async function saveImages(archive: string): Promise<void> {
  const images = imagesIn(await manifestsOf("preprod", preprodSettings()));
  for (const image of images) {
    const { code } = await execute("docker", ["image", "inspect", image]);
    if (code !== 0)
      throw new Error(`image ${image} is not on this machine; allowed: what this source builds; fix: make start`);
  }
  await run("docker", [
    ...["build", "--quiet", "--tag", pause, "--build-arg", `BASE=${baseImageRef()}`],
    ...["--file", join(__dirname, "pause.Dockerfile"), __dirname],
  ]);
  await run("docker", ["save", "--output", archive, pause, ...images]);
}

/** Pure. @returns each image that pods of these objects run, once */
function imagesIn(objects: readonly object[]): string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    if (typeof value !== "object" || value === null) return;
    for (const [key, each] of Object.entries(value)) {
      if (key === "image" && typeof each === "string") found.add(each);
      else look(each);
    }
  };
  objects.forEach(look);
  return [...found].sort();
}
