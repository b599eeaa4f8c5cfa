/** A node that runs pods: containerd, kubelet, kube-proxy, and kube-router for NetworkPolicies, in namespaces of their own (node.sh). */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clusterTool } from "../../../toolchain/cluster-tools";
import { networkPluginFolder } from "../../../toolchain/network-plugins";
import { run } from "../../../verbs/support/command";
import { ControlGroup } from "./control-group";
import { machineAddress, type NodeNetwork, placeOf } from "./node-network";
import type { Processes } from "./processes";

export interface NodeSettings {
  /** From 1 on: "node-1". */
  number: number;
  zone: string;
  kubeconfig: string;
  /** Certificate that the API server shows to kubelets. */
  kubeletClient: string;
  /** The image that holds a pod's network: its name, and an archive of it as `docker save` writes one. Every other one it pulls. */
  pause: { name: string; archive: string };
  /** Where that leads by which images name their registry, and who vouches for what is there. */
  registry: { name: string; address: string; certificate: string };
}

/** Folders in /var/lib/volumes, one for each volume that the cluster has to give; anybody may write there. */
export const volumeFolder = (index: number): string => `/var/lib/volumes/${index}`;

export class RealNode {
  readonly name: string;
  readonly group: ControlGroup;
  private readonly folder: string;
  private pid = 0;

  private constructor(
    private readonly processes: Processes,
    private readonly network: NodeNetwork,
    private readonly settings: NodeSettings,
    parent: string,
  ) {
    this.name = `node-${settings.number}`;
    this.folder = join(parent, this.name);
    this.group = new ControlGroup(`airpath-${this.name}`);
  }

  get address(): string {
    return placeOf(this.settings.number).address;
  }

  /** @param folder in which it makes one of its own @param volumes how many it has folders for */
  static async start(
    processes: Processes,
    network: NodeNetwork,
    settings: NodeSettings,
    folder: string,
    volumes: number,
  ): Promise<RealNode> {
    const node = new RealNode(processes, network, settings, folder);
    mkdirSync(node.folder);
    for (let index = 1; index <= volumes; index++) {
      const volume = join(node.folder, volumeFolder(index));
      mkdirSync(volume, { recursive: true });
      // Nobody owns a host's folder as a pod's group, so anybody may write.
      chmodSync(volume, 0o777);
    }
    node.configure();
    await node.boot();
    return node;
  }

  /** Again after `lose`: what it had on its disk is there, what ran on it is not. */
  async boot(): Promise<void> {
    this.group.create();
    const { settings, folder, name, address } = this;
    const env = {
      ...{ NODE: folder, NAME: name, ADDRESS: address, UPLINK: machineAddress, PAUSE: settings.pause.archive },
      ...{ KUBELET: clusterTool("kubelet"), KUBE_PROXY: clusterTool("kube-proxy"), KUBECONFIG: settings.kubeconfig },
      KUBE_ROUTER: clusterTool("kube-router"),
      LABELS: `topology.kubernetes.io/zone=${settings.zone}`,
    };
    const namespaces = ["--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"];
    this.pid = this.processes.start(name, "unshare", [...namespaces, join(__dirname, "node.sh")], {
      env,
      niceness: 0,
    });
    await this.network.connect(this.pid, settings.number);
  }

  /** What runs its containers dies, and is started again; containers do not notice. */
  async killRuntime(): Promise<void> {
    const init = (await run("pgrep", ["--parent", `${this.pid}`])).trim();
    await run("pkill", ["--signal", "KILL", "--ns", init, "--nslist", "pid", "--exact", "containerd"]);
  }

  /** Its power is gone, and with it what its kernel knew: a kubelet would look for 3 s at each control group that a dead container left. */
  async lose(): Promise<void> {
    await this.processes.end(this.name, "SIGKILL");
    await this.group.remove();
  }

  private configure(): void {
    const { number, kubeconfig, kubeletClient, pause, registry } = this.settings;
    const { podRange, address } = placeOf(number);
    const write = (name: string, content: unknown) =>
      writeFileSync(join(this.folder, name), typeof content === "string" ? content : JSON.stringify(content));
    for (const folder of ["cni", join("registries", registry.name)])
      mkdirSync(join(this.folder, folder), { recursive: true });
    write("cni/10-pods.conflist", pods(podRange));
    write("resolv.conf", `nameserver ${machineAddress}\n`);
    write("containerd.toml", containerd(join(this.folder, "cni"), join(this.folder, "registries"), pause.name));
    write(join("registries", registry.name, "hosts.toml"), hosts(registry));
    write("kubelet.json", kubelet(this.group.name, join(this.folder, "resolv.conf"), kubeletClient));
    write("kube-proxy.json", kubeProxy(kubeconfig, this.name, address));
  }
}

/** Pods see one another by their own addresses, on all nodes. */
const pods = (subnet: string) => ({
  cniVersion: "1.0.0",
  name: "pods",
  plugins: [
    {
      ...{ type: "bridge", bridge: "pods", isGateway: true, hairpinMode: true },
      ipam: { type: "host-local", ranges: [[{ subnet }]], routes: [{ dst: "0.0.0.0/0" }] },
    },
  ],
});

const containerd = (networks: string, registries: string, pause: string): string => `version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pause}"
  disable_apparmor = true
  disable_hugetlb_controller = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${registries}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${networkPluginFolder}"
    conf_dir = "${networks}"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`;

/** Said twice: when the host has no such image containerd asks the server, which is the same and must be trusted too, and without a host it takes none of this. */
const hosts = ({ address, certificate }: NodeSettings["registry"]): string => `server = "https://${address}"
ca = "${certificate}"
[host."https://${address}"]
  ca = "${certificate}"
`;

const kubelet = (group: string, resolvConf: string, clientCAFile: string) => ({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  // As clusters have it: who asks a kubelet is asked about at the API server.
  authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile } },
  authorization: { mode: "Webhook" },
  containerRuntimeEndpoint: "unix:///run/containerd/containerd.sock",
  cgroupDriver: "cgroupfs",
  cgroupRoot: `/${group}`,
  failCgroupV1: false,
  failSwapOn: false,
  enforceNodeAllocatable: ["pods"],
  // The disk is everybody's.
  imageGCHighThresholdPercent: 100,
  evictionHard: { "memory.available": "1%", "nodefs.available": "1%", "imagefs.available": "1%" },
  clusterDNS: [machineAddress],
  clusterDomain: "cluster.local",
  resolvConf,
  // A lost node is seen by what it says no more.
  nodeStatusUpdateFrequency: "4s",
  nodeLeaseDurationSeconds: 8,
});

const kubeProxy = (kubeconfig: string, hostnameOverride: string, address: string) => ({
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  clientConnection: { kubeconfig },
  ...{ hostnameOverride, bindAddress: address, mode: "iptables", clusterCIDR: "10.232.0.0/16" },
  // Tables of the whole machine: left as they are.
  conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
});
