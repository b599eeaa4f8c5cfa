/** What gives pods their network on a node that runs them (CNI), and what NetworkPolicies are enforced with, for tests alone: Debian's packages. */
import { join } from "node:path";
import { installPackages } from "./apt";
import { runStep, thereAlready } from "./step";

/** Where the package has its programs. */
export const networkPluginFolder = "/usr/lib/cni";

export async function networkPlugins(): Promise<void> {
  const plugins = ["bridge", "host-local", "loopback"].map((name) => join(networkPluginFolder, name));
  await runStep({
    name: "CNI plugins",
    ways: [
      { ...thereAlready("Debian's packages", ...plugins, "/usr/sbin/ipset"), name: "installed" },
      {
        name: "install",
        attempt: async () => {
          await installPackages(["containernetworking-plugins", "ipset"], "without recommends");
          return "Debian's packages";
        },
      },
    ],
    fix: "install containernetworking-plugins and ipset by hand; then run make test-kubernetes again",
  });
}
