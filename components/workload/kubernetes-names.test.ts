import { createHash } from "node:crypto";
import { type KubernetesRuntimeArgs } from "./kubernetes";
import { args, listed, plain, run, runWorkload } from "./kubernetes-test-support";
import type { Workload } from "./workload";

/** Letters of which a packer makes three quarters and no less. */
function noise(letters: number): string {
  const pieces = Array.from({ length: Math.ceil(letters / 40) }, (_, index) =>
    createHash("sha256").update(String(index)).digest("base64").slice(0, 40),
  );
  return pieces.join("").slice(0, letters);
}

describe("what cannot be", () => {
  const refusal = async (workload: Partial<Workload>, more: Partial<KubernetesRuntimeArgs> = {}) => {
    let said = "nothing was refused";
    await run((runtime) => {
      try {
        runtime.run({ ...plain, ...workload }, { parent: runtime });
      } catch (error) {
        said = (error as Error).message;
      }
    }, more);
    return said;
  };

  it("is told with where, what, what instead and how", async () => {
    expect(await refusal({ files: [{ path: "/etc/passwd", content: "x" }] })).toContain(
      'workload "web-1": file /etc/passwd is outside /etc/airpath',
    );
    expect(await refusal({ files: [{ path: "/etc/airpath/a b", content: "x" }] })).toBe(
      'workload "web-1": file /etc/airpath/a b cannot be a key of a ConfigMap; allowed: letters, digits, "-", "_", "." and "/"; fix: rename it',
    );
    const twins = ["a/b", "a__b"].map((path) => ({ path: `/etc/airpath/${path}`, content: "" }));
    expect(await refusal({ files: twins })).toContain(
      "files /etc/airpath/a/b and /etc/airpath/a__b would have one key, a__b",
    );
    expect(await refusal({ files: [{ path: "/etc/airpath/x", content: noise(1_400_000) }] })).toMatch(
      /^workload "web-1": file \/etc\/airpath\/x.gz has 10\d{5} bytes; allowed: 1000000, what a Kubernetes object may hold; fix: divide it, or give the workload less to carry$/,
    );
    expect(await refusal({ name: "Web" })).toContain('workload "Web": name "Web" is no name in Kubernetes');
    expect(await refusal({ ports: [{ name: "a-much-too-long-name", number: 1, protocol: "tcp" }] })).toContain(
      'port "a-much-too-long-name" is no name in Kubernetes; allowed: up to 15 lower-case letters',
    );
    expect(await refusal({ sidecars: [{ ...plain, name: "main" }] })).toContain('sidecar "main" is no name');
    expect(await refusal({ labels: { note: "two words" } })).toContain('workload "web-1": label note is "two words"');
    expect(await refusal({ containerLogs: "/logs" })).toBe(
      'workload "web-1": containerLogs "/logs" is a folder of the node; allowed: none in a cluster, where the namespace is "restricted" and the cluster\'s own collector reads it; fix: leave it out (docs/decisions/logs.md)',
    );
    expect(await refusal({ placement: { site: "two words" } })).toContain('label site is "two words"');
    expect(await refusal({}, { exposures: { ...args.exposures, studios: { kind: "NodePort", ranges: [] } } })).toBe(
      'workload "web-1": port "srt" is published at 20000, node port 20000; allowed: 30000-32767, by the stack\'s ranges (none); fix: add a range for it to nodePorts',
    );
  });

  it("more files than an object holds, which are divided", async () => {
    const files = ["a", "b", "c"].map((name) => ({ path: `/etc/airpath/${name}`, content: name + noise(800_000) }));
    const registered = await runWorkload({ ...plain, files });
    expect(listed(registered).filter((name) => name.startsWith("ConfigMap"))).toEqual([
      "ConfigMap web-1-files",
      "ConfigMap web-1-files-2",
      "ConfigMap web-1-files-3",
    ]);
  });
});
