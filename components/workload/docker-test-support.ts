/** A Docker runtime for tests, and workloads that they give it. */
import * as pulumi from "@pulumi/pulumi";
import { type Registered, register } from "../mocks";
import { DockerRuntime } from "./docker";
import { everythingElse, plainWorkload } from "./test-workloads";
import type { Image, Workload } from "./workload";

export const image: Image = {
  name: pulumi.output("airpath/web:1"),
  reference: pulumi.output("sha256:web"),
  contentHash: "1",
};
export const plain = plainWorkload(image);
export const full: Workload = {
  ...plain,
  ...everythingElse,
  volumes: [
    { name: "state", path: "/var/lib/web", kind: "persistent", mebibytes: 100 },
    { name: "tmp", path: "/tmp", kind: "memory", mebibytes: 16 },
  ],
};

export const run = (act: (runtime: DockerRuntime) => void): Promise<Registered[]> =>
  register(() =>
    act(
      new DockerRuntime("docker", {
        prefix: "airpath-local",
        debian: "airpath/debian:1",
        bindings: { operators: "127.0.0.1", listeners: "0.0.0.0", studios: "192.0.2.1" },
      }),
    ),
  );

export const runWorkload = (workload: Workload) => run((runtime) => runtime.run(workload, { parent: runtime }));
