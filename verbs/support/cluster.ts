/** A stack in a cluster, through the kubectl of whoever works: the cluster is the one that the stack names, whatever the current context is. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { namespaceOf, namespacesOf } from "../../stacks/cluster-plan";
import { chooseCluster, readKubeconfig } from "../../stacks/kubeconfig";
import type { FleetPlan } from "../../station-inventory/plan-types";
import { Failure } from "../verb";
import { execute } from "./command";
import type { Container } from "./docker";
import { Limit } from "./limit";
import type { Door, Platform } from "./platform";
import { containersOf, type Pod } from "./pods";
import { inWords, settledStack } from "./stack-settings";

/** Milliseconds that the API server may take. */
const patience = 15_000;
/** Milliseconds that a pod has for its end, and some more. */
const lastGoodbye = 60_000;
const getPods = ["get", "pods", "--selector", "airpath.workload", "--output", "json"];
/** Ways to pods that are open at once: each is a process of kubectl. */
const ways = 8;

/** @throws UsageError where there is no such stack, Failure where the kubeconfig leads elsewhere */
export function clusterPlatform(stack: string): Platform {
  const { config, plan } = settledStack("STACK", stack);
  const { context } = inWords(() => chooseCluster(stack, readKubeconfig(), config.cluster));
  const namespace = namespaceOf(stack);
  const base = (where = namespace) => ["--context", context, "--namespace", where];
  const bringsUp = `pulumi up --stack ${stack}`;

  async function kubectl(where: string, args: string[], timeout = patience): Promise<string> {
    const finished = await execute("kubectl", [...base(where), ...args], { timeout }).catch(noKubectl);
    const { code, stdout, stderr } = finished;
    if (code === 0) return stdout;
    throw new Failure(
      `kubectl ${args[0]}: ${stderr.trim().split("\n").at(-1) || `no answer in ${timeout / 1000} s`}`,
      `kubectl --context ${context} cluster-info tells more`,
    );
  }
  const pods = async (where: string): Promise<Pod[]> =>
    (JSON.parse(await kubectl(where, [...getPods])) as { items: Pod[] }).items;

  const limit = new Limit(ways);
  const door =
    (workload: string, port: number): Door =>
    (use) =>
      limit.run(() => forwarded([...base(), "port-forward", `deployment/${workload}`, `:${port}`], use));

  return {
    required: async () => void (await kubectl(namespace, ["get", "--raw", "/readyz"])),
    containers: async () => containersOf((await Promise.all(namespacesOf(stack, plan).map(pods))).flat(), namespace),
    logCommand: (container, options) => {
      const { where, pod, name } = placeOf(container);
      return ["kubectl", [...base(where), "logs", "--timestamps", ...options, pod, "--container", name]];
    },
    stations: async () => plan.stations.map((station) => runningStation(station, door)),
    alertmanagers: async () => plan.alertmanager.servers.map(({ name, port }) => door(name, port)),
    fileIn: (container, path) => {
      const { where, pod, name } = placeOf(container);
      return kubectl(where, ["exec", pod, "--container", name, "--", "cat", path]);
    },
    // Its declaration stays as it is, and so there is no drift.
    restart: async (container) => {
      const { where, pod } = placeOf(container);
      await kubectl(where, ["delete", "pod", pod], lastGoodbye);
    },
    bringsUp,
  };
}

const runningStation = (
  { id, secrets, engines }: FleetPlan["stations"][number],
  door: (workload: string, port: number) => Door,
) => ({
  station: id,
  inputs: [...new Set(engines.flatMap(({ inputs }) => inputs.map(({ name }) => name)))],
  engines: engines.map(({ name, letter, api }) => ({ station: id, engine: letter, name, api: door(name, api.port) })),
  apiSecret: secrets.api,
});

function placeOf({ id }: Container): { where: string; pod: string; name: string } {
  const [where, pod, name] = id.split("/") as [string, string, string];
  return { where, pod, name };
}

function noKubectl(error: unknown): never {
  throw new Failure(
    error instanceof Error ? error.message : String(error),
    "install kubectl, of the cluster's version or one beside it",
  );
}

/** Opens a way to a pod's port, through the API server, as long as `use` takes. */
async function forwarded<T>(args: string[], use: (url: string) => Promise<T>): Promise<T> {
  const child = spawn("kubectl", args, { stdio: ["ignore", "pipe", "pipe"], timeout: 60_000 });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  try {
    const port = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const [, found] = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
        if (found) resolve(found);
      });
      child.on("error", reject);
      child.on("close", () => reject(new Error(said.trim().split("\n").at(-1) || "kubectl opened no way to it")));
    });
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    child.kill();
  }
}
