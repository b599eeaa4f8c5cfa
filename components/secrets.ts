import { hkdfSync } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { ownersSecret } from "../station-inventory/names";

/**
 * Every secret of a stack, derived from one root (HKDF, RFC 5869), so that a secret is the same wherever it is asked for, adding a
 * station changes no other station's, and a lost state loses no secret. A secret agreed with somebody else (an encoder's SRT
 * passphrase) is given by name and wins.
 */
export class Secrets {
  /**
   * @param root at least 32 random bytes, in hex
   * @param given name → value, for those that are not ours to choose
   */
  constructor(
    private readonly root: pulumi.Input<string>,
    private readonly given: pulumi.Input<Record<string, string>> = {},
  ) {}

  /**
   * One path of a station may have a secret of its own, "srt/rivage/a", so that it can be changed while the other path plays; else it has the
   * station's, "srt/rivage".
   * @returns the secret of that name, a Pulumi secret
   */
  get(name: string): pulumi.Output<string> {
    return pulumi.secret(
      pulumi
        .all([this.root, this.given])
        .apply(([root, given]) => given[name] ?? given[ownersSecret(name)] ?? deriveSecret(root, name)),
    );
  }

  /**
   * A secret that only others can choose, such as the URL of somebody's webhook: never derived.
   * @returns it, a Pulumi secret
   * @throws in the output, when the stack does not give it
   */
  agreed(name: string): pulumi.Output<string> {
    return pulumi.secret(
      pulumi.output(this.given).apply((given) => {
        const value = given[name];
        if (value !== undefined && value !== "") return value;
        throw new Error(
          `airpath:secrets: "${name}" is missing; allowed: a value for each channel of airpath:alertReceivers; ` +
            `fix: pulumi config set --secret --path 'airpath:secrets["${name}"]' …`,
        );
      }),
    );
  }
}

/**
 * @param name paths of one owner derive the same
 * @returns 32 characters of base64url, 192 bits: within SRT's 10 to 79 characters, free of anything a config would have to escape.
 * @throws when the root is too short to derive from
 */
export function deriveSecret(root: string, name: string): string {
  if (!/^[0-9a-f]{64,}$/.test(root)) {
    throw new Error(
      "root secret: got something else than hex; allowed: 64 or more hex digits (32 bytes); fix: run make setup, or set airpath:rootSecret",
    );
  }
  return Buffer.from(hkdfSync("sha256", Buffer.from(root, "hex"), "airpath", ownersSecret(name), 24)).toString(
    "base64url",
  );
}
