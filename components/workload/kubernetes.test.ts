import * as pulumi from "@pulumi/pulumi";
import { inputsOf, type Registered, register } from "../mocks";
import { KubernetesRuntime, type KubernetesRuntimeArgs } from "./kubernetes";
import type { Image, Job, Probe, Workload } from "./workload";

const image: Image = {
  name: pulumi.output("airpath/web:1"),
  reference: pulumi.output("airpath/web:1"),
  contentHash: "1",
};
const probe: Probe = {
  check: { httpPort: 80, path: "/ok" },
  periodSeconds: 5,
  timeoutSeconds: 2,
  failures: 3,
  startupSeconds: 10,
};

const plain: Workload = {
  name: "web-1",
  image,
  ports: [
    { name: "http", number: 80, protocol: "tcp", publish: { hostPort: 8080, audience: "listeners" } },
    { name: "srt", number: 10000, protocol: "udp", publish: { hostPort: 20000, audience: "studios" } },
    { name: "api", number: 7000, protocol: "tcp", publish: { hostPort: 10009, audience: "operators" } },
    { name: "private", number: 81, protocol: "tcp" },
  ],
  readiness: probe,
  liveness: { ...probe, check: { command: ["test", "-e", "/tmp/alive"] }, failures: 2 },
  resources: { cpu: 0.25, memoryMebibytes: 128 },
  gracePeriodSeconds: 12,
  labels: { component: "web" },
};

const full: Workload = {
  ...plain,
  command: ["serve", "--all"],
  environment: { MODE: "on air" },
  files: [{ path: "/etc/airpath/web.conf", content: "port 80" }],
  secretFiles: [{ path: "/etc/airpath/secrets/token", content: "t0ken" }],
  volumes: [
    { name: "data", path: "/var/lib/web", kind: "persistent", mebibytes: 2048 },
    { name: "state", path: "/var/lib/state", kind: "local", mebibytes: 32 },
    { name: "tmp", path: "/tmp", kind: "memory", mebibytes: 16 },
  ],
  spreadGroup: "web",
  placement: { site: "paris" },
};

const args: KubernetesRuntimeArgs = {
  namespace: "airpath-prod",
  cluster: { server: "https://192.0.2.1:6443", context: "prod" },
  images: { debian: "airpath/debian:1" },
  imagePullSecrets: ["registry"],
  zones: 2,
  exposures: {
    listeners: { kind: "LoadBalancer", ports: { 80: 8080 } },
    studios: { kind: "NodePort", ranges: [{ from: 20000, to: 20009, nodePort: 31000 }] },
  },
  awaitRollouts: true,
};

const run = (act: (runtime: KubernetesRuntime) => void, more: Partial<KubernetesRuntimeArgs> = {}) =>
  register(() => act(new KubernetesRuntime("kubernetes", { ...args, ...more })));
const runWorkload = (workload: Workload, more: Partial<KubernetesRuntimeArgs> = {}) =>
  run((runtime) => runtime.run(workload, { parent: runtime }), more);
const listed = (registered: Registered[]) => registered.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);

const labels = { component: "web", "airpath.workload": "web-1", "airpath.stack": "airpath-prod" };
const metadata = (name: string, more = {}) => ({ name, namespace: "airpath-prod", labels, ...more });
const unawaited = { annotations: { "pulumi.com/skipAwait": "true" } };
/** How Pulumi's protocol marks a secret. */
const secret = (value: unknown) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });

interface Pod {
  metadata: { labels: Record<string, string> };
  spec: Record<string, unknown> & { containers: Record<string, unknown>[]; volumes: Record<string, unknown>[] };
}
const podOf = (registered: Registered[], name = "web-1") =>
  (inputsOf(registered, "Deployment", name).spec as { template: Pod }).template;

