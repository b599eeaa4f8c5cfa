/** Pulumi's Kubernetes plugin: official where it can be had; else built, which is somewhat older and meant for tests. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashSources, readSources } from "../components/workload/content-hash";
import { run } from "./command";
import { pulumiHome } from "./pulumi-home";
import { mustReach } from "./download";
import { pulumiEnvironment } from "./environment";
import { goBuild } from "./go";
import { placeFolder, repository } from "./paths";
import type { PluginOrigin } from "./record";
import { runStep } from "./step";
import { versions } from "./versions";

const version = versions.kubernetesPlugin.pinned;
const program = "pulumi-resource-kubernetes";
const pluginFolder = (origin: PluginOrigin) => join(pulumiHome(origin), "plugins", `resource-kubernetes-v${version}`);

/** Our own says what it was built from: its version, which is the npm package's, stays where that changes. */
const builtFrom = () => join(pluginFolder("built"), "built-from");

const source = () =>
  hashSources(readSources(join(repository, "toolchain", "build", program), ["main.go", "go.mod", "go.sum"]));

function isThere(origin: PluginOrigin): boolean {
  if (!existsSync(join(pluginFolder(origin), program))) return false;
  return origin === "official" || (existsSync(builtFrom()) && readFileSync(builtFrom(), "utf8") === source());
}

/** @returns the origin whose PULUMI_HOME has the plugin now */
export async function kubernetesPlugin(): Promise<PluginOrigin> {
  let chosen: PluginOrigin | undefined;
  const cached = (origin: PluginOrigin) => ({
    name: `in the cache, ${origin}`,
    attempt: async () => {
      if (!isThere(origin)) throw new Error("not there yet");
      chosen = origin;
      return `${version} ${origin}`;
    },
  });
  await runStep({
    name: "Pulumi's Kubernetes plugin",
    ways: [
      cached("official"),
      cached("built"),
      {
        name: "download",
        attempt: async () => {
          await mustReach("https://get.pulumi.com/");
          const env = pulumiEnvironment("local", "official");
          await run("pulumi", ["plugin", "install", "resource", "kubernetes", version], { env });
          chosen = "official";
          return `${version} official`;
        },
      },
      {
        name: "build",
        announce: "builds from Go modules, 7-10 minutes",
        attempt: async () => {
          await placeFolder(pluginFolder("built"), async (folder) => {
            await goBuild(program, ".", join(folder, program), `-X main.version=${version}`);
            writeFileSync(join(folder, "built-from"), source());
          });
          chosen = "built";
          return `${version} built`;
        },
      },
    ],
    fix: "give this machine the internet or a Go module proxy (GOPROXY); then run make test-kubernetes again",
  });
  return chosen!;
}
