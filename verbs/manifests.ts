import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../stacks/parse-config";
import { asYaml, manifestsOf } from "../stacks/manifests";
import { fileSettings } from "../stacks/stack-file";
import { readStackName } from "../stacks/stack-name";
import { projectFolder, repository } from "../toolchain/paths";
import { writeWhole } from "../toolchain/record";
import { settledStack } from "./support/stack-settings";
import { pulumi } from "./support/pulumi";
import { print, step } from "./support/terminal";
import { Failure, positionals, type Verb } from "./verb";

export const manifests: Verb = {
  summary: "a cluster's objects as YAML, for Argo CD or Flux: STACK=prod; into .airpath/manifests",
  help: `The same objects that pulumi up would make, by the same program, the stations of a divided stack among them; neither a cluster nor a state is asked.
objects.yaml can be kept in Git; secrets.yaml, which only you may read, cannot: seal it, or bring it by other means, before the rest.
Secrets are those of the Pulumi stack (pulumi config set --secret airpath:rootSecret …), which need never be brought up.
What Pulumi does and these do not: one engine of a station after the other, and only while its peer is on air.
  STACK=prod   preprod or prod; prod-SITE of another site`,
  run: async (args) => {
    positionals(args, 0);
    const stack = process.env.STACK || "prod";
    settledStack("STACK", stack);
    const { whole } = readStackName(stack)!;
    const settings = { ...fileSettings(whole), ...(await secretsOf(whole)) };
    const objects = await step(`the program of ${stack} has run`, () => manifestsOf(stack, settings).catch(inWords));
    const folder = join(projectFolder, "manifests", stack);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const secret = objects.filter(({ kind }) => kind === "Secret");
    const others = objects.filter(({ kind }) => kind !== "Secret");
    const secrets = join(folder, "secrets.yaml");
    writeWhole(secrets, asYaml(secret));
    chmodSync(secrets, 0o600);
    writeWhole(join(folder, "objects.yaml"), asYaml(others));
    const shown = folder.replace(`${repository}/`, "");
    print(`  ${others.length} objects in ${shown}/objects.yaml, ${secret.length} secrets in ${shown}/secrets.yaml`);
    return 0;
  },
};

/** Of the Pulumi stack what its file holds as secret. */
async function secretsOf(stack: string): Promise<Record<string, string>> {
  process.env.STACK = stack;
  const said = await pulumi("config", "--json", "--show-secrets").catch((error: unknown) => {
    throw new Failure(
      `there is no Pulumi stack "${stack}" whose secrets could be read: ${(error as Error).message.trim().split("\n").at(-1)}`,
      `pulumi stack init ${stack}, then pulumi config set --secret airpath:rootSecret and airpath:tlsCertificate (docs/kubernetes.md)`,
    );
  });
  const settings = JSON.parse(said) as Record<string, { value?: string; secret: boolean }>;
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, { secret }]) => secret)
      .map(([key, { value = "" }]) => [key, value]),
  );
}

function inWords(error: unknown): never {
  if (error instanceof ConfigError) throw new Failure(error.message, "correct what is named above");
  throw error;
}
