/** What a Kubernetes cluster on one machine is made of, for tests alone: fetched or built when somebody asks for it, and not by `make setup`. */
import { chmodSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command";
import { download } from "./download";
import { goBuild } from "./go";
import { inCache, placeFolder } from "./paths";
import { runStep, type Step, thereAlready } from "./step";
import { versions } from "./versions";

const kubernetes = versions.kubernetes.pinned;
const kubernetesFlags = ["gitVersion=v" + kubernetes, ...gitNumbers(kubernetes)]
  .map((flag) => `-X k8s.io/component-base/version.${flag}`)
  .join(" ");

function gitNumbers(version: string): string[] {
  const [major, minor] = version.split(".");
  return [`gitMajor=${major}`, `gitMinor=${minor}`];
}

interface Tool {
  version: string;
  /** Where its publisher has it, and of an archive the path in it. */
  url: string;
  inArchive?: string;
  /** Folder in toolchain/build, and the package there that is built. */
  build: string;
  package: string;
  linkerFlags: string;
  /** Roughly, on two cores, from an empty cache. */
  seconds: number;
}

const ofKubernetes = (name: string, seconds: number): Tool => ({
  version: kubernetes,
  url: `https://dl.k8s.io/v${kubernetes}/bin/linux/amd64/${name}`,
  build: "kubernetes",
  package: `k8s.io/kubernetes/cmd/${name}`,
  linkerFlags: kubernetesFlags,
  seconds,
});

const coredns = versions.coredns.pinned;
const kubeRouter = versions.kubeRouter.pinned;
const etcd = `etcd-v${versions.etcd.pinned}-linux-amd64`;

/** In the order in which they are cheapest to build: what they share is compiled once. */
const tools = {
  etcd: {
    version: versions.etcd.pinned,
    url: `https://github.com/etcd-io/etcd/releases/download/v${versions.etcd.pinned}/${etcd}.tar.gz`,
    inArchive: `${etcd}/etcd`,
    build: "etcd",
    package: "go.etcd.io/etcd/server/v3",
    linkerFlags: "",
    seconds: 40,
  },
  "kube-apiserver": ofKubernetes("kube-apiserver", 370),
  "kube-controller-manager": ofKubernetes("kube-controller-manager", 140),
  "kube-scheduler": ofKubernetes("kube-scheduler", 10),
  kubectl: ofKubernetes("kubectl", 40),
  kubelet: ofKubernetes("kubelet", 50),
  "kube-proxy": ofKubernetes("kube-proxy", 10),
  coredns: {
    version: coredns,
    url: `https://github.com/coredns/coredns/releases/download/v${coredns}/coredns_${coredns}_linux_amd64.tgz`,
    inArchive: "coredns",
    build: "coredns",
    package: ".",
    linkerFlags: "",
    seconds: 60,
  },
  "kube-router": {
    version: kubeRouter,
    url: `https://github.com/cloudnativelabs/kube-router/releases/download/v${kubeRouter}/kube-router_${kubeRouter}_linux_amd64.tar.gz`,
    inArchive: "kube-router",
    build: "kube-router",
    package: "github.com/cloudnativelabs/kube-router/v2/cmd/kube-router",
    linkerFlags: "",
    seconds: 110,
  },
  kwok: {
    version: versions.kwok.pinned,
    url: `https://github.com/kubernetes-sigs/kwok/releases/download/v${versions.kwok.pinned}/kwok-linux-amd64`,
    build: "kwok",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    linkerFlags: "",
    seconds: 130,
  },
} satisfies Record<string, Tool>;

export type ClusterTool = keyof typeof tools;

const folder = (name: ClusterTool) => inCache("tools", `${name}-${tools[name].version}`);

/** Where the program is once `clusterTools` has brought it. */
export const clusterTool = (name: ClusterTool): string => join(folder(name), name);

function step(name: ClusterTool): Step {
  const tool: Tool = tools[name];
  return {
    name,
    ways: [
      thereAlready(tool.version, clusterTool(name)),
      { name: "download", attempt: () => place(name, (target) => fetchTool(tool, target)) },
      {
        name: "build",
        announce: `builds from Go modules, about ${Math.ceil(tool.seconds / 60)} minutes`,
        attempt: () => place(name, (target) => goBuild(tool.build, tool.package, target, tool.linkerFlags)),
      },
    ],
    fix: "give this machine the internet or a Go module proxy (GOPROXY); then run make test-kubernetes again",
  };
}

async function place(name: ClusterTool, bring: (target: string) => Promise<void>): Promise<string> {
  await placeFolder(folder(name), async (unfinished) => {
    const target = join(unfinished, name);
    await bring(target);
    chmodSync(target, 0o755);
  });
  return tools[name].version;
}

async function fetchTool({ url, inArchive }: Tool, target: string): Promise<void> {
  if (inArchive === undefined) return download(url, target);
  const archive = `${target}.archive`;
  const unpacked = join(target, "..");
  await download(url, archive);
  await run("tar", ["-xzf", archive, "-C", unpacked]);
  renameSync(join(unpacked, inArchive), target);
  rmSync(archive);
  const [top, ...below] = inArchive.split("/");
  if (below.length > 0) rmSync(join(unpacked, top!), { recursive: true, force: true });
}

const controlPlane: ClusterTool[] = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  // As whoever works has it.
  "kubectl",
];

/** By what stands for nodes: programs that only pretend, or those of nodes that run pods. */
const nodes = {
  pretended: ["kwok"],
  real: ["kubelet", "kube-proxy", "coredns", "kube-router"],
} satisfies Record<string, ClusterTool[]>;

/** Brings all of a cluster, one after the other: each build takes all the memory and processors that there are. */
export async function clusterTools(kind: keyof typeof nodes): Promise<void> {
  for (const name of [...controlPlane, ...nodes[kind]]) await runStep(step(name));
}
