import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clusterTool } from "./cluster-tools";
import { versions } from "./versions";

const goMod = (folder: string) => readFileSync(join(__dirname, "build", folder, "go.mod"), "utf8");

it("builds the versions that it would download", () => {
  const { kubernetes, kwok, etcd, coredns, kubeRouter } = versions;
  expect(goMod("kubernetes")).toContain(`\tk8s.io/kubernetes v${kubernetes.pinned} `);
  // Every staging module is replaced by its own release of the same Kubernetes.
  const staging = kubernetes.pinned.replace(/^1/, "v0");
  const replaced = [...goMod("kubernetes").matchAll(/=> (k8s\.io\/\S+) (\S+)/g)];
  expect(replaced.length).toBeGreaterThan(25);
  expect(replaced.filter(([, , version]) => version !== staging)).toEqual([]);
  expect(goMod("kwok")).toContain(`\tsigs.k8s.io/kwok v${kwok.pinned} `);
  expect(goMod("kube-router")).toContain(`\tgithub.com/cloudnativelabs/kube-router/v2 v${kubeRouter.pinned} `);
  expect(goMod("coredns")).toContain(`require github.com/coredns/coredns v${coredns.pinned}\n`);
  expect(goMod("etcd")).toContain(`\tgo.etcd.io/etcd/server/v3 v${etcd.pinned} `);
});

it("keeps each version of a tool in a place of its own", () => {
  expect(clusterTool("kwok")).toMatch(new RegExp(`/tools/kwok-${versions.kwok.pinned}/kwok$`));
});
