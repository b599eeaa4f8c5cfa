/** Who vouches for an artifact: an SSH key signs its checksums (ssh-keygen -Y sign, OpenSSH 8.1 or newer). docs/upgrading.md verifies. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { Failure } from "../../verb";
import { execute, show } from "../command";
import { dim, print } from "../terminal";

/** What a signature is for: one made for something else by the same key does not count. */
const namespace = "airpath";

const command = (key: string) => ["-q", "-Y", "sign", "-n", namespace, "-f", key];

/**
 * Tries the key that SIGN= names: what is to be signed takes minutes to make.
 * @param canAsk whether there is a terminal to ask for a passphrase on
 * @returns its path; undefined where nothing is to be signed
 * @throws Failure where it cannot sign, and why
 */
export async function signingKey(env: NodeJS.ProcessEnv, canAsk: boolean): Promise<string | undefined> {
  if (!env.SIGN) return undefined;
  const key = resolve(env.SIGN);
  if (!statSync(key, { throwIfNoEntry: false })?.isFile())
    throw new Failure(`SIGN is "${env.SIGN}", where no file is`, "SIGN= names the file of a private SSH key");
  // Of nothing; apart, so that it asks nobody.
  const { code, stderr } = await execute("ssh-keygen", command(key), {
    apart: true,
    env: { ...env, SSH_ASKPASS_REQUIRE: "never" },
  }).catch((error: Error) => ({ code: 127, stderr: error.message }));
  if (code === 0) return key;
  if (canAsk && wantsPassphrase.test(stderr)) {
    print(
      dim(`  ssh-keygen will ask for the passphrase of ${env.SIGN} at the end; ssh-add before, and it asks nothing`),
    );
    return key;
  }
  throw refusal(env.SIGN, stderr);
}

/** Writes FILE.sig beside the file. @throws Failure where ssh-keygen did not, after its own words */
export async function sign(file: string, key: string): Promise<void> {
  const code = await show("ssh-keygen", [...command(key), file]);
  if (code !== 0)
    throw new Failure(`ssh-keygen ended with exit code ${code}, and nothing is signed`, "make artifact once more");
}

const wantsPassphrase = /incorrect passphrase/;

/** What ssh-keygen says, what that means of the key, and the fix. */
const refusals: [RegExp, string, (key: string) => string][] = [
  [/there is no ssh-keygen/, "there is no ssh-keygen on PATH to sign with it", () => "apt-get install openssh-client"],
  [/(unknown|illegal|invalid) option/, "this ssh-keygen cannot sign", () => "OpenSSH 8.1 or newer"],
  [/UNPROTECTED/, "others may read it, so ssh-keygen does not", (key) => `chmod 600 ${key}`],
  [
    /No private key found/,
    "it is a public key, whose private one is neither beside it nor in an ssh-agent",
    () => "SIGN= names the private key's file, or ssh-add it before",
  ],
  [
    wantsPassphrase,
    "it has a passphrase, and there is no terminal to ask for it on",
    (key) => `eval "$(ssh-agent)"; ssh-add ${key}`,
  ],
];

function refusal(key: string, said: string): Failure {
  const [, what, fix] = refusals.find(([pattern]) => pattern.test(said)) ?? [
    undefined,
    said.trim().split("\n").at(-1),
    () => "SIGN= names the file of a private SSH key: ssh-keygen -t ed25519 -f FILE makes one",
  ];
  return new Failure(`SIGN is "${key}": ${what}`, fix(key));
}
