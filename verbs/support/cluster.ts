/** A stack in a cluster, as verbs see it, through kubectl. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { namespacesOf } from "../../stacks/cluster-plan";
import type { FleetPlan } from "../../station-inventory/plan-types";
import type { Container } from "./docker";
import { Kubectl } from "./kubectl";
import { Limit } from "./limit";
import type { Door, Platform, RunningStation } from "./platform";
import { containersOf, type Pod } from "./pods";
import { stackOf } from "../../stacks/sites";
import { settingsOf, settledStack } from "./stack-settings";

/** Milliseconds that a pod has for its end, and some more. */
const lastGoodbye = 60_000;
/** Ways to pods that are open at once: each is a process of kubectl. */
const ways = 8;

/** @throws UsageError where there is no such stack, Failure where the kubeconfig leads elsewhere */
export function clusterPlatform(stack: string): Platform {
  const config = settingsOf("STACK", stack);
  // Who only looks at containers needs no inventory, which may be half edited.
  const plan = () => settledStack("STACK", stack).plan;
  const kubectl = new Kubectl(stack, config);
  const pods = (namespace: string) => kubectl.list<Pod>(["pods", "--selector", "airpath.workload"], namespace);
  const limit = new Limit(ways);
  /** A workload of another site is asked in that one's cluster. */
  const doorsOf =
    ({ sites }: FleetPlan) =>
    (workload: string, port: number): Door =>
    (use) => {
      const standing = stackOf(stack, sites, workload);
      const there = standing === stack ? kubectl : new Kubectl(standing, settingsOf("STACK", standing));
      return limit.run(() => forwarded([...there.at(), "port-forward", `deployment/${workload}`, `:${port}`], use));
    };

  return {
    required: async () => void (await kubectl.run(["get", "--raw", "/readyz"])),
    containers: async () =>
      containersOf((await Promise.all(namespacesOf(stack, config).map(pods))).flat(), kubectl.namespace),
    logCommand: (container, options) => {
      const { namespace, pod, name } = placeOf(container);
      return ["kubectl", [...kubectl.at(namespace), "logs", "--timestamps", ...options, pod, "--container", name]];
    },
    stations: async () => {
      const declared = plan();
      return declared.stations.map((station) => runningStation(station, doorsOf(declared)));
    },
    alertmanagers: async () => {
      const declared = plan();
      return declared.alertmanager.servers.map(({ name, port }) => doorsOf(declared)(name, port));
    },
    fileIn: (container, path) => {
      const { namespace, pod, name } = placeOf(container);
      return kubectl.run(["exec", pod, "--container", name, "--", "cat", path], { namespace });
    },
    // Its declaration stays as it is, and so there is no drift.
    restart: async (container) => {
      const { namespace, pod } = placeOf(container);
      await kubectl.run(["delete", "pod", pod], { namespace, timeout: lastGoodbye });
    },
    bringsUp: `pulumi up --stack ${stack}`,
  };
}

const runningStation = (
  { id, secrets, engines }: FleetPlan["stations"][number],
  door: (workload: string, port: number) => Door,
): RunningStation => ({
  station: id,
  inputs: [...new Set(engines.flatMap(({ inputs }) => inputs.map(({ name }) => name)))],
  engines: engines.map(({ name, letter, api }) => ({ station: id, engine: letter, name, api: door(name, api.port) })),
  apiSecret: async () => secrets.api,
});

function placeOf({ id }: Container): { namespace: string; pod: string; name: string } {
  const [namespace, pod, name] = id.split("/") as [string, string, string];
  return { namespace, pod, name };
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
