import { clusterTools } from "../toolchain/cluster-tools";
import { dockerRegistry } from "../toolchain/docker-registry";
import { dropGoCaches } from "../toolchain/go";
import { kubernetesPlugin } from "../toolchain/kubernetes-plugin";
import { networkPlugins } from "../toolchain/network-plugins";
import { languageHost, pulumiCli } from "../toolchain/pulumi-cli";
import { scanners } from "../toolchain/scanners";
import { runStep } from "../toolchain/step";
import { execute } from "./support/command";
import { needs } from "./support/machine";
import { type Counts, none, runInRealTime, runJest, runJestOnce, tell } from "./support/suites";
import { green, print, red } from "./support/terminal";
import { Failure, positionals, type Verb } from "./verb";

export const testKubernetes: Verb = {
  summary:
    "the stack preprod on a real control plane; SCALE=1: prod too; ONLY=nodes: heard on two nodes that run its pods; ONLY=scan",
  help: `Brings etcd, the API server, its controllers, the scheduler and kwok (which stands in for nodes) where they are missing: downloads them, or builds them
from Go modules, which takes about twenty minutes once. Then runs them on loopback in a folder of their own, lets Pulumi bring a stack up there
and looks: everything accepted and ready, engines of a station apart, nothing changed the second time, nothing left behind.
With ONLY=nodes two nodes with containerd and a kubelet, each in namespaces of its own, pull what Docker has built here from a registry that wants a password; simulated
studios call, listeners are connected through node ports, and this and that dies: a JSON line each, as make drill prints them. That needs root, Docker and a machine that keeps time
(docs/decisions/machine-that-keeps-time.md): where it cannot be, or fails for want of that, it says so and counts for nothing.
Before all that checkov and kube-score look at all objects of preprod; what they find has a reason in tests/cluster/reasons.ts, or it fails.
  SCALE=1     also prod with every station, with the time that it takes, and its objects too
  ONLY=scan   what the scanners say, without a control plane
  ONLY=nodes  the two nodes, and nothing else; with STATION=boreal, that station alone on them
Its last line is "N passed, N failed". Exit code 0: none failed, and some passed.`,
  run: async (args) => {
    positionals(args, 0);
    const { ONLY: only = "" } = process.env;
    if (!["", "scan", "nodes"].includes(only))
      throw new Failure(`ONLY is "${only}"; allowed: scan, nodes`, "ONLY=scan, ONLY=nodes, or none");
    const counts = only === "nodes" ? await onNodes() : await onControlPlane(only === "scan");
    const well = counts.failed === 0 && counts.passed > 0;
    tell(counts);
    print(well ? green("all well") : red("not all well"));
    print(`${counts.passed} passed, ${counts.failed} failed`);
    return well ? 0 : 1;
  },
};

/** The first needs no node, and no time. */
const nodesTests = ["real-registry", "real-nodes"].map((name) => `tests/cluster/${name}.test.ts`);
const wholeFolder = ["--config", "tests/cluster/jest.config.cjs", "--runInBand"];

async function onControlPlane(scanAlone: boolean): Promise<Counts> {
  await scanners();
  if (!scanAlone) await controlPlane("pretended");
  await dropGoCaches();
  return runJestOnce("kubernetes", scanAlone ? [...wholeFolder, "tests/cluster/scanned"] : wholeFolder, 60);
}

/** What listens is judged by what the machine gave meanwhile. */
async function onNodes(): Promise<Counts> {
  const name = "kubernetes-nodes";
  const { code } = await execute("docker", ["version"]).catch(() => ({ code: 1 }));
  if (code !== 0 || process.getuid?.() !== 0)
    return { ...none(), unjudged: [`${name}: not run; it needs root, and a Docker Engine (make setup)`] };
  await controlPlane("real");
  await networkPlugins();
  await dockerRegistry();
  await dropGoCaches();
  // The folder's configuration leaves it out.
  const file = [...wholeFolder, "--testPathIgnorePatterns=/node_modules/", "--runTestsByPath", ...nodesTests];
  return runInRealTime(name, needs.stack, () => runJest(name, file, 40));
}

async function controlPlane(nodes: Parameters<typeof clusterTools>[0]): Promise<void> {
  await runStep(pulumiCli());
  await runStep(languageHost());
  await kubernetesPlugin();
  await clusterTools(nodes);
}
