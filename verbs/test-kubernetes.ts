import { clusterTools } from "../toolchain/cluster-tools";
import { dropGoCaches } from "../toolchain/go";
import { kubernetesPlugin } from "../toolchain/kubernetes-plugin";
import { languageHost, pulumiCli } from "../toolchain/pulumi-cli";
import { scanners } from "../toolchain/scanners";
import { runStep } from "../toolchain/step";
import { runJestOnce } from "./support/suites";
import { green, print, red } from "./support/terminal";
import { Failure, positionals, type Verb } from "./verb";

export const testKubernetes: Verb = {
  summary: "the stack preprod on a real control plane with nodes that only pretend, without Docker; SCALE=1: prod too",
  help: `Brings etcd, the API server, its controllers, the scheduler and kwok (which stands in for nodes) where they are missing: downloads them, or builds them
from Go modules, which takes about twenty minutes once. Then runs them on loopback in a folder of their own, lets Pulumi bring a stack up there
and looks: everything accepted and ready, engines of a station apart, nothing changed the second time, nothing left behind.
Before that checkov and kube-score look at all objects of preprod; what they find has a reason in tests/cluster/reasons.ts, or it fails.
  SCALE=1     also prod with every station, with the time that it takes, and its objects too
  ONLY=scan   what the scanners say, without a control plane
Its last line is "N passed, N failed". Exit code 0: none failed, and some passed.`,
  run: async (args) => {
    positionals(args, 0);
    const { ONLY: only = "" } = process.env;
    if (only !== "" && only !== "scan") throw new Failure(`ONLY is "${only}"; allowed: scan`, "ONLY=scan, or none");
    await scanners();
    if (only === "") await controlPlane();
    await dropGoCaches();
    const all = ["--config", "tests/cluster/jest.config.cjs", "--runInBand"];
    const counts = await runJestOnce("kubernetes", only === "" ? all : [...all, "tests/cluster/scanned"], 60);
    const well = counts.failed === 0 && counts.passed > 0;
    if (counts.failures.length > 0) print(red(`failed:\n  ${counts.failures.join("\n  ")}`));
    print(well ? green("all well") : red("not all well"));
    print(`${counts.passed} passed, ${counts.failed} failed`);
    return well ? 0 : 1;
  },
};

async function controlPlane(): Promise<void> {
  await runStep(pulumiCli());
  await runStep(languageHost());
  await kubernetesPlugin();
  await clusterTools();
}
