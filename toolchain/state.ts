import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { prepareCertificate } from "./certificate";
import { run } from "./command";
import { keepsLocalState, localState, needsPassphraseFile, passphraseFile, pulumiEnvironment } from "./environment";
import { projectFolder, repository } from "./paths";
import { keepNoLogs, pulumiHome } from "./pulumi-home";
import { type PluginOrigin, readRecord, updateRecord, writeWhole } from "./record";
import { keepSaltOutOfGit, showUnchanged, withoutSalt } from "./salt";
import { generateOnce } from "./state-file";
import { DeadEnd, type Step } from "./step";

/** 32 random bytes in hex, from which the stack derives every password and passphrase of the platform. */
export const rootSecretFile = join(projectFolder, "root-secret");

const localConfig = "stacks/Pulumi.local.yaml";
const pluginTag = "airpath:docker-plugin";

const pulumi = (stack: string, ...args: string[]) =>
  run("pulumi", [...args, "--non-interactive"], { cwd: repository, env: pulumiEnvironment(stack) });

/** The stack's state, in whatever backend is set; secrets are generated before anything can need them. */
export const stackState = (stack: string): Step => ({
  name: `State of stack "${stack}"`,
  ways: [
    {
      name: keepsLocalState(process.env) ? "local file" : "PULUMI_BACKEND_URL",
      attempt: async () => {
        for (const origin of ["official", "built"] as const) keepNoLogs(pulumiHome(origin));
        if (needsPassphraseFile(process.env)) preparePassphrase();
        generateOnce(rootSecretFile);
        await prepareCertificate();
        if (keepsLocalState(process.env)) mkdirSync(localState, { recursive: true, mode: 0o700 });
        const salted = stack === "local" && keepsLocalState(process.env) && existsSync(join(repository, ".git"));
        if (salted) await keepSaltOutOfGit(repository, localConfig);
        const found = (await findStack(stack)) ? "there" : await createStack(stack);
        if (salted) await showUnchanged(repository, localConfig);
        return found;
      },
    },
  ],
  fix:
    "read the reason above. The usual ones: PULUMI_BACKEND_URL names no backend or needs a log-in (PULUMI_ACCESS_TOKEN); " +
    "the passphrase is not the one that the stack was made with (PULUMI_CONFIG_PASSPHRASE, or .airpath/passphrase)",
});

/** A new passphrase opens no old secret: refuse to lose a state, forget the salt of one that is gone. */
function preparePassphrase(): void {
  if (!existsSync(passphraseFile)) {
    if (existsSync(join(localState, ".pulumi", "stacks", "airpath", "local.json")))
      throw new DeadEnd(
        `${passphraseFile} is gone, and the secrets in ${localState} were encrypted with it`,
        `restore it; or remove what runs (docker ps shows it), delete ${localState}, then run make setup again`,
      );
    const file = join(repository, localConfig);
    const config = readText(file);
    if (config !== undefined && keepsLocalState(process.env)) writeWhole(file, withoutSalt(config));
  }
  generateOnce(passphraseFile);
}

/** The stack as its backend lists it. `resourceCount` is absent before the first update. */
async function findStack(stack: string): Promise<{ name: string; resourceCount?: number } | undefined> {
  const stacks = JSON.parse(await pulumi(stack, "stack", "ls", "--json")) as { name: string; resourceCount?: number }[];
  return stacks.find(({ name }) => name === stack || name.endsWith(`/${stack}`));
}

async function createStack(stack: string): Promise<string> {
  await pulumi(stack, "stack", "init", stack, "--no-select");
  return "created";
}

/**
 * Which plugin the stack's resources were made with; undefined while it has none. It is a tag in the state, so that it
 * holds on every machine that shares it.
 */
export async function rememberedPlugin(stack: string): Promise<PluginOrigin | undefined> {
  if (!(await findStack(stack))?.resourceCount) return undefined;
  const listed = await pulumi(stack, "stack", "tag", "ls", "--output", "json", "--stack", stack);
  const origin = (JSON.parse(listed) as Record<string, string>)[pluginTag];
  return origin === "official" || origin === "built" ? origin : undefined;
}

/** Remembers the plugin of a stack, in its state and in this clone's record. */
export async function rememberPlugin(
  stack: string,
  origin: PluginOrigin,
  known: PluginOrigin | undefined,
): Promise<void> {
  updateRecord({ dockerPlugins: { ...readRecord().dockerPlugins, [stack]: origin } });
  if (known !== origin) await pulumi(stack, "stack", "tag", "set", pluginTag, origin, "--stack", stack);
}

function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
