import { chooseCluster, readKubeconfig } from "./kubeconfig";

const kubeconfig = `
current-context: test
clusters:
  - { name: a, cluster: { server: "https://a.example:6443", certificate-authority-data: AAAA } }
  - { name: b, cluster: { server: "https://b.example:6443/" } }
contexts:
  - { name: test, context: { cluster: a, user: me } }
  - { name: production, context: { cluster: b, user: me } }
  - { name: production-reader, context: { cluster: b, user: reader } }
  - { name: lost, context: { cluster: nowhere, user: me } }
`;
const choose = (server: string, context?: string) => chooseCluster("prod", [kubeconfig], { server, context });

describe("the guard", () => {
  it("takes the context that leads to the stack's cluster, whatever the current one is", () => {
    expect(choose("https://b.example:6443")).toEqual({ server: "https://b.example:6443", context: "production" });
    expect(choose("https://a.example:6443")).toEqual({ server: "https://a.example:6443", context: "test" });
    expect(choose("https://b.example:6443", "production-reader").context).toBe("production-reader");
  });

  it("refuses another cluster, and tells which there are", () => {
    expect(() => choose("https://c.example:6443")).toThrow(
      "stacks/Pulumi.prod.yaml: airpath:cluster is https://c.example:6443; the kubeconfig's contexts lead elsewhere: test (https://a.example:6443), " +
        "production (https://b.example:6443/), production-reader (https://b.example:6443/), lost (no server); allowed: a context of the kubeconfig that leads to that server; " +
        "fix: set KUBECONFIG to the cluster's own, or, if the stack has moved, airpath:cluster",
    );
    expect(() => choose("https://b.example:6443", "test")).toThrow('is https://b.example:6443, context "test"; the');
    expect(() => chooseCluster("prod", [""], { server: "https://a.example" })).toThrow("lead elsewhere: none");
  });

  it("says when there is no kubeconfig at all", () => {
    expect(() => readKubeconfig({ KUBECONFIG: "/nowhere/config" })).toThrow(
      "kubeconfig is not there; allowed: a file at KUBECONFIG, or ~/.kube/config; fix: bring the one of the stack's cluster",
    );
  });
});
