/** `make setup`: everything between a bare machine and the first `pulumi up`. Run it as often as you like. */
import { existsSync } from "node:fs";
import { allowedOrigins, dockerPlugin } from "./docker-plugin";
import { baseImage } from "./base-image";
import { stopCommands } from "./command";
import { dockerEngine, engineFolder } from "./docker-engine";
import { additions, chosenStack, pulumiEnvironment, shellExports } from "./environment";
import { dropGoCaches } from "./go";
import { cacheFolder, sweepUnfinished } from "./paths";
import { prometheusTools } from "./prometheus-tools";
import { checkMachine, checkSpace, freeBytes, thisMachine } from "./preflight";
import { languageHost, pulumiCli } from "./pulumi-cli";
import { type PluginOrigin, readRecord } from "./record";
import { dim, green, red, report } from "./report";
import { rememberedPlugin, rememberPlugin, stackState } from "./state";
import { DeadEnd, runStep } from "./step";

const help = `Makes this machine ready for \`pulumi up\`: Pulumi CLI, Node language host, Docker plugin, Docker Engine, base image, promtool and amtool, state.

  npx tsx toolchain/setup.ts               set up (a second run changes nothing)
  npx tsx toolchain/setup.ts --print-env   print export lines, for: eval "$(npx tsx toolchain/setup.ts --print-env)"

What is installed and recent enough is used; else the official download; else it is built from published modules.
  PULUMI_STACK            the stack to make ready (local)
  PULUMI_BACKEND_URL      where the state is kept (a folder in .airpath/)
  AIRPATH_CACHE           where tools are kept (~/.cache/airpath)
  AIRPATH_DOCKER_PLUGIN   official or built, for a new stack (official where it can be had)
  AIRPATH_DEBIAN_MIRROR   Debian archive for the base image (what this machine's apt uses)
`;

/** CLI, then state, then plugin: which plugin a stack may have is written in its state. */
async function pulumiChain(stack: string): Promise<void> {
  await runStep(pulumiCli());
  await runStep(languageHost());
  await runStep(stackState(stack));
  const remembered = await rememberedPlugin(stack);
  const allowed = allowedOrigins(stack, remembered, process.env.AIRPATH_DOCKER_PLUGIN || undefined);
  let chosen: PluginOrigin | undefined;
  await runStep(
    dockerPlugin(
      stack,
      allowed,
      (origin) => pulumiEnvironment(stack, origin),
      (origin) => (chosen = origin),
    ),
  );
  if (chosen) await rememberPlugin(stack, chosen, remembered);
  await dropGoCaches();
}

async function dockerChain(): Promise<void> {
  await runStep(dockerEngine());
  const folder = await engineFolder();
  if (existsSync(folder)) checkSpace("Docker", folder, freeBytes(folder));
  await runStep(baseImage());
  await runStep(prometheusTools());
}

async function setUp(stack: string): Promise<void> {
  const start = Date.now();
  checkMachine(thisMachine());
  sweepUnfinished();
  // Compiling keeps the processor busy, Docker and Debian the network: side by side they take little longer than one.
  await Promise.all([pulumiChain(stack), dockerChain()]);
  report(
    `${green("✔")} ready for stack "${stack}" ${dim(`(${((Date.now() - start) / 1000).toFixed(1)} s, tools in ${cacheFolder()})`)}`,
  );
}

function explain(error: unknown): string {
  if (error instanceof DeadEnd) return `${error.message}\n  fix: ${error.fix}`;
  return error instanceof Error ? error.message : String(error);
}

async function main(args: string[]): Promise<void> {
  const stack = chosenStack();
  if (args.includes("--help") || args.includes("-h")) return void process.stdout.write(help);
  if (args.length > 1 || (args[0] !== undefined && args[0] !== "--print-env")) {
    throw new DeadEnd(
      `setup: got ${args.join(" ")}; allowed: --print-env, --help`,
      "npx tsx toolchain/setup.ts --help",
    );
  }
  if (args[0] === "--print-env") {
    const origin = readRecord().dockerPlugins?.[stack];
    if (origin === undefined) throw new DeadEnd(`set-up has not run for stack "${stack}" in this clone`, "make setup");
    return void process.stdout.write(shellExports(additions(stack, origin, process.env)));
  }
  await setUp(stack);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  report(`${red("set-up failed")}\n${explain(error)}`);
  // The other chain may be minutes from its end; what it has finished is kept.
  stopCommands();
  process.exit(1);
});