describe("the runtime", () => {
  it("makes a namespace that refuses what is not restricted, a priority, and refuses every connection but name look-ups", async () => {
    const registered = await run(() => undefined);
    expect(listed(registered)).toEqual([
      "kubernetes kubernetes",
      "Namespace airpath-prod",
      "PriorityClass airpath-prod",
      "NetworkPolicy deny-all",
      "NetworkPolicy allow-names",
    ]);
    expect(inputsOf(registered, "Namespace", "airpath-prod").metadata).toEqual({
      name: "airpath-prod",
      labels: {
        "airpath.stack": "airpath-prod",
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
      },
    });
    expect(inputsOf(registered, "kubernetes", "kubernetes")).toEqual({
      context: "prod",
      clusterIdentifier: "https://192.0.2.1:6443",
      enableConfigMapMutable: "true",
      enableSecretMutable: "true",
    });
    expect(inputsOf(registered, "NetworkPolicy", "deny-all").spec).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
    expect(inputsOf(registered, "NetworkPolicy", "allow-names").spec).toEqual({
      podSelector: { matchLabels: { "airpath.network": "private" } },
      policyTypes: ["Egress"],
      egress: [
        {
          to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
          ports: [
            { port: 53, protocol: "UDP" },
            { port: 53, protocol: "TCP" },
          ],
        },
      ],
    });
  });
});

