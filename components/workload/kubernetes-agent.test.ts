import { inputsOf } from "../mocks";
import { full, listed, plain, type Pod, podOf, run, runWorkload, unawaited } from "./kubernetes-test-support";
import type { Workload } from "./workload";

describe("a workload that observes what containers say", () => {
  const volumes = [
    { name: "positions", path: "/var/lib/eye", kind: "local", mebibytes: 32 } as const,
    { name: "tmp", path: "/tmp", kind: "memory", mebibytes: 16 } as const,
  ];
  const eye: Workload = { ...plain, name: "eye", ports: [], volumes, observes: "logs" };
  const call = { from: "eye", to: { workload: "web-1" }, port: 80, protocol: "tcp" as const };
  const observing = () =>
    run((runtime) => {
      runtime.run(plain, { parent: runtime });
      runtime.run(eye, { parent: runtime });
      runtime.connect([call], { parent: runtime });
    });

  it("is one pod on every node, as root without root's rights, in a namespace that holds nothing else", async () => {
    const registered = await observing();
    const namespaces = registered.filter(({ type }) => type.endsWith(":Namespace")).map(({ inputs }) => inputs);
    const level = (value: string) => ({
      labels: { "pod-security.kubernetes.io/enforce": value, "airpath.stack": "airpath-prod" },
    });
    expect(namespaces).toMatchObject([
      { metadata: { name: "airpath-prod", ...level("restricted") } },
      { metadata: { name: "airpath-prod-nodes", ...level("privileged") } },
    ]);
    const { metadata, spec } = inputsOf(registered, "DaemonSet", "eye");
    expect(metadata).toMatchObject({ name: "eye", namespace: "airpath-prod-nodes" });
    const pod = (spec as { template: Pod }).template.spec;
    expect(pod).toMatchObject({
      serviceAccountName: "eye",
      automountServiceAccountToken: true,
      securityContext: { runAsUser: 0, runAsGroup: 0, seccompProfile: { type: "RuntimeDefault" } },
      tolerations: [{ operator: "Exists" }],
      volumes: [
        { name: "main-positions", hostPath: { path: "/var/lib/airpath-prod/eye/positions" } },
        { name: "main-tmp", emptyDir: { medium: "Memory" } },
        { name: "logs-0", hostPath: { path: "/var/log/containers", type: "Directory" } },
        { name: "logs-1", hostPath: { path: "/var/log/pods", type: "Directory" } },
      ],
    });
    expect(pod.hostname).toBeUndefined();
    const [main] = pod.containers;
    expect(main!.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    });
    expect((main!.volumeMounts as unknown[]).slice(2)).toEqual([
      { name: "logs-0", mountPath: "/var/log/containers", readOnly: true },
      { name: "logs-1", mountPath: "/var/log/pods", readOnly: true },
    ]);
  });

  it("may ask which pods there are, and nothing else of the cluster", async () => {
    const registered = await observing();
    expect(inputsOf(registered, "ClusterRole", "airpath-prod-eye").rules).toEqual([
      { apiGroups: [""], resources: ["pods", "namespaces", "nodes"], verbs: ["get", "list", "watch"] },
    ]);
    expect(inputsOf(registered, "ClusterRoleBinding", "airpath-prod-eye")).toMatchObject({
      roleRef: { kind: "ClusterRole", name: "airpath-prod-eye" },
      subjects: [{ kind: "ServiceAccount", name: "eye", namespace: "airpath-prod-nodes" }],
    });
  });

  it("reaches whom it calls in the platform's namespace, the API server, and nobody; nobody reaches it", async () => {
    const registered = await observing();
    const one = (name: string) => ({ podSelector: { matchLabels: { "airpath.workload": name } } });
    const of = (name: string) => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
    });
    const anywhere = [{ ipBlock: { cidr: "0.0.0.0/0" } }, { ipBlock: { cidr: "::/0" } }];
    const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: "TCP" }));
    expect(inputsOf(registered, "NetworkPolicy", "eye-connections")).toMatchObject({
      metadata: { namespace: "airpath-prod-nodes" },
      spec: {
        ...one("eye"),
        policyTypes: ["Egress"],
        egress: [
          { to: [{ ...of("airpath-prod"), ...one("web-1") }], ports: tcp(80) },
          { to: anywhere, ports: tcp(443, 6443) },
        ],
      },
    });
    const { ingress } = inputsOf(registered, "NetworkPolicy", "web-1-connections").spec as { ingress: unknown[] };
    expect(ingress.at(-1)).toEqual({ from: [{ ...of("airpath-prod-nodes"), ...one("eye") }], ports: tcp(80) });
    for (const name of ["nodes-deny-all", "nodes-allow-names"])
      expect(inputsOf(registered, "NetworkPolicy", name)).toMatchObject({
        metadata: { namespace: "airpath-prod-nodes" },
      });
  });

  it("has no ports, group, sidecars or persistent volumes, and says which it was given", async () => {
    await expect(runWorkload({ ...full, sidecars: [{ ...plain, name: "second" }], observes: "logs" })).rejects.toThrow(
      'workload "web-1": observes "logs" and has ports, spreadGroup, sidecars, a volume of the kind "persistent"; ' +
        "allowed on every node of a cluster: none of these; fix: leave it out there",
    );
  });
});

