/** What gives pods their network on a node that runs them (CNI), for tests alone: Debian's package. */
import { join } from "node:path";
import { installPackages } from "./apt";
import { runStep, thereAlready } from "./step";

/** Where the package has its programs. */
export const networkPluginFolder = "/usr/lib/cni";

export async function networkPlugins(): Promise<void> {
  const programs = ["bridge", "host-local", "loopback"].map((name) => join(networkPluginFolder, name));
  await runStep({
    name: "CNI plugins",
    ways: [
      { ...thereAlready("Debian's package", ...programs), name: "installed" },
      {
        name: "install",
        attempt: async () => {
          await installPackages(["containernetworking-plugins"], "without recommends");
          return "Debian's package";
        },
      },
    ],
    fix: "install containernetworking-plugins by hand; then run make test-kubernetes again",
  });
}