describe("a workload as Kubernetes objects", () => {
  it("is one pod that ends before the next one starts, hardened, probed and bounded as declared", async () => {
    const registered = await runWorkload(plain);
    expect(inputsOf(registered, "Deployment", "web-1")).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: metadata("web-1"),
      spec: {
        replicas: 1,
        revisionHistoryLimit: 2,
        progressDeadlineSeconds: 355,
        strategy: { type: "Recreate" },
        selector: { matchLabels: { "airpath.workload": "web-1" } },
        template: {
          metadata: { labels: { ...labels, "airpath.network": "private" } },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 1000,
              runAsGroup: 1000,
              fsGroup: 1000,
              fsGroupChangePolicy: "OnRootMismatch",
              seccompProfile: { type: "RuntimeDefault" },
            },
            priorityClassName: "airpath-prod",
            imagePullSecrets: [{ name: "registry" }],
            hostname: "web-1",
            terminationGracePeriodSeconds: 12,
            tolerations: ["not-ready", "unreachable"].map((what) => ({
              key: `node.kubernetes.io/${what}`,
              operator: "Exists",
              effect: "NoExecute",
              tolerationSeconds: 10,
            })),
            containers: [
              {
                name: "main",
                image: "airpath/web:1",
                imagePullPolicy: "Never",
                ports: [
                  { name: "http", containerPort: 80, protocol: "TCP" },
                  { name: "srt", containerPort: 10000, protocol: "UDP" },
                  { name: "api", containerPort: 7000, protocol: "TCP" },
                  { name: "private", containerPort: 81, protocol: "TCP" },
                ],
                startupProbe: {
                  exec: { command: ["test", "-e", "/tmp/alive"] },
                  timeoutSeconds: 2,
                  periodSeconds: 1,
                  failureThreshold: 20,
                },
                readinessProbe: {
                  httpGet: { path: "/ok", port: 80 },
                  timeoutSeconds: 2,
                  periodSeconds: 5,
                  failureThreshold: 3,
                },
                livenessProbe: {
                  exec: { command: ["test", "-e", "/tmp/alive"] },
                  timeoutSeconds: 2,
                  periodSeconds: 5,
                  failureThreshold: 2,
                  terminationGracePeriodSeconds: 1,
                },
                resources: { requests: { cpu: "250m", memory: "128Mi" }, limits: { memory: "128Mi" } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ["ALL"] },
                  readOnlyRootFilesystem: true,
                },
                volumeMounts: [],
              },
            ],
            volumes: [],
          },
        },
      },
    });
  });

  it("is reached by its name, ready or not, and from outside as the stack says", async () => {
    const registered = await runWorkload(plain);
    const port = (name: string, number: number, protocol: string, more = {}) => ({
      name,
      port: number,
      targetPort: number,
      protocol,
      ...more,
    });
    const selector = { "airpath.workload": "web-1" };
    const service = (name: string) => {
      const { metadata: own, spec } = inputsOf(registered, "Service", name);
      expect(own).toEqual(metadata(name, unawaited));
      return spec;
    };
    expect(service("web-1")).toEqual({
      type: "ClusterIP",
      selector,
      publishNotReadyAddresses: true,
      ports: [port("http", 80, "TCP"), port("srt", 10000, "UDP"), port("api", 7000, "TCP"), port("private", 81, "TCP")],
    });
    expect(service("web-1-listeners")).toEqual({
      type: "LoadBalancer",
      selector,
      externalTrafficPolicy: "Local",
      publishNotReadyAddresses: false,
      ports: [port("http", 80, "TCP", { port: 8080 })],
    });
    expect(service("web-1-studios")).toEqual({
      type: "NodePort",
      selector,
      externalTrafficPolicy: "Cluster",
      publishNotReadyAddresses: true,
      ports: [port("srt", 10000, "UDP", { nodePort: 31000 })],
    });
    expect(inputsOf(registered, "NetworkPolicy", "web-1-published").spec).toEqual({
      podSelector: { matchLabels: selector },
      policyTypes: ["Ingress"],
      ingress: [
        {
          ports: [
            { port: 80, protocol: "TCP" },
            { port: 10000, protocol: "UDP" },
          ],
        },
      ],
    });
    expect(listed(registered).filter((name) => name.startsWith("Service"))).toHaveLength(3);
  });

  it("has no address and no hole in the wall where it has no ports", async () => {
    const registered = await runWorkload({ ...plain, ports: [] });
    expect(listed(registered).slice(5)).toEqual(["Deployment web-1"]);
  });

  it("renders every optional field", async () => {
    const registered = await runWorkload(full);
    const { metadata: own, spec } = podOf(registered);
    expect(own.labels).toMatchObject({ "airpath.spread-group": "web" });
    const hash = (
      spec.volumes[0]!.projected as { sources: { configMap: { name: string } }[] }
    ).sources[0]!.configMap.name.split("-").at(-1)!;
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
    expect(spec).toMatchObject({
      nodeSelector: { site: "paris" },
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              labelSelector: { matchLabels: { "airpath.spread-group": "web" } },
              topologyKey: "kubernetes.io/hostname",
            },
          ],
        },
      },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          minDomains: 2,
          topologyKey: "topology.kubernetes.io/zone",
          whenUnsatisfiable: "DoNotSchedule",
          labelSelector: { matchLabels: { "airpath.spread-group": "web" } },
        },
      ],
      volumes: [
        {
          name: "main-config",
          projected: {
            defaultMode: 0o444,
            sources: [
              { configMap: { name: `web-1-files-${hash}`, items: [{ key: "web.conf", path: "web.conf" }] } },
              {
                secret: {
                  name: `web-1-secrets-${hash}`,
                  items: [{ key: "secrets__token", path: "secrets/token", mode: 0o440 }],
                },
              },
            ],
          },
        },
        { name: "main-data", persistentVolumeClaim: { claimName: "web-1-data" } },
        { name: "main-state", emptyDir: { sizeLimit: "32Mi" } },
        { name: "main-tmp", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
      ],
    });
    expect(spec.containers[0]).toMatchObject({
      args: ["serve", "--all"],
      env: [{ name: "MODE", value: "on air" }],
      volumeMounts: [
        { name: "main-config", mountPath: "/etc/airpath", readOnly: true },
        { name: "main-data", mountPath: "/var/lib/web" },
        { name: "main-state", mountPath: "/var/lib/state" },
        { name: "main-tmp", mountPath: "/tmp" },
      ],
    });
    expect(inputsOf(registered, "PersistentVolumeClaim", "web-1-data")).toMatchObject({
      metadata: metadata("web-1-data", unawaited),
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Gi" } } },
    });
    expect(inputsOf(registered, "ConfigMap", "web-1-files")).toMatchObject({
      metadata: metadata(`web-1-files-${hash}`),
      data: { "web.conf": "port 80" },
      immutable: true,
    });
    expect(inputsOf(registered, "Secret", "web-1-secrets")).toMatchObject({
      metadata: metadata(`web-1-secrets-${hash}`),
      type: "Opaque",
      data: secret({ secrets__token: Buffer.from("t0ken").toString("base64") }),
      immutable: true,
    });
    expect(inputsOf(registered, "PodDisruptionBudget", "spread-web").spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: { "airpath.spread-group": "web" } },
    });
  });

  it("says nothing of zones where there is one, and names the class of storage that the stack names", async () => {
    const registered = await runWorkload(full, {
      zones: 1,
      storageClass: "fast",
      imagePullSecrets: [],
      awaitRollouts: false,
    });
    expect(podOf(registered).spec.topologySpreadConstraints).toBeUndefined();
    expect(podOf(registered).spec.imagePullSecrets).toBeUndefined();
    expect(inputsOf(registered, "PersistentVolumeClaim", "web-1-data").spec).toMatchObject({
      storageClassName: "fast",
    });
    expect(inputsOf(registered, "Deployment", "web-1").metadata).toEqual(metadata("web-1", unawaited));
  });

  it("asks from inside what answers nowhere else", async () => {
    const check = { httpPort: 80, path: "/ok", loopbackOnly: true as const };
    const { spec } = podOf(await runWorkload({ ...plain, readiness: { ...probe, check } }));
    expect(spec.containers[0]!.readinessProbe).toMatchObject({
      exec: {
        command: ["curl", "--silent", "--fail", "--output", "/dev/null", "--max-time", "2", "http://127.0.0.1:80/ok"],
      },
    });
  });

  it("is another pod when its files change", async () => {
    const template = async (content: string) =>
      podOf(await runWorkload({ ...plain, files: [{ path: "/etc/airpath/x", content }] }));
    expect(await template("one")).toEqual(await template("one"));
    expect(await template("one")).not.toEqual(await template("two"));
  });

  it("stays as it is when files change that it takes up while it runs", async () => {
    const holding = (content: string, secretFiles = full.secretFiles) =>
      runWorkload({
        ...full,
        reload: { signal: "HUP", check: ["web", "--check"] },
        files: [{ path: "/etc/airpath/x", content }],
        secretFiles,
      });
    const [one, other] = [await holding("one"), await holding("two")];
    expect(podOf(one)).toEqual(podOf(other));
    const different = one.filter((each, index) => JSON.stringify(each) !== JSON.stringify(other[index]));
    expect(listed(different)).toEqual(["ConfigMap web-1-files", "Secret web-1-secrets"]);
    expect(podOf(one).spec.containers[0]!.env).toEqual([
      { name: "AIRPATH_RELOAD", value: "HUP" },
      { name: "AIRPATH_RELOAD_CHECK", value: "web --check" },
      { name: "MODE", value: "on air" },
    ]);
    const { metadata: own, data, immutable } = inputsOf(one, "Secret", "web-1-secrets");
    expect([own, immutable]).toEqual([metadata("web-1-secrets"), undefined]);
    const { SHA256SUMS } = (data as { value: Record<string, string> }).value;
    expect(Buffer.from(SHA256SUMS!, "base64").toString()).toMatch(
      /^[0-9a-f]{64} {2}\/etc\/airpath\/secrets\/token\n[0-9a-f]{64} {2}\/etc\/airpath\/x\n$/,
    );
    expect(inputsOf(await holding("one", []), "ConfigMap", "web-1-files").data).toHaveProperty("SHA256SUMS");
  });

  it("shares its pod with its sidecars, each with files and volumes of its own", async () => {
    const sidecar = {
      name: "gate",
      image,
      files: [{ path: "/etc/airpath/gate.conf", content: "gate" }],
      volumes: [{ name: "tmp", path: "/tmp", kind: "memory" as const, mebibytes: 1 }],
      readiness: probe,
      liveness: probe,
      resources: { cpu: 1, memoryMebibytes: 1024 },
    };
    const registered = await runWorkload({ ...full, sidecars: [sidecar] });
    const { spec } = podOf(registered);
    expect(spec.containers.map(({ name }) => name)).toEqual(["main", "gate"]);
    expect(spec.containers[1]).toMatchObject({
      resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } },
      volumeMounts: [
        { name: "gate-config", mountPath: "/etc/airpath", readOnly: true },
        { name: "gate-tmp", mountPath: "/tmp" },
      ],
    });
    expect(spec.containers[1]!.ports).toBeUndefined();
    expect(inputsOf(registered, "ConfigMap", "web-1-gate-files").data).toEqual({ "gate.conf": "gate" });
  });

  it("has one budget for all of a group", async () => {
    const registered = await run((runtime) => {
      for (const name of ["web-1", "web-2"]) runtime.run({ ...full, name }, { parent: runtime });
    });
    expect(listed(registered).filter((name) => name.startsWith("PodDisruptionBudget"))).toEqual([
      "PodDisruptionBudget spread-web",
    ]);
  });
});

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
    expect(await refusal({ files: [{ path: "/etc/airpath/x", content: "x".repeat(1_000_001) }] })).toBe(
      'workload "web-1": /etc/airpath/x has 1000001 bytes; allowed: 1000000, what a Kubernetes object may hold; fix: divide it, or give the workload less to carry',
    );
    expect(await refusal({ name: "Web" })).toContain('workload "Web": name "Web" is no name in Kubernetes');
    expect(await refusal({ ports: [{ name: "a-much-too-long-name", number: 1, protocol: "tcp" }] })).toContain(
      'port "a-much-too-long-name" is no name in Kubernetes; allowed: up to 15 lower-case letters',
    );
    expect(await refusal({ sidecars: [{ ...plain, name: "main" }] })).toContain('sidecar "main" is no name');
    expect(await refusal({ labels: { note: "two words" } })).toContain('workload "web-1": label note is "two words"');
    expect(await refusal({ placement: { site: "two words" } })).toContain('label site is "two words"');
    expect(await refusal({}, { exposures: { ...args.exposures, studios: { kind: "NodePort", ranges: [] } } })).toBe(
      'workload "web-1": port "srt" is published at 20000, node port 20000; allowed: 30000-32767, by the stack\'s ranges (none); fix: add a range for it to nodePorts',
    );
  });

  it("more files than an object holds, which are divided", async () => {
    const files = ["a", "b", "c"].map((name) => ({ path: `/etc/airpath/${name}`, content: name.repeat(600_000) }));
    const registered = await runWorkload({ ...plain, files });
    expect(listed(registered).filter((name) => name.startsWith("ConfigMap"))).toEqual([
      "ConfigMap web-1-files",
      "ConfigMap web-1-files-2",
      "ConfigMap web-1-files-3",
    ]);
  });
});

