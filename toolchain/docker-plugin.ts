import { existsSync } from "node:fs";
import { join } from "node:path";
import committedFields from "./build/pulumi-resource-docker/fields.json";
import { mustReach } from "./download";
import { run } from "./command";
import { goBuild } from "./go";
import { placeFolder } from "./paths";
import { pulumiHome } from "./pulumi-home";
import type { PluginOrigin } from "./record";
import { DeadEnd, type Step, type Way } from "./step";
import { versions } from "./versions";

const version = versions.dockerPlugin.pinned;
const program = "pulumi-resource-docker";

const pluginFolder = (origin: PluginOrigin) => join(pulumiHome(origin), "plugins", `resource-docker-v${version}`);
const isThere = (origin: PluginOrigin) => existsSync(join(pluginFolder(origin), program));

/**
 * The origins that a stack may take its Docker plugin from, best first. A stack made by one plugin shows replacements
 * under the other, so a stack keeps what it was made with (`remembered`); a new one takes what is `asked` for
 * (AIRPATH_DOCKER_PLUGIN), else the official one, else ours. Throws when asked to mix.
 */
export function allowedOrigins(stack: string, remembered?: PluginOrigin, asked?: string): PluginOrigin[] {
  if (asked !== undefined && asked !== "official" && asked !== "built")
    throw new DeadEnd(
      `AIRPATH_DOCKER_PLUGIN: got "${asked}"; allowed: official, built`,
      "unset AIRPATH_DOCKER_PLUGIN, or set it to one of these",
    );
  if (remembered !== undefined && asked !== undefined && remembered !== asked)
    throw new DeadEnd(
      `stack "${stack}" was made with the ${remembered} Docker plugin, AIRPATH_DOCKER_PLUGIN asks for the ${asked} one: ` +
        "every container and image would be replaced",
      `unset AIRPATH_DOCKER_PLUGIN; or, to change over with an outage: make clean, then set it again and make start`,
    );
  if (remembered !== undefined) return [remembered];
  return asked === undefined ? ["official", "built"] : [asked];
}

/** The Docker plugin, from one of the allowed origins; `choose` is told which one it was. */
export function dockerPlugin(
  stack: string,
  allowed: PluginOrigin[],
  environment: (origin: PluginOrigin) => NodeJS.ProcessEnv,
  choose: (origin: PluginOrigin) => void,
): Step {
  const chosen = (origin: PluginOrigin) => {
    choose(origin);
    return `${version} ${origin}`;
  };
  const cached = (origin: PluginOrigin): Way => ({
    name: "in the cache",
    attempt: async () => {
      if (!isThere(origin)) throw new Error(`the ${origin} plugin is not there yet`);
      return chosen(origin);
    },
  });
  const fetched: Record<PluginOrigin, Way> = {
    official: {
      name: "download",
      attempt: async () => {
        // The CLI retries for a long time; a machine without the internet is told apart first.
        await mustReach("https://get.pulumi.com/");
        await run("pulumi", ["plugin", "install", "resource", "docker", version], { env: environment("official") });
        return chosen("official");
      },
    },
    built: {
      name: "build",
      announce: "builds from Go modules, 2-4 minutes",
      attempt: async () => {
        await placeFolder(pluginFolder("built"), async (folder) => {
          await goBuild(program, ".", join(folder, program), `-X main.version=${version}`);
          await checkFields(join(folder, program));
        });
        return chosen("built");
      },
    },
  };
  const only =
    allowed.length === 1 ? ` Stack "${stack}" may only have the ${allowed[0]} plugin: the two must not be mixed.` : "";
  return {
    name: "Pulumi's Docker plugin",
    ways: [...allowed.map(cached), ...allowed.map((origin) => fetched[origin])],
    fix:
      `give this machine ${allowed.includes("official") ? "the internet" : "a Go module proxy (GOPROXY)"}; then run make setup again.${only}` +
      (only && " To change over with an outage: make clean, then make start."),
  };
}

/** The tests hold the committed field names against the npm package; this holds the plugin against them. */
async function checkFields(plugin: string): Promise<void> {
  const actual = JSON.stringify(JSON.parse(await run(plugin, ["-fields"])));
  if (actual !== JSON.stringify(committedFields))
    throw new Error(
      `its field names differ from toolchain/build/${program}/fields.json: write that file with ${program} -fields`,
    );
}
