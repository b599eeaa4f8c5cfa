import { rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, projectFolder } from "../toolchain/paths";
import { execute } from "./support/command";
import { allContainers, list, requireDocker } from "./support/docker";
import { deploy, exportState, isSetUp } from "./support/pulumi";
import { liftDeadLocks, recover } from "./support/recovery";
import { stackLabel, stackName, stackPrefix } from "./support/stack";
import { dim, print, step, yellow } from "./support/terminal";
import { Failure, positionals, type Verb } from "./verb";

export const clean: Verb = {
  summary: "remove every container, network, volume and image of ours",
  onDockerOnly: true,
  help: `Takes the stack down through Pulumi, then removes whatever of it Docker still holds, so that it works on a broken or lost state too.
What stays: the tools in the user's cache, and in .airpath/ the root secret, the passphrase and the (now empty) state, so that passwords and
SRT passphrases are the same after the next make start. rm -rf .airpath forgets those too.
  STACK=local   the stack`,
  run: async (args) => {
    positionals(args, 0);
    await requireDocker();
    if (isSetUp()) await destroy();
    await removeLeftovers();
    if (isSetUp()) await emptyState();
    rmSync(join(projectFolder, "contexts"), { recursive: true, force: true });
    await verify();
    print(dim(`  kept: tools in ${cacheFolder()}, secrets and state in .airpath (make clean --help)`));
    return 0;
  },
};

const say = (line: string) => print(`  ${line}`);

/** A failure here is told and passed over: what it leaves is removed afterwards. */
async function destroy(): Promise<void> {
  try {
    await liftDeadLocks(say);
    const { resources = [] } = (await exportState()).deployment;
    if (!resources.some(({ type }) => type.startsWith("docker:"))) return;
    const { refresh } = await recover(say);
    await step("Pulumi took the stack down", async () => {
      const outcome = await deploy("destroy", refresh ? ["--refresh=true"] : [], print);
      if (outcome.code === 0) return;
      const said = [...outcome.failed.flatMap(({ what, messages }) => [what, ...messages]), ...outcome.errors];
      throw new Error(said.join("\n") || outcome.stderr.trim());
    });
  } catch (error) {
    if (error instanceof Failure && /locked by/.test(error.message)) throw error;
    print(
      yellow(
        `  pulumi destroy did not finish; what it left is removed directly:\n${error instanceof Error ? error.message : String(error)}`,
      ),
    );
  }
}

async function removeLeftovers(): Promise<void> {
  const label = `label=${stackLabel()}`;
  const listeners = await list(["ps", "--all", "--quiet", "--filter", `label=airpath.listener=${stackPrefix()}`]);
  await remove(
    "containers",
    ["rm", "--force", "--volumes"],
    [...(await allContainers()).map(({ id }) => id), ...listeners],
  );
  await remove("networks", ["network", "rm"], await list(["network", "ls", "--quiet", "--filter", label]));
  await remove("volumes", ["volume", "rm"], await list(["volume", "ls", "--quiet", "--filter", label]));
  // Images that start from others go first; those that another stack's containers use stay, and Docker says so.
  for (let round = 0; round < 3; round++) await removeImages(await ourImages(), round === 2);
}

async function remove(what: string, command: string[], ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  const { code, stderr } = await execute("docker", [...command, ...ids]);
  say(`removed ${ids.length} ${what} that were left`);
  if (code !== 0) print(yellow(`  ${stderr.trim()}`));
}

async function removeImages(references: string[], last: boolean): Promise<void> {
  if (references.length === 0) return;
  const { code, stderr } = await execute("docker", ["image", "rm", ...references]);
  if (last && code !== 0) print(yellow(`  ${stderr.trim()}`));
}

/** By name, and by label where a newer build has taken the name away. */
async function ourImages(): Promise<string[]> {
  const named = await list(["image", "ls", "--filter", "reference=airpath/*", "--format", "{{.Repository}}:{{.Tag}}"]);
  const nameless = await list([
    "image",
    "ls",
    "--quiet",
    "--filter",
    "label=airpath.image",
    "--filter",
    "dangling=true",
  ]);
  return [...named, ...nameless];
}

/** After a destroy that did not finish, the state still lists what is gone. */
async function emptyState(): Promise<void> {
  const { resources = [], pending_operations: pending = [] } = (await exportState()).deployment;
  if (!resources.some(({ type }) => type.startsWith("docker:")) && pending.length === 0) return;
  await step("Pulumi's state brought up to date", async () => {
    const outcome = await deploy("destroy", ["--refresh=true"], print);
    if (outcome.code !== 0)
      throw new Failure(
        `the state of stack "${stackName()}" still lists what is gone:\n${outcome.errors.join("\n")}`,
        "rm -r .airpath/state, then make start",
      );
  });
}

/** "Leaves nothing" is looked at, not assumed. */
async function verify(): Promise<void> {
  const label = `label=${stackLabel()}`;
  const left = [
    ...(await allContainers()).map(({ name }) => `container ${name}`),
    ...(await list(["network", "ls", "--filter", label, "--format", "network {{.Name}}"])),
    ...(await list(["volume", "ls", "--filter", label, "--format", "volume {{.Name}}"])),
    ...(await ourImages()).map((image) => `image ${image}`),
  ];
  if (left.length === 0) return print("  nothing of ours is left in Docker");
  if (left.every((what) => what.startsWith("image ")))
    return print(yellow(`  still used by something else: ${left.join(", ")}`));
  throw new Failure(`still there: ${left.join(", ")}`, "docker ps -a tells who uses them; then make clean again");
}
