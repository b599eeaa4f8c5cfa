/** A Kubernetes control plane, in a folder of its own: etcd, API server, controllers, scheduler; kwok stands in for nodes where these only pretend. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { generate } from "selfsigned";
import { clusterTool } from "../../../toolchain/cluster-tools";
import { ownFolder, sweepFolders } from "../../support/folders";
import { freePorts, Processes } from "./processes";

/** What of any object tests read. */
export interface KubernetesObject {
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    deletionTimestamp?: string;
    /** Counts changes of what was asked for. */
    generation?: number;
  };
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
}

export interface NodeShape {
  nodes: number;
  /** Nodes stand in them in turn: "zone-1", "zone-2", … */
  zones: number;
}

/** @returns whether a node or a pod says that it is */
export const isReady = ({ status }: KubernetesObject): boolean =>
  ((status?.conditions ?? []) as { type: string; status: string }[]).some(
    (condition) => condition.type === "Ready" && condition.status === "True",
  );

/** @returns whether a pod is ready, and nobody ends it */
export const staysAndIsReady = (pod: KubernetesObject): boolean =>
  isReady(pod) && pod.metadata.deletionTimestamp === undefined;

/** @returns why the API server refused, in its own words */
export function saidIn(body: string): string {
  try {
    return (JSON.parse(body) as { message: string }).message;
  } catch {
    return body.slice(0, 500);
  }
}

const folders = "airpath-cluster-";

/** What is answered when an object was taken. */
const done = { POST: 201, PUT: 200 };

export class ControlPlane {
  readonly folder = ownFolder(folders);
  readonly kubeconfig = join(this.folder, "kubeconfig");
  /** Certificate and key in one; kubelets believe whom it shows. */
  readonly kubeletClient = join(this.folder, "kubelet-client.pem");
  readonly processes = new Processes(this.folder);
  private readonly token = randomBytes(16).toString("hex");
  private port = 0;

  private constructor(private readonly address = "127.0.0.1") {}

  get server(): string {
    return `https://${this.address}:${this.port}`;
  }

  /** @throws with a program's own words when it does not stay, or when nothing answers within a minute */
  static start(shape: NodeShape): Promise<ControlPlane> {
    return ControlPlane.begin(async (plane) => {
      await plane.serve();
      // Forty pretended nodes on two cores say too late that they are there, and nobody makes their pods ready again.
      await plane.control(600);
      await plane.addNodes(shape);
    });
  }

  /**
   * For nodes that run pods.
   * @param address of this machine, at which they reach it
   * @param ready before anything serves: makes that address, by processes that end with the cluster's
   */
  static startFor(address: string, ready: (processes: Processes) => Promise<void>): Promise<ControlPlane> {
    return ControlPlane.begin(async (plane) => {
      await ready(plane.processes);
      await plane.serve();
      await plane.control(20);
    }, address);
  }

  /** Only what takes objects or refuses them: nothing becomes of those that it took. */
  static startApi(): Promise<ControlPlane> {
    return ControlPlane.begin((plane) => plane.serve());
  }

