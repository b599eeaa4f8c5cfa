/** What a Prometheus Operator defines in a cluster, for tests alone: its definitions come with its Go module. */
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { goModule } from "./go";
import { inCache, placeFolder } from "./paths";
import { runStep, type Step, thereAlready } from "./step";
import { versions } from "./versions";

const version = versions.prometheusOperator.pinned;
const folder = () => inCache("tools", `prometheus-operator-definitions-${version}`);

const definitions = (): Step => ({
  name: "Prometheus Operator's definitions",
  ways: [
    thereAlready(version, folder()),
    {
      name: "Go module",
      attempt: async () => {
        const module = await goModule(`github.com/prometheus-operator/prometheus-operator@v${version}`);
        await placeFolder(folder(), async (unfinished) =>
          cpSync(join(module, "example", "prometheus-operator-crd"), unfinished, { recursive: true }),
        );
        return version;
      },
    },
  ],
  fix: "give this machine a Go module proxy (GOPROXY); then run make test-kubernetes again",
});

/** @returns the files, each with one CustomResourceDefinition as YAML */
export async function operatorDefinitions(): Promise<string[]> {
  await runStep(definitions());
  return readdirSync(folder()).map((name) => join(folder(), name));
}
