import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { binFolder } from "./pulumi-cli";
import { pulumiHome } from "./pulumi-home";
import { projectFolder, repository } from "./paths";
import { type PluginOrigin, readRecord } from "./record";

/** The stack that a command means: PULUMI_STACK, else `local`. */
export const chosenStack = (env: NodeJS.ProcessEnv = process.env) => env.PULUMI_STACK || "local";

/** Where the state is kept unless PULUMI_BACKEND_URL says otherwise. */
export const localState = join(projectFolder, "state");
const localBackend = pathToFileURL(localState).href;

/** Whether the state is ours to keep: also in a shell that has our own environment already. */
export const keepsLocalState = (env: NodeJS.ProcessEnv) =>
  !env.PULUMI_BACKEND_URL || env.PULUMI_BACKEND_URL === localBackend;

/** By which whoever says `pulumi up` is held. */
export const policyPack = join(repository, "stacks", "policy");

export const passphraseFile = join(projectFolder, "passphrase");

/** The environment in which every verb runs `pulumi`. What the caller has set itself stands. */
export function pulumiEnvironment(
  stack = chosenStack(),
  origin = readRecord().dockerPlugins?.[stack] ?? "built",
): NodeJS.ProcessEnv {
  return { ...process.env, ...additions(stack, origin, process.env) };
}

/** What set-up adds to or changes in `env`. */
export function additions(stack: string, origin: PluginOrigin, env: NodeJS.ProcessEnv): Record<string, string> {
  const rest = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== binFolder());
  return {
    PATH: [binFolder(), ...rest].join(delimiter),
    PULUMI_HOME: pulumiHome(origin),
    PULUMI_STACK: stack,
    PULUMI_BACKEND_URL: env.PULUMI_BACKEND_URL || localBackend,
    ...(needsPassphraseFile(env) && { PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile }),
    // The salt of the secrets lives in the state too: the committed stack file can do without.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    // tsc checks the program in `make lint`; once more at each `pulumi up` costs seconds.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Whoever says up or preview is held by the policy, of this tree; said to be empty: by none.
    PULUMI_OPTION_POLICY_PACK: env.PULUMI_OPTION_POLICY_PACK === "" ? "" : policyPack,
    // Providers are written in Go, which lets memory double before it looks: the cluster's took 3.4 GB of which 2.2 were needed.
    GOMEMLIMIT: env.GOMEMLIMIT ?? "1200MiB",
    // Below that limit they may let it grow: a quarter of the Docker plugin's time was spent on looking for what can go.
    GOGC: env.GOGC ?? "400",
    NODE_OPTIONS: nodeOptions(origin, env.NODE_OPTIONS),
    // Our plugin is laid down by set-up, and such a machine has nowhere to fetch another from.
    ...(origin === "built" && {
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION ?? "true",
    }),
  };
}

/** What the program itself runs with. @param options what the caller has set, which stands */
function nodeOptions(origin: PluginOrigin, options = ""): string {
  const own = [
    // Room for what is new: the collector came so often that it took a fifth of the program's time.
    "--max-semi-space-size=64",
    // The built Node host goes with the built plugin.
    ...(origin === "built" ? [`--require "${join(repository, "toolchain", "plain-javascript.cjs")}"`] : []),
  ];
  return [options, ...own.filter((option) => !options.includes(option))].filter(Boolean).join(" ");
}

/** Whether ours is used: only where the user has set no passphrase, not even an empty one. */
export function needsPassphraseFile(env: NodeJS.ProcessEnv): boolean {
  if (env.PULUMI_CONFIG_PASSPHRASE !== undefined) return false;
  return env.PULUMI_CONFIG_PASSPHRASE_FILE === undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE === passphraseFile;
}

/** The additions as `export` lines for a POSIX shell: `eval "$(npx tsx toolchain/setup.ts --print-env)"`. */
export function shellExports({ PATH: _path, ...values }: Record<string, string>): string {
  const quote = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;
  const lines = Object.entries(values).map(([name, value]) => `export ${name}=${quote(value)}\n`);
  return [`export PATH=${quote(binFolder())}:"$PATH"\n`, ...lines].join("");
}
