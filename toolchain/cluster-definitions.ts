/** What programs that we have not define in a cluster, for tests alone: definitions come with their Go modules. */
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { goModule } from "./go";
import { inCache, placeFolder } from "./paths";
import { runStep, type Step, thereAlready } from "./step";
import { versions } from "./versions";

const sources = {
  "Prometheus Operator": {
    version: versions.prometheusOperator.pinned,
    module: "github.com/prometheus-operator/prometheus-operator",
    files: join("example", "prometheus-operator-crd"),
  },
  "Multi-Cluster Services API": {
    version: versions.multiClusterServices.pinned,
    module: "sigs.k8s.io/mcs-api",
    files: join("config", "crd"),
  },
} as const;

export type Defining = keyof typeof sources;

const folderOf = (of: Defining): string =>
  inCache("tools", `${of.toLowerCase().replaceAll(" ", "-")}-definitions-${sources[of].version}`);

function definitions(of: Defining): Step {
  const { version, module, files } = sources[of];
  return {
    name: `${of}'s definitions`,
    ways: [
      thereAlready(version, folderOf(of)),
      {
        name: "Go module",
        attempt: async () => {
          const source = await goModule(`${module}@v${version}`);
          await placeFolder(folderOf(of), async (unfinished) =>
            cpSync(join(source, files), unfinished, { recursive: true }),
          );
          return version;
        },
      },
    ],
    fix: "give this machine a Go module proxy (GOPROXY); then run make test-kubernetes again",
  };
}

/** @returns the files, each with one CustomResourceDefinition as YAML */
export async function clusterDefinitions(of: Defining): Promise<string[]> {
  await runStep(definitions(of));
  return readdirSync(folderOf(of))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => join(folderOf(of), name));
}
