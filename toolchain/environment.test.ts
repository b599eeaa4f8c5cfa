import { existsSync } from "node:fs";
import { join } from "node:path";
import { additions, needsPassphraseFile, passphraseFile, policyPack, shellExports } from "./environment";
import { cacheFolder, projectFolder, repository } from "./paths";

const bin = join(cacheFolder(), "bin");

describe("the environment of pulumi", () => {
  it("has our CLI first, the local state, and a home for each plugin", () => {
    expect(additions("local", "built", { PATH: "/usr/bin" })).toEqual({
      PATH: `${bin}:/usr/bin`,
      PULUMI_HOME: join(cacheFolder(), "pulumi-built"),
      PULUMI_STACK: "local",
      PULUMI_BACKEND_URL: `file://${projectFolder}/state`,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile,
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_OPTION_POLICY_PACK: policyPack,
      GOMEMLIMIT: "1200MiB",
      GOGC: "400",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      NODE_OPTIONS: `--max-semi-space-size=64 --require "${join(repository, "toolchain/plain-javascript.cjs")}"`,
    });
  });

  it("keeps what the user asks of Node", () => {
    const { NODE_OPTIONS } = additions("local", "built", { NODE_OPTIONS: "--max-old-space-size=500" });
    expect(NODE_OPTIONS).toMatch(/^--max-old-space-size=500 --max-semi-space-size=64 --require "/);
  });

  it("lets the official CLI fetch the plugins of other stacks", () => {
    const official = additions("prod", "official", {});
    expect(official.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION).toBeUndefined();
    expect(official.NODE_OPTIONS).toBe("--max-semi-space-size=64");
    expect(official.PULUMI_HOME).toBe(join(cacheFolder(), "pulumi-official"));
  });

  it("leaves the user's own backend and passphrase alone", () => {
    const env = { PULUMI_BACKEND_URL: "s3://states", PULUMI_CONFIG_PASSPHRASE: "" };
    const added = additions("prod", "official", env);
    expect(added.PULUMI_BACKEND_URL).toBe("s3://states");
    expect(added.PULUMI_CONFIG_PASSPHRASE_FILE).toBeUndefined();
    expect(needsPassphraseFile({ PULUMI_CONFIG_PASSPHRASE_FILE: "/run/secrets/passphrase" })).toBe(false);
  });

  it("holds whoever says up by this tree's policy, unless it is told of none", () => {
    const of = (pack?: string) =>
      additions("local", "built", { PULUMI_OPTION_POLICY_PACK: pack }).PULUMI_OPTION_POLICY_PACK;
    expect([of(), of("/another/tree/stacks/policy"), of("")]).toEqual([policyPack, policyPack, ""]);
    expect(existsSync(join(policyPack, "PulumiPolicy.yaml"))).toBe(true);
  });

  it("does not grow when it is applied twice", () => {
    const once = additions("local", "built", { PATH: "/usr/bin", NODE_OPTIONS: "--trace-warnings" });
    expect(additions("local", "built", once)).toEqual(once);
  });

  it("is printed for a shell, quoted", () => {
    expect(shellExports({ PATH: "ignored", PULUMI_STACK: "it's" })).toBe(
      `export PATH='${bin}':"$PATH"\nexport PULUMI_STACK='it'\\''s'\n`,
    );
  });
});