describe("a workload that observes what its machine says to all", () => {
  const ports = [{ name: "metrics", number: 9100, protocol: "tcp" } as const];
  const eye: Workload = { ...plain, name: "eye", ports, observes: "machine" };

  it("is one pod on every node, as restricted as everybody, without an account or an address of its own", async () => {
    const registered = await runWorkload(eye);
    expect(listed(registered).filter((each) => each.endsWith(" eye"))).toEqual(["DaemonSet eye"]);
    expect(listed(registered).filter((each) => each.startsWith("Namespace"))).toEqual(["Namespace airpath-prod"]);
    const { metadata, spec } = inputsOf(registered, "DaemonSet", "eye");
    expect(metadata).toMatchObject({ name: "eye", namespace: "airpath-prod" });
    // A node that is away holds no change up.
    expect(metadata).toMatchObject(unawaited);
    const { metadata: own, spec: pod } = (spec as { template: Pod }).template;
    expect(own.labels).toMatchObject({ "airpath.workload": "eye" });
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000 },
      tolerations: [{ operator: "Exists" }],
      volumes: [],
    });
    expect(pod).not.toHaveProperty("hostname");
    expect(pod).not.toHaveProperty("serviceAccountName");
    expect(pod.containers[0]).toMatchObject({ ports: [{ containerPort: 9100 }] });
  });

  it("has nothing that binds it to a place, and says what it was given", async () => {
    await expect(runWorkload({ ...full, observes: "machine" })).rejects.toThrow(
      'workload "web-1": observes "machine" and has published ports, spreadGroup, a volume of the kind "persistent", a volume of the kind "local"; ' +
        "allowed on every node of a cluster: none of these; fix: leave it out there",
    );
  });
});

describe("a workload that observes the cluster", () => {
  const eye: Workload = { ...plain, name: "eye", ports: [], observes: "cluster" };
  const observing = () =>
    run((runtime) => {
      runtime.run(eye, { parent: runtime });
      runtime.connect([], { parent: runtime });
    });

  it("is as any other, with an account that may ask which nodes and pods there are, and kubelets what they count", async () => {
    const registered = await observing();
    const { spec } = podOf(registered, "eye");
    expect(spec).toMatchObject({ hostname: "eye", serviceAccountName: "eye", automountServiceAccountToken: true });
    expect(spec).toMatchObject({ securityContext: { runAsNonRoot: true, runAsUser: 1000 } });
    expect(inputsOf(registered, "ClusterRole", "airpath-prod-eye").rules).toEqual([
      { apiGroups: [""], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] },
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
    ]);
    expect(inputsOf(registered, "ClusterRoleBinding", "airpath-prod-eye")).toMatchObject({
      roleRef: { kind: "ClusterRole", name: "airpath-prod-eye" },
      subjects: [{ kind: "ServiceAccount", name: "eye", namespace: "airpath-prod" }],
    });
  });

  it("reaches the API server and kubelets, and nobody else", async () => {
    const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: "TCP" }));
    const { spec } = inputsOf(await observing(), "NetworkPolicy", "eye-connections") as {
      spec: { policyTypes: string[]; egress: { ports: unknown }[] };
    };
    expect(spec.policyTypes).toEqual(["Egress"]);
    expect(spec.egress.map(({ ports }) => ports)).toEqual([tcp(443, 6443), tcp(10250)]);
  });
});
