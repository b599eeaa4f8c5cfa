import { inputsOf } from "../mocks";
import {
  full,
  labels,
  listed,
  metadata,
  plain,
  podOf,
  run,
  runWorkload,
  secret,
  unawaited,
} from "./kubernetes-test-support";
import { probe } from "./test-workloads";

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
          to: [
            { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } },
            { ipBlock: { cidr: "169.254.20.10/32" } },
          ],
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

  it("renders every optional field", async () => {
    const registered = await runWorkload(full);
    const { metadata: own, spec } = podOf(registered);
    expect(own.labels).toMatchObject({ "airpath.spread-group": "web" });
    // From the provider: no other object had them, nor will.
    const [files, secrets] = [
      ["ConfigMap", "web-1-files"],
      ["Secret", "web-1-secrets"],
    ].map(([type, name]) => (inputsOf(registered, type!, name!).metadata as { name: string }).name);
    expect([files, secrets]).toEqual([
      expect.stringMatching(/^web-1-files-[0-9a-f]{12}$/),
      expect.stringMatching(/^web-1-secrets-[0-9a-f]{12}$/),
    ]);
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
              { configMap: { name: files, items: [{ key: "web.conf", path: "web.conf" }] } },
              {
                secret: {
                  name: secrets,
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
      metadata: metadata(files!),
      data: { "web.conf": "port 80" },
      immutable: true,
    });
    expect(inputsOf(registered, "Secret", "web-1-secrets")).toMatchObject({
      metadata: metadata(secrets!),
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

  it("keeps the part of the processors that the stack says, and as much memory", async () => {
    const registered = await runWorkload(full, { cpuReserved: 0.5 });
    const [main] = podOf(registered).spec.containers as { resources: unknown }[];
    expect(main!.resources).toEqual({ requests: { cpu: "125m", memory: "128Mi" }, limits: { memory: "128Mi" } });
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

  it("refuses to observe its node, naming it", async () => {
    await expect(runWorkload({ ...plain, observes: "containers" })).rejects.toThrow(
      'workload "web-1": observes "containers" is for one machine; allowed in a cluster: "machine", "logs", "cluster"; ' +
        "fix: declare it on Docker alone, a cluster's kubelets tell of containers themselves",
    );
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