describe("a job", () => {
  const job: Job = {
    name: "check",
    image,
    command: ["check", "--all"],
    files: [{ path: "/etc/airpath/a", content: "a" }],
    resources: { cpu: 1, memoryMebibytes: 64 },
    labels: { component: "check" },
  };
  const runJob = (more: Partial<Job> = {}) =>
    run((runtime) => void runtime.job({ ...job, ...more }, { parent: runtime }));
  const made = async (more: Partial<Job> = {}) => inputsOf(await runJob(more), "Job", "check");

  it("runs to its end once for its content, awaited, without a network", async () => {
    const { metadata: own, spec } = (await made()) as {
      metadata: Record<string, unknown>;
      spec: Record<string, unknown>;
    };
    expect(own).toEqual({
      name: expect.stringMatching(/^check-[0-9a-f]{12}$/),
      namespace: "airpath-prod",
      labels: { component: "check", "airpath.workload": "check", "airpath.stack": "airpath-prod" },
      annotations: { "pulumi.com/replaceUnready": "true" },
    });
    expect(spec).toMatchObject({
      backoffLimit: 0,
      template: {
        metadata: { labels: { component: "check", "airpath.workload": "check", "airpath.stack": "airpath-prod" } },
        spec: {
          restartPolicy: "Never",
          automountServiceAccountToken: false,
          containers: [
            {
              name: "main",
              image: "airpath/web:1",
              command: ["check", "--all"],
              resources: { requests: { cpu: "1", memory: "64Mi" }, limits: { memory: "64Mi" } },
              terminationMessagePolicy: "FallbackToLogsOnError",
              volumeMounts: [
                { name: "main-config", mountPath: "/etc/airpath", readOnly: true },
                { name: "tmp", mountPath: "/tmp" },
              ],
            },
          ],
        },
      },
    });
    expect((spec as { template: Pod }).template.metadata.labels).not.toHaveProperty("airpath.network");
  });

  it("is another job when anything that is declared of it changes", async () => {
    const nameOf = async (more: Partial<Job>) => ((await made(more)).metadata as { name: string }).name;
    const changes: Partial<Job>[] = [
      {},
      { command: ["check"] },
      { environment: { DECLARED: pulumi.output("1") } },
      { environment: { DECLARED: pulumi.output("2") } },
      { files: [{ path: "/etc/airpath/a", content: "b" }] },
      { network: "private" },
      { resources: { cpu: 2, memoryMebibytes: 64 } },
    ];
    const names: string[] = [];
    for (const change of changes) names.push(await nameOf(change));
    expect(new Set(names).size).toBe(changes.length);
    expect(await nameOf({})).toBe(names[0]);
  });

  it("has a name that its pods can be labelled with, however long its own is", async () => {
    const name = `handover-engine-${"long-".repeat(8)}-a`;
    const registered = await runJob({ name });
    const { metadata: own } = inputsOf(registered, "Job", name) as { metadata: { name: string } };
    expect(own.name).toMatch(/^handover-engine-(long-){6}long-[0-9a-f]{12}$/);
    expect(own.name.length).toBeLessThanOrEqual(63);
  });

  it("looks up names where it has a network", async () => {
    const { spec } = (await made({ network: "private" })) as unknown as { spec: { template: Pod } };
    expect(spec.template.metadata.labels).toMatchObject({ "airpath.network": "private" });
  });
});