  private static async begin(run: (plane: ControlPlane) => Promise<void>, address?: string): Promise<ControlPlane> {
    // A test that was killed took its processes with it, and left gigabytes behind.
    sweepFolders(folders);
    const plane = new ControlPlane(address);
    try {
      await run(plane);
      return plane;
    } catch (error) {
      await plane.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.processes.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private readonly at = (name: string): string => join(this.folder, name);

  private async serve(): Promise<void> {
    const { at } = this;
    const [etcdPort, peerPort, port] = (await freePorts(3)) as [number, number, number];
    this.port = port;
    this.writeCredentials();
    await this.writeKubeletClient();
    const etcd = `http://127.0.0.1:${etcdPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    this.processes.start("etcd", clusterTool("etcd"), [
      `--data-dir=${at("etcd")}`,
      ...[`--listen-client-urls=${etcd}`, `--advertise-client-urls=${etcd}`, `--listen-peer-urls=${peer}`],
      ...[`--initial-advertise-peer-urls=${peer}`, `--initial-cluster=default=${peer}`],
      // What is in it ends with the test.
      ...["--unsafe-no-fsync", "--log-level=error"],
    ]);
    this.processes.start("kube-apiserver", clusterTool("kube-apiserver"), [
      ...[
        `--etcd-servers=${etcd}`,
        `--secure-port=${port}`,
        `--bind-address=${this.address}`,
        `--cert-dir=${at("certs")}`,
      ],
      ...["--endpoint-reconciler-type=none", "--service-cluster-ip-range=10.96.0.0/16", "--authorization-mode=RBAC"],
      ...[`--token-auth-file=${at("tokens.csv")}`, "--service-account-issuer=https://kubernetes.default.svc"],
      // A node's name is no name to anybody here.
      ...[`--kubelet-client-certificate=${this.kubeletClient}`, `--kubelet-client-key=${this.kubeletClient}`],
      "--kubelet-preferred-address-types=InternalIP",
      ...[`--service-account-key-file=${at("sa.pem")}`, `--service-account-signing-key-file=${at("sa.pem")}`],
    ]);
    await this.until("the API server is ready", 60, async () => (await this.ask("GET", "/readyz")).status === 200);
    this.writeKubeconfig();
  }

  /** @param lostAfter seconds without a word after which a node counts as lost */
  private async control(lostAfter: number): Promise<void> {
    const { at } = this;
    const [controllerPort, schedulerPort] = (await freePorts(2)) as [number, number];
    const own = [`--kubeconfig=${this.kubeconfig}`, "--leader-elect=false", "--bind-address=127.0.0.1"];
    this.processes.start("kube-controller-manager", clusterTool("kube-controller-manager"), [
      ...[...own, `--secure-port=${controllerPort}`, `--cert-dir=${at("controller-certs")}`],
      `--service-account-private-key-file=${at("sa.pem")}`,
      // Pods know the API server by it.
      `--root-ca-file=${join(at("certs"), "apiserver.crt")}`,
      `--node-monitor-grace-period=${lostAfter}s`,
    ]);
    this.processes.start("kube-scheduler", clusterTool("kube-scheduler"), [...own, `--secure-port=${schedulerPort}`]);
    await this.until("service accounts are made", 60, async () => {
      const { status } = await this.ask("GET", "/api/v1/namespaces/default/serviceaccounts/default");
      return status === 200;
    });
  }

  private writeCredentials(): void {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeFileSync(join(this.folder, "sa.pem"), privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
    writeFileSync(join(this.folder, "tokens.csv"), `${this.token},tester,1,"system:masters"\n`, { mode: 0o600 });
  }

  /** As whom the API server calls kubelets: for whoever follows a log, runs something in a pod, or wants a way to its port. */
  private async writeKubeletClient(): Promise<void> {
    const name = [
      { name: "organizationName", value: "system:masters" },
      { name: "commonName", value: "kube-apiserver" },
    ];
    const extensions = [{ name: "extKeyUsage" as const, clientAuth: true }];
    const { cert, private: key } = await generate(name, { keyType: "ec", curve: "P-256", extensions });
    writeFileSync(this.kubeletClient, `${cert}\n${key}\n`, { mode: 0o600 });
  }

  private writeKubeconfig(): void {
    const ca = Buffer.from(this.certificate()!).toString("base64");
    const config = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "test",
      clusters: [{ name: "test", cluster: { server: this.server, "certificate-authority-data": ca } }],
      users: [{ name: "tester", user: { token: this.token } }],
      contexts: [{ name: "test", context: { cluster: "test", user: "tester" } }],
    };
    writeFileSync(this.kubeconfig, JSON.stringify(config), { mode: 0o600 });
  }

  /** The API server makes one for itself as it starts. */
  private certificate(): string | undefined {
    try {
      return readFileSync(join(this.folder, "certs", "apiserver.crt"), "utf8");
    } catch {
      return undefined;
    }
  }

  private async addNodes({ nodes, zones }: NodeShape): Promise<void> {
    this.processes.start("kwok", clusterTool("kwok"), [
      ...[`--kubeconfig=${this.kubeconfig}`, "--manage-all-nodes=false"],
      "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
    ]);
    for (let index = 0; index < nodes; index++) {
      const name = `node-${index + 1}`;
      const labels = {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "topology.kubernetes.io/zone": `zone-${(index % zones) + 1}`,
      };
      await this.create("/api/v1/nodes", {
        kind: "Node",
        metadata: { name, labels, annotations: { "kwok.x-k8s.io/node": "fake" } },
      });
    }
    await this.nodesReady(nodes, 60);
  }

  nodesReady = (count: number, seconds: number): Promise<void> =>
    this.until(`${count} nodes are ready`, seconds, async () => {
      const all = await this.list("/api/v1/nodes");
      return all.filter(isReady).length === count;
    });

  /** Nothing that happens on nodes goes on meanwhile: no pod starts, and none ends. */
  async whileNodesHang<T>(act: () => Promise<T>): Promise<T> {
    this.processes.signal("kwok", "SIGSTOP");
    try {
      return await act();
    } finally {
      this.processes.signal("kwok", "SIGCONT");
    }
  }

  /** @returns all objects at a path: "/api/v1/pods" */
  async list(path: string): Promise<KubernetesObject[]> {
    const { status, body } = await this.ask("GET", path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${body.slice(0, 500)}`);
    return (JSON.parse(body) as { items: KubernetesObject[] }).items;
  }

  /** @throws with the API server's words when it refuses */
  create = (path: string, object: object): Promise<void> => this.give("POST", path, object);

  /** @throws likewise */
  replace = (path: string, object: object): Promise<void> => this.give("PUT", path, object);

  private async give(method: "POST" | "PUT", path: string, object: object): Promise<void> {
    const { status, body } = await this.ask(method, path, object);
    if (status !== done[method]) throw new Error(`${method} ${path} answered ${status}: ${saidIn(body)}`);
  }

  ask(method: string, path: string, object?: object): Promise<{ status: number; body: string }> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const ask = request(
        `${this.server}${path}`,
        { method, headers, ca: this.certificate(), timeout: 10_000 },
        (answer) => {
          let body = "";
          answer.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
          answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
        },
      );
      ask.on("timeout", () => ask.destroy(new Error(`${method} ${path}: no answer in 10 s`)));
      ask.on("error", reject);
      ask.end(object && JSON.stringify(object));
    });
  }

  /** Asks until it is so. @throws when it is not in time, or when a program has ended */
  async until(what: string, seconds: number, ask: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      this.processes.check();
      if (await ask().catch(() => false)) return;
      if (Date.now() > end) throw new Error(`waited ${seconds} s for this: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
