/** Files of this clone without which a state opens nothing, or passphrases that studios have become others. */
import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { certificateFile } from "../../../toolchain/certificate";
import { needsPassphraseFile, passphraseFile } from "../../../toolchain/environment";
import { repository } from "../../../toolchain/paths";
import { writeWhole } from "../../../toolchain/record";
import { withoutSalt } from "../../../toolchain/salt";
import { rootSecretFile } from "../../../toolchain/state";

/** @param env where a passphrase of the user's own is set, ours opens nothing and is none of the backup's */
const ownFiles = (env: NodeJS.ProcessEnv): Record<string, string> => ({
  ...(needsPassphraseFile(env) && { passphrase: passphraseFile }),
  "root-secret": rootSecretFile,
  "listeners.pem": certificateFile,
});

/** @returns content by name, of those that are there */
export const keepOwnFiles = (env = process.env): Record<string, string> =>
  Object.fromEntries(
    Object.entries(ownFiles(env))
      .filter(([, path]) => existsSync(path))
      .map(([name, path]) => [name, readFileSync(path, "utf8")]),
  );

/**
 * Puts them back; what differs is set aside beside, and nothing is lost.
 * @returns what was set aside, by its new path
 */
export function putBackOwnFiles(files: Readonly<Record<string, string>>, stack: string, now = new Date()): string[] {
  const asides: string[] = [];
  for (const [name, path] of Object.entries(ownFiles(process.env))) {
    const [wanted, there] = [files[name], read(path)];
    if (wanted === undefined || wanted === there) continue;
    if (there !== undefined) {
      const aside = `${path}.before-${now.toISOString().replaceAll(":", "")}`;
      renameSync(path, aside);
      asides.push(aside);
    }
    writeWhole(path, wanted, 0o600);
    if (name === "passphrase") forgetSalt(join(repository, "stacks", `Pulumi.${stack}.yaml`));
  }
  return asides;
}

/** It belongs to the other passphrase; the right one comes back with the state. */
function forgetSalt(file: string): void {
  const settings = read(file);
  if (settings !== undefined && withoutSalt(settings) !== settings) writeWhole(file, withoutSalt(settings));
}

const read = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, "utf8") : undefined);
