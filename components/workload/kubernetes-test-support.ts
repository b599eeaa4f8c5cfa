/** A Kubernetes runtime for tests, and what of its objects they ask for. */
import * as pulumi from "@pulumi/pulumi";
import { inputsOf, type Registered, register } from "../mocks";
import { KubernetesRuntime, type KubernetesRuntimeArgs } from "./kubernetes";
import { everythingElse, plainWorkload, probe } from "./test-workloads";
import type { Image, Workload } from "./workload";

export const image: Image = {
  name: pulumi.output("airpath/web:1"),
  reference: pulumi.output("airpath/web:1"),
  contentHash: "1",
};

export const plain: Workload = {
  ...plainWorkload(image),
  liveness: { ...probe, check: { command: ["test", "-e", "/tmp/alive"] }, failures: 2 },
};

export const full: Workload = {
  ...plain,
  ...everythingElse,
  volumes: [
    { name: "data", path: "/var/lib/web", kind: "persistent", mebibytes: 2048 },
    { name: "state", path: "/var/lib/state", kind: "local", mebibytes: 32 },
    { name: "tmp", path: "/tmp", kind: "memory", mebibytes: 16 },
  ],
};

export const args: KubernetesRuntimeArgs = {
  namespace: "airpath-prod",
  ownsNamespace: true,
  cluster: { server: "https://192.0.2.1:6443", context: "prod" },
  images: { debian: "airpath/debian:1" },
  imagePullSecrets: ["registry"],
  zones: 2,
  cpuReserved: 1,
  exposures: {
    listeners: { kind: "LoadBalancer", ports: { 80: 8080 } },
    studios: { kind: "NodePort", ranges: [{ from: 20000, to: 20009, nodePort: 31000 }] },
  },
  awaitRollouts: true,
};

export const run = (act: (runtime: KubernetesRuntime) => void, more: Partial<KubernetesRuntimeArgs> = {}) =>
  register(() => act(new KubernetesRuntime("kubernetes", { ...args, ...more })));
export const runWorkload = (workload: Workload, more: Partial<KubernetesRuntimeArgs> = {}) =>
  run((runtime) => runtime.run(workload, { parent: runtime }), more);
export const listed = (registered: Registered[]) =>
  registered.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);

export const labels = { component: "web", "airpath.workload": "web-1", "airpath.stack": "airpath-prod" };
export const metadata = (name: string, more = {}) => ({ name, namespace: "airpath-prod", labels, ...more });
export const unawaited = { annotations: { "pulumi.com/skipAwait": "true" } };
/** How Pulumi's protocol marks a secret. */
export const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

export interface Pod {
  metadata: { labels: Record<string, string> };
  spec: Record<string, unknown> & { containers: Record<string, unknown>[]; volumes: Record<string, unknown>[] };
}
export const podOf = (registered: Registered[], name = "web-1") =>
  (inputsOf(registered, "Deployment", name).spec as { template: Pod }).template;