describe("connections", () => {
  it("become one policy for each that takes part, both ways, with one rule for all that share their ports", async () => {
    const registered = await run((runtime) =>
      runtime.connect(
        [
          { from: "prometheus", to: { workload: "web-1" }, port: 80, protocol: "tcp" },
          { from: "prometheus", to: { workload: "web-2" }, port: 80, protocol: "tcp" },
          { from: "prometheus", to: { workload: "db" }, port: 9, protocol: "tcp" },
          { from: "web-1", to: { workload: "db" }, port: 5, protocol: "udp" },
          { from: "web-1", to: { outside: "192.0.2.9" }, port: 443, protocol: "tcp" },
          { from: "web-1", to: { outside: "mail.example" }, port: 587, protocol: "tcp" },
        ],
        { parent: runtime },
      ),
    );
    const spec = (name: string) => inputsOf(registered, "NetworkPolicy", `${name}-connections`).spec;
    const one = (name: string) => ({ podSelector: { matchLabels: { "airpath.workload": name } } });
    const tcp = (port: number) => [{ port, protocol: "TCP" }];
    expect(spec("prometheus")).toEqual({
      ...one("prometheus"),
      policyTypes: ["Egress"],
      egress: [
        {
          to: [
            {
              podSelector: {
                matchExpressions: [{ key: "airpath.workload", operator: "In", values: ["web-1", "web-2"] }],
              },
            },
          ],
          ports: tcp(80),
        },
        { to: [one("db")], ports: tcp(9) },
      ],
    });
    expect(spec("db")).toEqual({
      ...one("db"),
      policyTypes: ["Ingress"],
      ingress: [
        { from: [one("prometheus")], ports: tcp(9) },
        { from: [one("web-1")], ports: [{ port: 5, protocol: "UDP" }] },
      ],
    });
    expect(spec("web-1")).toEqual({
      ...one("web-1"),
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [one("prometheus")], ports: tcp(80) }],
      egress: [
        { to: [one("db")], ports: [{ port: 5, protocol: "UDP" }] },
        { to: [{ ipBlock: { cidr: "192.0.2.9/32" } }], ports: tcp(443) },
        { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }, { ipBlock: { cidr: "::/0" } }], ports: tcp(587) },
      ],
    });
  });
});

