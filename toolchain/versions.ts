/** Every version that set-up pins. The npm packages' versions are in package.json, their one home. */
import dockerPackage from "@pulumi/docker/package.json";
import kubernetesPackage from "@pulumi/kubernetes/package.json";

export const versions = {
  /** Lowest Node that runs the CLI, the SDK and tsx together. */
  node: { minimum: "20.9.0" },
  /** `minimum`: the first CLI known to keep stack tags in a file backend and to fall back to the state's own secrets manager. */
  pulumi: { pinned: "3.256.0", minimum: "3.256.0" },
  /** The Node language host that the Go module proxy still serves; official archives bring their own. */
  languageHost: { built: "3.60.0" },
  /** The plugin must carry the npm package's version, or the CLI looks for another. */
  dockerPlugin: { pinned: dockerPackage.version },
  kubernetesPlugin: { pinned: kubernetesPackage.version },
  /** The control plane that tests run, and what stands in for its nodes. */
  kubernetes: { pinned: "1.34.1" },
  etcd: { pinned: "3.6.4" },
  kwok: { pinned: "0.7.0" },
  /** Names of services on nodes that run pods. */
  coredns: { pinned: "1.12.4" },
  /** What enforces NetworkPolicies there; the newest that the Go module proxy was seen to serve, for a test's own network alone. */
  kubeRouter: { pinned: "2.1.0" },
  /** Whose definitions an API server of the tests has; what is declared for it. */
  prometheusOperator: { pinned: "0.85.0" },
  /** The same of what carries services from one cluster to another. */
  multiClusterServices: { pinned: "0.5.2" },
  /** One of those who look at the objects; the other one's version stands with all that it is made of: build/checkov/requirements.txt. */
  kubeScore: { pinned: "1.20.0" },
  /** Built from its module: no official archive of it was to be had where this was written, so none is fetched. */
  victoriaLogs: { pinned: "1.52.1" },
  go: { pinned: "1.26.8", minimum: "1.26.0" },
  /** Engine 20.10 speaks API 1.41, the lowest that both Docker plugins are used with. */
  dockerEngine: { minimumApi: "1.41" },
  debian: {
    suite: "trixie",
    /** The official multi-architecture index of `debian:trixie-slim`. */
    image: "debian:trixie-slim@sha256:a29215f6a35e51e22adffa17f89e9d2ef06214e64a2bad10d765c46aea49f11f",
  },
} as const;

/** Compares two dotted versions by their numbers; `v1.2.3-x` counts as 1.2.3. Negative when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbers(version: string): number[] {
  return (/\d+(\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}