describe("an image", () => {
  const spec = { name: "web", context: "components/workload/base", sources: ["Dockerfile"] };
  const take = async (images: KubernetesRuntimeArgs["images"]): Promise<string> => {
    let said: pulumi.Output<string> | undefined;
    await run(
      (runtime) => {
        try {
          said = runtime.image(spec).reference;
        } catch (error) {
          said = pulumi.output((error as Error).message);
        }
      },
      { images },
    );
    return new Promise((resolve) => said!.apply(resolve));
  };
  const debian = "airpath/debian:1";

  it("is called by its content where nodes hold it, by its digest where a registry does", async () => {
    const held = await take({ debian });
    expect(held).toMatch(/^airpath\/web:[0-9a-f]{12}$/);
    const digest = `sha256:${"ab".repeat(32)}`;
    const tag = held.slice("airpath/".length);
    // Its base is asked for too.
    const [, base] = /content (base:[0-9a-f]{12})/.exec(
      String(await take({ registry: "r", release: { debian, digests: {} } })),
    )!;
    const digests = { [base!]: digest, [tag]: digest };
    expect(await take({ registry: "registry.example", release: { debian, digests } })).toBe(
      `registry.example/airpath/web@${digest}`,
    );
  });

  it("that was never pushed is one error that names the command", async () => {
    const digests = { "base:0123456789ab": `sha256:${"ab".repeat(32)}` };
    expect(await take({ registry: "registry.example", release: { debian, digests } })).toMatch(
      /^image "base": its content base:[0-9a-f]{12} was never pushed; allowed: what the release has \(base:0123456789ab\), as sha256:…; fix: make artifact PUSH=1$/,
    );
  });
});
